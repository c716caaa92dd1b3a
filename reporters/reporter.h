/* What a reporter is: it reads a finished inventory and writes one file. It knows no sources and no
 * other reporter. */
#ifndef REPORTERS_REPORTER_H
#define REPORTERS_REPORTER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/outcome.h"

struct inventory;

struct report_options {
    const char *at;     /* moment of judgement, YYYY-MM-DDTHH:MM:SSZ */
    uint64_t row_limit; /* rows of one table of the HTML report */
    const char *page;   /* where the page lies that a summary may point to; NULL: there is none */
    bool colour;        /* the summary goes to a terminal that wants colours */
    bool csv_bom;       /* begin CSV files with a byte order mark */
    bool cyclonedx_1_7; /* instead of 1.6 */
};

struct reporter {
    const char *format; /* "html", "csv": what an operator asks for. Several may share one */
    const char *file;   /* name in the folder, where a format is several files; NULL: the operator
                           names the file */
    /* Writes the file. The caller watches the stream for write errors. */
    enum outcome (*write)(struct inventory *inventory, const struct report_options *options,
                          FILE *out, struct error *error);
};

/* NULL-terminated; a new reporter is a file and a line in reporters.c. */
extern const struct reporter *const reporters[];

#endif
