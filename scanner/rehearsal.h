/* Folders of tests, fixtures and examples, and documentation: what is wrong in them is often wrong
 * on purpose, and must not drown what is wrong elsewhere. */
#ifndef REHEARSAL_H
#define REHEARSAL_H

#include "base/buffer.h"
#include "finding.h"
#include "inventory/query.h"

struct rehearsal {
    struct query *roots;  /* as shown */
    struct query *places; /* path and container of each place of an artifact */
};

enum outcome rehearsal_open(struct rehearsal *rehearsal, struct inventory *inventory,
                            struct error *error);
enum outcome rehearsal_close(struct rehearsal *rehearsal, struct error *error);

/* Does a folder of the finding's path, below the root that was named, say that it is one of tests,
 * fixtures or examples - or is the file documentation - and is it so with every other place of its
 * artifact? What lies in use now is not asked for its past, but leaks are: they count in
 * documentation too, and wherever history has them. Returns the words that say so of the first
 * place, static, or NULL. */
const char *rehearsal_of(struct rehearsal *rehearsal, const struct finding *finding,
                         bool is_of_leaks);

#endif
