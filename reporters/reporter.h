/* What a reporter is: it reads a finished inventory and writes one file. It knows no checks, no
 * sources and no other reporter. */
#ifndef REPORTERS_REPORTER_H
#define REPORTERS_REPORTER_H

#include <stdint.h>
#include <stdio.h>

#include "base/outcome.h"

struct inventory;

struct report_options {
    const char *at;     /* moment of judgement, YYYY-MM-DDTHH:MM:SSZ */
    uint64_t row_limit; /* rows of one table of the HTML report */
};

struct reporter {
    const char *name;      /* "html", "csv-artifacts" */
    const char *directory; /* below the report folder; "" for the folder itself */
    const char *file;      /* "index.html" */
    /* Writes the file. The caller watches the stream for write errors. */
    enum outcome (*write)(struct inventory *inventory, const struct report_options *options,
                          FILE *out, struct error *error);
};

/* NULL-terminated; a new reporter is a file and a line in reporters.c. */
extern const struct reporter *const reporters[];

#endif
