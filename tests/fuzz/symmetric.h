/* Symmetric keys of JOSE and DNSSEC are known and nothing for us: they explain a name that promises
 * more. Included behind _GNU_SOURCE. */
#ifndef SYMMETRIC_H
#define SYMMETRIC_H

#include <string.h>

#include "base/span.h"

static inline bool may_be_symmetric(struct span bytes) {
    return bytes.length && (memmem(bytes.bytes, bytes.length, "oct", 3) ||
                            memmem(bytes.bytes, bytes.length, "Private-key-format", 18));
}

#endif
