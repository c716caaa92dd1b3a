/* What a worker has decoded before: a key copied into a hundred files, or standing in every
 * revision of one, is parsed once. Facts only, and bounded: when full it starts anew. */
#ifndef RECALL_H
#define RECALL_H

#include "artifact.h"
#include "base/id_set.h"

struct recall {
    struct id_set known; /* digest of the element -> offset of its packed facts, plus one */
    struct buffer packed;
};

void recall_release(struct recall *recall);

/* Fills artifact with the facts kept for this digest; texts borrow from recall until the next keep.
 * False where there are none. */
bool recall_find(const struct recall *recall, const uint8_t digest[SHA256_BYTES],
                 struct artifact *artifact);

void recall_keep(struct recall *recall, const uint8_t digest[SHA256_BYTES],
                 const struct artifact *artifact);

#endif
