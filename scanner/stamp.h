/* A name for something as it was when it was searched: while the stamp is the same, so is what was
 * found. Files: change time, inode, and a mix of device, size and modification time; nobody sets
 * the change time without setting the clock. Other things: a digest of what tells them apart. */
#ifndef STAMP_H
#define STAMP_H

#include "base/span.h"

enum { STAMP_BYTES = 24 };

struct stamp {
    uint8_t bytes[STAMP_BYTES];
};

static inline struct span stamp_span(const struct stamp *stamp) {
    return span_of(stamp->bytes, STAMP_BYTES);
}

/* For qsort and bsearch over arrays of stamps. */
static inline int stamp_compare(const void *one, const void *other) {
    return memcmp(one, other, STAMP_BYTES);
}

#endif
