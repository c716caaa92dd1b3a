/* A database file that comes from anybody, opened so that it can do no harm: read-only, journals
 * beside it not looked at, no view or trigger but ours, sizes bounded, and within a time: pages
 * that lead to each other in a thousand ways take for ever to read, and nothing of SQLite's says
 * so. */
#ifndef INVENTORY_STORED_FILE_H
#define INVENTORY_STORED_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include <sqlite3.h>

#include "base/outcome.h"

struct stored_file {
    sqlite3 *connection;
    uint64_t until; /* milliseconds of the monotonic clock; 0: no longer watched */
};

/* Opens a file that has the marks and, word for word, the schema of this version. seconds: what may
 * pass until stored_file_trust; then all that is asked fails. The struct stays where it is until
 * then. FAILED and a sentence for the operator that names the file; close it all the same. */
enum outcome stored_file_open(struct stored_file *file, const char *path, uint64_t seconds,
                              struct error *error);

/* Its time is up: whatever failed, failed for that. */
bool stored_file_late(const struct stored_file *file);

/* Says so. */
enum outcome stored_file_too_long(const char *path, struct error *error);

/* It has been examined: from here on nothing is watched. */
void stored_file_trust(struct stored_file *file);

/* As it was made by this version: empty, in memory. NULL without memory; the caller closes it. */
sqlite3 *stored_file_pattern(void);

#endif
