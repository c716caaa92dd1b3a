/* A map from short ids (object ids, digests, inode numbers: up to 32 bytes) to a number. Open
 * addressing. */
#ifndef BASE_ID_SET_H
#define BASE_ID_SET_H

#include "base/span.h"

enum { ID_BYTES = 32 };

struct id_set {
    struct id_slot *slots;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
};

void id_set_release(struct id_set *set);

/* Adds id (at most ID_BYTES long) with value 0 unless it is there. The address of its value, valid
 * until the next add; NULL for no id. *added tells whether it is new; may be NULL. */
uint64_t *id_set_add(struct id_set *set, struct span id, bool *added);

/* The address of the value of id, or NULL. */
uint64_t *id_set_find(const struct id_set *set, struct span id);

/* How many ids of set the other does not have. */
size_t id_set_beyond(const struct id_set *set, const struct id_set *other);

#endif
