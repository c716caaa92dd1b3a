#define _GNU_SOURCE
#include "options.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "checks/profile.h"
#include "reference.h"
#include "version.h"

const char *argp_program_version = "certsweep " CERTSWEEP_VERSION;
error_t argp_err_exit_status = EXIT_USAGE;

enum key {
    KEY_AT = 256,
    KEY_TRUSTSTORE,
    KEY_PROFILE,
    KEY_FAIL_ON,
    KEY_LIMIT,
    KEY_SOON,
    KEY_REQUIRE_SANDBOX,
    KEY_DESCRIBE,
    KEY_PASSPHRASE_FILE,
    KEY_NO_DEFAULT_PASSPHRASES,
    KEY_PREVIOUS,
    KEY_PARANOID,
};

static const struct argp_option table[] = {
    {"output", 'o', "DIR", 0, "Write reports to DIR (default: certsweep-report)", 0},
    {"jobs", 'j', "N", 0, "Run N worker processes (default: one for each core)", 0},
    {"truststore", KEY_TRUSTSTORE, "GLOB", 0,
     "Take files whose path or name matches GLOB for truststores; may be repeated", 0},
    {"profile", KEY_PROFILE, "NAME", 0,
     "Judge as this consumer does (docs/profiles.md lists them); may be repeated", 0},
    {"at", KEY_AT, "DATE", 0,
     "Judge validity at DATE, YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ, instead of now", 0},
    {"expires-soon", KEY_SOON, "DAYS", 0, "Warn of expiry within DAYS (default: 30)", 0},
    {"fail-on", KEY_FAIL_ON, "SEVERITY", 0,
     "Exit with 1 on findings of at least this severity: error (default), warning, note, none", 0},
    {"limit", KEY_LIMIT, "NAME=VALUE", 0, "Change a limit; docs/security.md lists them", 0},
    {"require-sandbox", KEY_REQUIRE_SANDBOX, NULL, 0,
     "Refuse to run where the kernel cannot confine the workers", 0},
    {"passphrase-file", KEY_PASSPHRASE_FILE, "FILE", 0,
     "Try the passphrases in FILE, one a line, on locked keys and keystores; may be repeated", 0},
    {"no-default-passphrases", KEY_NO_DEFAULT_PASSPHRASES, NULL, 0,
     "Do not try no passphrase, the empty one and \"changeit\"", 0},
    {"previous", KEY_PREVIOUS, "FILE", 0,
     "Read nothing again that has not changed since the inventory FILE was made; same reports", 0},
    {"paranoid", KEY_PARANOID, NULL, 0, "Read everything, whatever --previous says", 0},
    {"describe", KEY_DESCRIBE, "checks|limits|profiles", 0,
     "Print what this program checks, its limits or its profiles as Markdown, and exit", 0},
    {"quiet", 'q', NULL, 0, "No progress and no summary", 0},
    {0},
};

static const char description[] =
    "Finds every key and certificate in folders, git histories, archives and on standard input "
    "(-), groups them by public key, and tells what is wrong and what to do about it."
    "\vExit status: 0 nothing found at the level of --fail-on; 1 findings; 2 usage; 3 something "
    "could not be read (see problems); 4 no results; 128+n ended by signal n.";

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

static void take_paths(struct options *options, struct argp_state *state) {
    options->scan.paths = state->argv + state->next;
    options->scan.path_count = (unsigned)(state->argc - state->next);
    state->next = state->argc;
    for (unsigned i = 0; i < options->scan.path_count; i++) {
        const char *path = options->scan.paths[i];
        if (strcmp(path, "-") != 0 && access(path, F_OK) != 0) {
            argp_failure(state, EXIT_USAGE, errno, "%s", path);
        }
    }
}

static error_t parse_option(int key, char *argument, struct argp_state *state) {
    struct options *options = state->input;
    switch (key) {
    case 'o':
        options->output = argument;
        return 0;
    case 'j':
        options->scan.workers = parse_count(argument, 1, 256, "jobs", state);
        return 0;
    case 'q':
        options->scan.quiet = true;
        return 0;
    case KEY_AT:
        if (!text_parse_time(argument, &options->scan.at)) {
            argp_error(state, "--at: '%s' is no date of the form YYYY-MM-DD", argument);
        }
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
            argp_error(state, "--limit: '%s' is no NAME=VALUE of a known limit", argument);
        }
        return 0;
    case KEY_PASSPHRASE_FILE:
        add_passphrase_file(argument, options, state);
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
    case KEY_DESCRIBE:
        if (!reference_write(argument, stdout)) {
            argp_error(state, "--describe: '%s' is none of checks, limits, profiles", argument);
        }
        exit(EXIT_CLEAN);
    case KEY_REQUIRE_SANDBOX:
        options->scan.require_sandbox = true;
        return 0;
    case ARGP_KEY_ARGS:
        take_paths(options, state);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_usage(state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

void options_parse(int argc, char **argv, struct options *options) {
    static const struct argp parser = {
        .options = table, .parser = parse_option, .args_doc = "PATH...", .doc = description};
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    *options = (struct options){
        .scan = {.workers = cores > 0 && cores < 256 ? (unsigned)cores : 1,
                 .at = (int64_t)time(NULL),
                 .soon_days = 30,
                 .limits = limits_default()},
        .output = "certsweep-report",
        .fail_on = SEVERITY_ERROR,
    };
    argp_parse(&parser, argc, argv, 0, NULL, options);
    options->scan.truststore_globs = options->truststore_globs;
    options->scan.profiles = options->profiles;
    options->scan.output = options->output;
    options->scan.previous = options->paranoid ? NULL : options->scan.previous;
    options->scan.passphrases_tried = options->passphrase_file_count    ? "own"
                                      : options->no_default_passphrases ? "none"
                                                                        : "usual";
}
