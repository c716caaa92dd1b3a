/* Git's deltas (gitformat-pack(5), "Deltified representation"): how an object is put together from
 * runs of another one, its base, and new bytes. */
#ifndef SOURCES_GIT_DELTA_H
#define SOURCES_GIT_DELTA_H

#include "base/span.h"

/* Bytes [at, at + length) of the result are those of the base from byte from on. */
struct delta_run {
    size_t at;
    size_t length;
    size_t from;
};

/* What a result has of its base, in order; everything between is new. Runs that continue each
 * other are one. */
struct delta_runs {
    struct delta_run *items;
    size_t count;
    size_t capacity;
    size_t base_length;
    bool incomplete; /* there are more than fit: the rest counts as new */
};

/* Takes the two sizes, in bytes, off the front of a delta. False: they are not there. */
bool delta_sizes(struct span *delta, uint64_t *base, uint64_t *result);

/* Puts the result of length bytes together. delta: what follows its sizes. False: it does not fit
 * base, or does not fill out exactly. */
bool delta_apply(struct span delta, struct span base, uint8_t *out, size_t length,
                 struct delta_runs *runs);

void delta_runs_release(struct delta_runs *runs);

#endif
