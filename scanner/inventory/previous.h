/* An earlier inventory, as far as it spares work: what was searched then, and what came of it. It
 * belongs to the operator, but may be damaged or not ours at all: everything in it is checked
 * before it is used. */
#ifndef INVENTORY_PREVIOUS_H
#define INVENTORY_PREVIOUS_H

#include "base/outcome.h"
#include "record.h"

struct previous;

/* Opens an inventory for reading, and examines it in no more than so many seconds. searched_by:
 * what the finds depend on besides the input (version, libraries, limits), as the table scan has
 * it. passphrases: which were tried, likewise ("own": the operator's); what depends on them is left
 * out where they may differ. NULL where nothing of it can be used, and a sentence for the operator.
 */
struct previous *previous_open(const char *path, const char *searched_by, const char *passphrases,
                               uint64_t seconds, struct error *error);

/* Accepts NULL. */
void previous_close(struct previous *previous);

/* A file with this stamp was searched and nothing found. Usable in a forked process. */
bool previous_found_nothing(const struct previous *previous, const struct stamp *stamp);

/* What came of the thing with this stamp is kept. Usable in a forked process. */
bool previous_holds(const struct previous *previous, const struct stamp *stamp);

/* It is kept, but would tell less or more than what this run finds. stamp may be NULL: is there
 * anything of the kind? Usable in a forked process. */
bool previous_withholds(const struct previous *previous, const struct stamp *stamp);

/* Calls each for the record of what was kept (RECORD_SEARCHED) and then for every record in it,
 * with DER and SPKI filled in. what: memory for it, reused from call to call. */
enum outcome previous_replay(struct previous *previous, const struct stamp *stamp,
                             struct buffer *what,
                             enum outcome (*each)(void *context, struct record *record,
                                                  struct error *error),
                             void *context, struct error *error);

#endif
