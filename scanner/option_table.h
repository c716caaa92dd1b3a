/* The command line as one table: parsing, --help, the manual page and the completion of the shell
 * are all made from it. */
#ifndef OPTION_TABLE_H
#define OPTION_TABLE_H

#include <stdbool.h>

enum command {
    COMMAND_SWEEP, /* no word of its own: certsweep PATH... */
    COMMAND_SCAN,
    COMMAND_REPORT,
    COMMAND_DIFF,
    COMMAND_MERGE,
    COMMAND_SHOW,
    COMMAND_EXPLAIN,
    COMMANDS,
};

struct command_row {
    const char *word;      /* "" for the sweep */
    const char *arguments; /* "PATH..." */
    const char *summary;
    unsigned least; /* arguments */
    unsigned most;  /* 0: any number */
};

extern const struct command_row command_rows[COMMANDS];

enum option_key {
    KEY_OUTPUT = 'o',
    KEY_JOBS = 'j',
    KEY_QUIET = 'q',
    KEY_AT = 256,
    KEY_TRUSTSTORE,
    KEY_SYSTEM_ROOTS,
    KEY_PROFILE,
    KEY_FAIL_ON,
    KEY_LIMIT,
    KEY_SOON,
    KEY_CROSS_MOUNTS,
    KEY_REQUIRE_SANDBOX,
    KEY_DESCRIBE,
    KEY_PASSPHRASE_FILE,
    KEY_WEAK_KEYS,
    KEY_NO_DEFAULT_PASSPHRASES,
    KEY_PREVIOUS,
    KEY_PARANOID,
    KEY_GIT,
    KEY_SINCE,
    KEY_SUMMARY,
    KEY_CSV_BOM,
    KEY_HTML,
    KEY_CSV,
    KEY_JSON,
    KEY_DIFF_JSON,
    KEY_SARIF,
    KEY_MARKDOWN,
    KEY_CYCLONEDX,
    KEY_CYCLONEDX_VERSION,
};

struct option_row {
    const char *name;
    int key;              /* of enum option_key; a letter is also the short name */
    const char *argument; /* NULL: takes none */
    const char *help;
    unsigned commands;  /* bits 1 << enum command that take it */
    const char *format; /* the report it asks for, or NULL */
};

/* Ended by a row without name. */
extern const struct option_row option_rows[];

/* What the program is, and its exit status, for --help and the manual. */
extern const char option_description[];
extern const char option_exit_status[];

static inline bool option_is_for(const struct option_row *row, enum command command) {
    return (row->commands >> command & 1) != 0;
}

#endif
