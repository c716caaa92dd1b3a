/* Writes the reports that were asked for. All of them go to temporary names first and are flushed;
 * only when every one is complete do they get their names: whatever happens, a report is the old
 * one or the new one and never half of either. */
#ifndef REPORTERS_PUBLISH_H
#define REPORTERS_PUBLISH_H

#include "reporter.h"

struct report_request {
    const char *format;
    const char *path; /* file; folder for a format of several files; "-" is standard output */
};

struct publication;

/* Writes every requested report under its temporary name; what goes to standard output or into a
 * device is kept until publication_name. Folders are made, their parents must exist. NULL and error
 * where one cannot be written: then nothing is left behind. */
struct publication *publication_new(struct inventory *inventory,
                                    const struct report_options *options,
                                    const struct report_request *requests, unsigned count,
                                    struct error *error);

/* Gives the files their names, one after the other, and flushes their folders. */
enum outcome publication_name(struct publication *publication, struct error *error);

/* Removes what has no name yet. Accepts NULL. */
void publication_free(struct publication *publication);

#endif
