#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "inventory/inventory.h"
#include "inventory/query.h"
#include "options.h"
#include "passphrases.h"
#include "publish.h"
#include "summary.h"

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
}

/* Creates the output folder where it is missing and keeps other runs out of it until the process
 * ends. */
static enum outcome claim_output(const char *output, int *folder, struct error *error) {
    if (mkdir(output, 0700) != 0 && errno != EEXIST) {
        return fail(error, "%s: cannot be created: %s", output, strerror(errno));
    }
    *folder = open(output, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*folder < 0) {
        return fail(error, "%s: %s", output, strerror(errno));
    }
    if (flock(*folder, LOCK_EX | LOCK_NB) != 0) {
        return fail(error, "%s: another run is writing there", output);
    }
    return DONE;
}

static enum outcome has_findings(struct inventory *inventory, enum severity least, bool *has,
                                 struct error *error) {
    static const char *const selects[] = {
        [SEVERITY_NOTE] = "SELECT count(*) FROM finding",
        [SEVERITY_WARNING] = "SELECT count(*) FROM finding WHERE severity <> 'note'",
        [SEVERITY_ERROR] = "SELECT count(*) FROM finding WHERE severity = 'error'",
    };
    int64_t count = 0;
    *has = false;
    if (least == 0) {
        return DONE;
    }
    enum outcome outcome = query_single(inventory, selects[least], &count, error);
    *has = count > 0;
    return outcome;
}

static int exit_code(struct inventory *inventory, const struct options *options,
                     struct error *error) {
    int64_t problems = 0;
    bool findings = false;
    if (query_single(inventory, "SELECT count(*) FROM problem", &problems, error) != DONE ||
        has_findings(inventory, options->fail_on, &findings, error) != DONE) {
        return EXIT_NO_RESULT;
    }
    if (ended_by) {
        return 128 + ended_by;
    }
    return problems ? EXIT_INCOMPLETE : findings ? EXIT_FINDINGS : EXIT_CLEAN;
}

static enum outcome report(struct inventory *inventory, const struct options *options,
                           struct error *error) {
    char at[TIME_TEXT_BYTES];
    text_format_time(options->scan.at, at);
    struct report_options report_options = {.at = at,
                                            .row_limit = options->scan.limits.report_rows};
    if (publish_reports(inventory, &report_options, options->output, error) != DONE) {
        return FAILED;
    }
    return options->scan.quiet ? DONE : summary_write(inventory, options->output, stdout, error);
}

/* The operator's own first, then what is usual. */
static enum outcome load_passphrases(const struct options *options, struct passphrase_list *list,
                                     struct error *error) {
    for (unsigned i = 0; i < options->passphrase_file_count; i++) {
        if (passphrases_load(list, options->passphrase_files[i], error) != DONE) {
            return FAILED;
        }
    }
    return options->no_default_passphrases ? DONE : passphrases_add_usual(list, error);
}

int main(int argc, char **argv) {
    struct options options;
    struct inventory *inventory = NULL;
    struct passphrase_list list = {0};
    struct passphrases passphrases = {0};
    struct error error = {""};
    int folder = -1;
    int code = EXIT_NO_RESULT;
    umask(077);
    prctl(PR_SET_DUMPABLE, 0); /* no core may ever hold what was read */
    options_parse(argc, argv, &options);
    watch_signals();
    if (load_passphrases(&options, &list, &error) != DONE) {
        fprintf(stderr, "certsweep: %s\n", error.text);
        code = EXIT_USAGE;
        goto out;
    }
    passphrases = (struct passphrases){.items = list.items, .count = list.count};
    options.scan.passphrases = &passphrases;
    if (claim_output(options.output, &folder, &error) != DONE ||
        scan_run(&options.scan, &inventory, &error) != DONE ||
        report(inventory, &options, &error) != DONE) {
        goto out;
    }
    code = exit_code(inventory, &options, &error);
out:
    if (code == EXIT_NO_RESULT) {
        fprintf(stderr, "certsweep: %s\n", error.text);
    }
    inventory_free(inventory);
    passphrases_release(&list);
    if (folder >= 0) {
        close(folder);
    }
    return code;
}
