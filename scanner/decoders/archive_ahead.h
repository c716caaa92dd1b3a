/* Members of a zip file, read ahead by a second thread: they do not depend on each other. Whoever
 * comes to a member first reads it, so that neither waits for long. */
#ifndef DECODERS_ARCHIVE_AHEAD_H
#define DECODERS_ARCHIVE_AHEAD_H

#include "base/companion.h"
#include "base/span.h"

struct ahead;

/* Begins. archive is borrowed until ahead_end. NULL where it is no zip file with a list at its end,
 * small, or nobody is free to read it: everything is then read without. */
struct ahead *ahead_begin(struct span archive, struct companion *companion);

/* Ends and wipes. Accepts NULL. */
void ahead_end(struct ahead *ahead);

/* The content of a member, numbered from 1 in the order of the archive's headers, where it was read
 * ahead and nothing was wrong with it; borrowed until the next call. False: to be read by the
 * caller, whatever is wrong with it. Numbers ascend. ahead may be NULL. */
bool ahead_take(struct ahead *ahead, uint64_t number, struct span *content);

#endif
