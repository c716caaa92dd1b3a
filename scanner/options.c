#define _GNU_SOURCE
#include "options.h"

#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/text.h"
#include "checks/profile.h"
#include "reference.h"
#include "system_roots.h"
#include "version.h"

const char *argp_program_version = "certsweep " CERTSWEEP_VERSION;
error_t argp_err_exit_status = EXIT_USAGE;

enum { OPTIONS_MOST = 64 };

static void parse_severity(const char *text, struct options *options, struct argp_state *state) {
    static const char *const names[] = {"none", "note", "warning", "error"};
    for (int i = 0; i < 4; i++) {
        if (strcmp(text, names[i]) == 0) {
            options->fail_on = (enum severity)i;
            return;
        }
    }
    argp_error(state, "--fail-on: '%s' is none of error, warning, note, none", text);
}

static void parse_scope(const char *text, struct options *options, struct argp_state *state) {
    static const char *const names[GIT_SCOPES] = {"all", "head", "worktree", "none"};
    for (int i = 0; i < GIT_SCOPES; i++) {
        if (strcmp(text, names[i]) == 0) {
            options->scan.git.scope = (enum git_scope)i;
            return;
        }
    }
    argp_error(state, "--git: '%s' is none of all, head, worktree, none", text);
}

static void parse_since(const char *text, struct options *options, struct argp_state *state) {
    struct git_choice *git = &options->scan.git;
    if (!*text) {
        argp_error(state, "--since: a date or a commit is needed");
    }
    git->since = text;
    git->since_is_date = text_parse_time(text, &git->since_date);
}

static unsigned parse_count(const char *text, unsigned least, unsigned most, const char *name,
                            struct argp_state *state) {
    char *end = NULL;
    unsigned long number = strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || number < least || number > most) {
        argp_error(state, "--%s: '%s' is no number from %u to %u", name, text, least, most);
    }
    return (unsigned)number;
}

static void add_truststore(const char *glob, struct options *options, struct argp_state *state) {
    if (options->scan.truststore_glob_count == GLOBS_MOST) {
        argp_error(state, "--truststore: at most %d", GLOBS_MOST);
    }
    options->truststore_globs[options->scan.truststore_glob_count++] = glob;
}

/* One that was given before counts once. */
static void add_profile(const char *name, struct options *options, struct argp_state *state) {
    const struct profile *profile = profile_find(name);
    if (!profile) {
        argp_error(state, "--profile: '%s' is not known; certsweep --describe=profiles lists them",
                   name);
        return;
    }
    for (unsigned i = 0; i < options->scan.profile_count; i++) {
        if (options->profiles[i] == profile) {
            return;
        }
    }
    if (options->scan.profile_count == PROFILES_MOST) {
        argp_error(state, "--profile: at most %d", PROFILES_MOST);
    }
    options->profiles[options->scan.profile_count++] = profile;
}

static void add_passphrase_file(const char *file, struct options *options,
                                struct argp_state *state) {
    if (options->passphrase_file_count == PASSPHRASE_FILES_MOST) {
        argp_error(state, "--passphrase-file: at most %d", PASSPHRASE_FILES_MOST);
    }
    options->passphrase_files[options->passphrase_file_count++] = file;
}

static void add_weak_keys(const char *file, struct options *options, struct argp_state *state) {
    if (options->weak_key_file_count == WEAK_KEY_FILES_MOST) {
        argp_error(state, "--weak-keys: at most %d", WEAK_KEY_FILES_MOST);
    }
    options->weak_key_files[options->weak_key_file_count++] = file;
}

static void add_request(const char *format, const char *path, struct options *options,
                        struct argp_state *state) {
    if (options->request_count == REQUESTS_MOST) {
        argp_error(state, "at most %d reports at once", REQUESTS_MOST);
    }
    options->requests[options->request_count++] = (struct report_request){format, path};
}

static void take_arguments(struct options *options, struct argp_state *state) {
    const struct command_row *command = &command_rows[options->command];
    options->arguments = state->argv + state->next;
    options->argument_count = (unsigned)(state->argc - state->next);
    state->next = state->argc;
    if (options->argument_count < command->least ||
        (command->most && options->argument_count > command->most)) {
        argp_error(state, "%s takes %s", *command->word ? command->word : "a sweep",
                   command->arguments);
    }
    if (options->command > COMMAND_SCAN) {
        return;
    }
    for (unsigned i = 0; i < options->argument_count; i++) {
        const char *path = options->arguments[i];
        if (strcmp(path, "-") != 0 && access(path, F_OK) != 0) {
            argp_failure(state, EXIT_USAGE, errno, "%s", path);
        }
    }
}

/* Options that ask for a report. */
static error_t parse_request(int key, const char *argument, struct argp_state *state) {
    for (const struct option_row *row = option_rows; row->name; row++) {
        if (row->key == key && row->format) {
            add_request(row->format, argument, state->input, state);
            return 0;
        }
    }
    return ARGP_ERR_UNKNOWN;
}

static error_t parse_report_option(int key, const char *argument, struct argp_state *state) {
    struct options *options = state->input;
    switch (key) {
    case KEY_SUMMARY:
        options->summary = true;
        return 0;
    case KEY_CYCLONEDX_VERSION:
        options->report.cyclonedx_1_7 = strcmp(argument, "1.7") == 0;
        if (!options->report.cyclonedx_1_7 && strcmp(argument, "1.6") != 0) {
            argp_error(state, "--cyclonedx-version: '%s' is neither 1.6 nor 1.7", argument);
        }
        return 0;
    case KEY_CSV_BOM:
        options->report.csv_bom = true;
        return 0;
    default:
        return parse_request(key, argument, state);
    }
}

static error_t parse_judging_option(int key, const char *argument, struct argp_state *state) {
    struct options *options = state->input;
    switch (key) {
    case KEY_AT:
        if (!text_parse_time(argument, &options->scan.at)) {
            argp_error(state, "--at: '%s' is no date of the form YYYY-MM-DD", argument);
        }
        options->has_at = true;
        return 0;
    case KEY_TRUSTSTORE:
        add_truststore(argument, options, state);
        return 0;
    case KEY_PROFILE:
        add_profile(argument, options, state);
        return 0;
    case KEY_FAIL_ON:
        parse_severity(argument, options, state);
        return 0;
    case KEY_SOON:
        options->scan.soon_days = parse_count(argument, 0, 36500, "expires-soon", state);
        return 0;
    case KEY_LIMIT:
        if (!limits_set(&options->scan.limits, argument)) {
            argp_error(state,
                       "--limit: '%s' is no NAME=VALUE of a known limit and a whole number from 1; "
                       "certsweep --describe=limits lists them",
                       argument);
        }
        return 0;
    default:
        return parse_report_option(key, argument, state);
    }
}

static error_t parse_option(int key, char *argument, struct argp_state *state) {
    struct options *options = state->input;
    switch (key) {
    case KEY_OUTPUT:
        options->output = argument;
        return 0;
    case KEY_JOBS:
        options->scan.workers = parse_count(argument, 1, 256, "jobs", state);
        return 0;
    case KEY_QUIET:
        options->scan.quiet = true;
        return 0;
    case KEY_PASSPHRASE_FILE:
        add_passphrase_file(argument, options, state);
        return 0;
    case KEY_WEAK_KEYS:
        add_weak_keys(argument, options, state);
        return 0;
    case KEY_SYSTEM_ROOTS:
        options->scan.system_root = system_roots_find();
        if (!options->scan.system_root) {
            argp_error(state, "--system-roots: this machine has no list in the usual places");
        }
        return 0;
    case KEY_NO_DEFAULT_PASSPHRASES:
        options->no_default_passphrases = true;
        return 0;
    case KEY_PREVIOUS:
        options->scan.previous = argument;
        return 0;
    case KEY_PARANOID:
        options->paranoid = true;
        return 0;
    case KEY_GIT:
        parse_scope(argument, options, state);
        return 0;
    case KEY_SINCE:
        parse_since(argument, options, state);
        return 0;
    case KEY_DESCRIBE:
        if (!reference_write(argument, stdout)) {
            argp_error(state,
                       "--describe: '%s' is none of checks, limits, profiles, man, completion",
                       argument);
        }
        exit(EXIT_CLEAN);
    case KEY_CROSS_MOUNTS:
        options->scan.cross_mounts = true;
        return 0;
    case KEY_REQUIRE_SANDBOX:
        options->scan.require_sandbox = true;
        return 0;
    case ARGP_KEY_ARGS:
        take_arguments(options, state);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_usage(state);
        return 0;
    default:
        return parse_judging_option(key, argument, state);
    }
}

/* The rows of the table that the command takes, as argp wants them. */
static void choose_rows(enum command command, struct argp_option *chosen) {
    size_t count = 0;
    for (const struct option_row *row = option_rows; row->name && count < OPTIONS_MOST; row++) {
        if (option_is_for(row, command)) {
            chosen[count++] = (struct argp_option){
                .name = row->name, .key = row->key, .arg = row->argument, .doc = row->help};
        }
    }
    chosen[count] = (struct argp_option){0};
}

/* The first argument names the command; anything else is a path to sweep. A file of that name is
 * swept as ./NAME. */
static enum command find_command(int argc, char **argv) {
    for (int i = COMMAND_SWEEP + 1; argc > 1 && i < COMMANDS; i++) {
        if (strcmp(argv[1], command_rows[i].word) == 0) {
            return (enum command)i;
        }
    }
    return COMMAND_SWEEP;
}

/* The text of --help around the options. */
static void describe(enum command command, struct buffer *out) {
    if (command != COMMAND_SWEEP) {
        buffer_format(out, "%s.\v%s", command_rows[command].summary, option_exit_status);
        return;
    }
    buffer_format(out, "%s\v", option_description);
    for (int i = COMMAND_SWEEP + 1; i < COMMANDS; i++) {
        buffer_format(out, "certsweep %s %s\n    %s\n", command_rows[i].word,
                      command_rows[i].arguments, command_rows[i].summary);
    }
    buffer_format(
        out,
        "\nEach command has its own --help. To sweep a file that is named like a command, "
        "write ./NAME.\n\n%s",
        option_exit_status);
}

/* What was asked for, and the machine's roots behind it; the list lives as long as the program. */
static void choose_paths(struct options *options) {
    unsigned count = options->argument_count;
    bool scans = options->command == COMMAND_SWEEP || options->command == COMMAND_SCAN;
    options->scan.paths = options->arguments;
    options->scan.path_count = count;
    if (!options->scan.system_root || !scans) {
        return;
    }
    char **paths = calloc((size_t)count + 1, sizeof *paths);
    if (!paths || !(paths[count] = strdup(options->scan.system_root))) {
        fputs("certsweep: out of memory\n", stderr);
        exit(EXIT_NO_RESULT);
    }
    memcpy(paths, options->arguments, count * sizeof *paths);
    options->scan.paths = paths;
    options->scan.path_count = count + 1;
}

static void refuse(const char *why) {
    fprintf(stderr, "certsweep: %s\n", why);
    exit(EXIT_USAGE);
}

/* Whether one of the reports that were asked for goes to standard output. */
static bool check_names(const struct options *options) {
    bool is_taken = false;
    for (unsigned i = 0; i < options->request_count; i++) {
        const struct report_request *request = &options->requests[i];
        bool is_stream = strcmp(request->path, "-") == 0;
        is_taken = is_taken || is_stream;
        if (is_stream && strcmp(request->format, "csv") == 0) {
            refuse("tables are a folder of files, which standard output cannot be");
        }
        for (unsigned j = 0; j < i; j++) {
            if (strcmp(request->path, options->requests[j].path) == 0) {
                refuse(is_stream ? "two reports cannot both be written to standard output"
                                 : "two reports cannot have one name");
            }
        }
    }
    return is_taken;
}

/* What follows from the options together. */
static void complete(struct options *options, const char *word) {
    bool sweeps = options->command == COMMAND_SWEEP;
    bool writes_inventory = options->command == COMMAND_SCAN || options->command == COMMAND_MERGE;
    if (writes_inventory && !options->output) {
        fprintf(stderr, "certsweep: %s needs -o INVENTORY\n", word);
        exit(EXIT_USAGE);
    }
    if (options->command == COMMAND_REPORT && !options->request_count && !options->summary) {
        refuse("report needs to be told what to write: see report --help");
    }
    bool is_taken = check_names(options);
    if (is_taken && options->summary) {
        refuse("the summary and another report cannot both be written to standard output");
    }
    if (options->scan.git.since && options->scan.git.scope != GIT_ALL) {
        refuse("--since chooses from all of history: not with another --git");
    }
    if (sweeps) {
        options->output = options->output ? options->output : "certsweep-report";
        options->summary = !options->scan.quiet && !is_taken;
    }
    choose_paths(options);
    options->scan.truststore_globs = options->truststore_globs;
    options->scan.profiles = options->profiles;
    options->scan.previous = options->paranoid ? NULL : options->scan.previous;
    options->scan.passphrases_tried = options->passphrase_file_count    ? "own"
                                      : options->no_default_passphrases ? "none"
                                                                        : "usual";
    options->report.row_limit = options->scan.limits.report_rows;
}

void options_parse(int argc, char **argv, struct options *options) {
    struct argp_option chosen[OPTIONS_MOST + 1];
    struct buffer description = {0};
    enum command command = find_command(argc, argv);
    const struct command_row *row = &command_rows[command];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    *options = (struct options){
        .command = command,
        .scan = {.workers = cores > 0 && cores < 256 ? (unsigned)cores : 1,
                 .at = (int64_t)time(NULL),
                 .soon_days = 30,
                 .limits = limits_default()},
        .fail_on = SEVERITY_ERROR,
    };
    choose_rows(command, chosen);
    describe(command, &description);
    const bool any = chosen[0].name != NULL; /* argp leaks memory on an empty list */
    struct argp parser = {.options = any ? chosen : NULL,
                          .parser = parse_option,
                          .args_doc = row->arguments,
                          .doc = buffer_text(&description)};
    if (command != COMMAND_SWEEP) { /* "certsweep report" is what messages begin with */
        static char name[64];
        snprintf(name, sizeof name, "certsweep %s", row->word);
        argv[1] = name;
        argc--;
        argv++;
    }
    argp_parse(&parser, argc, argv, 0, NULL, options);
    buffer_release(&description);
    complete(options, row->word);
}
