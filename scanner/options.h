/* The command line. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "option_table.h"
#include "publish.h"
#include "scan.h"

enum {
    GLOBS_MOST = 64,
    PASSPHRASE_FILES_MOST = 64,
    PROFILES_MOST = 32,
    REQUESTS_MOST = 32,
    WEAK_KEY_FILES_MOST = 64
};

struct options {
    enum command command;
    char *const *arguments; /* paths, inventories, ids: what the command takes */
    unsigned argument_count;
    struct scan_options scan;
    const char *truststore_globs[GLOBS_MOST];
    const struct profile *profiles[PROFILES_MOST];
    const char *passphrase_files[PASSPHRASE_FILES_MOST];
    unsigned passphrase_file_count;
    const char *weak_key_files[WEAK_KEY_FILES_MOST];
    unsigned weak_key_file_count;
    bool no_default_passphrases;
    bool paranoid;      /* nothing is taken over from the earlier inventory */
    const char *output; /* sweep: folder for the reports; scan, merge: the inventory; else NULL */
    bool has_at;        /* the operator named the moment of judgement */
    bool summary;
    struct report_options report;
    struct report_request requests[REQUESTS_MOST];
    unsigned request_count;
    enum severity fail_on; /* least severity that makes the exit code 1; 0: none does */
};

/* Fills options from argv. Prints help, version or a usage error itself and then ends the process
 * (0 or EXIT_USAGE). */
void options_parse(int argc, char **argv, struct options *options);

/* Exit codes. */
enum {
    EXIT_CLEAN = 0,
    EXIT_FINDINGS = 1,
    EXIT_USAGE = 2,
    EXIT_INCOMPLETE = 3, /* something could not be read; wins over findings */
    EXIT_NO_RESULT = 4,  /* results could not be written */
};

#endif
