#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "command.h"
#include "inventory/inventory.h"

static volatile sig_atomic_t ended_by;

/* The first signal asks for an end with what there is, the second takes it. */
static void on_signal(int number) {
    if (ended_by) {
        _exit(128 + number);
    }
    ended_by = number;
    scan_stop();
}

static void watch_signals(void) {
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file size limit is reported like a full disk */
}

/* Each root stays open. Where this does not suffice, opening one says so. */
static void raise_descriptor_limit(void) {
    struct rlimit descriptors;
    if (getrlimit(RLIMIT_NOFILE, &descriptors) == 0) {
        descriptors.rlim_cur = descriptors.rlim_max;
        setrlimit(RLIMIT_NOFILE, &descriptors);
    }
}

int main(int argc, char **argv) {
    static int (*const commands[COMMANDS])(struct options *, struct error *) = {
        [COMMAND_SWEEP] = command_scan,      [COMMAND_SCAN] = command_scan,
        [COMMAND_REPORT] = command_report,   [COMMAND_DIFF] = command_diff,
        [COMMAND_MERGE] = command_merge,     [COMMAND_SHOW] = command_show,
        [COMMAND_EXPLAIN] = command_explain,
    };
    struct options options;
    struct error error = {""};
    memory_watch();
    database_watch_memory();
    umask(077);
    prctl(PR_SET_DUMPABLE, 0); /* no core may ever hold what was read */
    options_parse(argc, argv, &options);
    bool scans = options.command == COMMAND_SWEEP || options.command == COMMAND_SCAN ||
                 options.command == COMMAND_MERGE;
    if (scans) { /* the others are short, and end at once */
        raise_descriptor_limit();
        watch_signals();
    } else {
        signal(SIGXFSZ, SIG_IGN);
    }
    int code = commands[options.command](&options, &error);
    if (error.text[0]) {
        fprintf(stderr, "certsweep: %s\n", error.text);
    }
    return ended_by && code != EXIT_NO_RESULT && code != EXIT_USAGE ? 128 + ended_by : code;
}
