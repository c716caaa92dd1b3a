/* The bookkeeping that proves nothing was dropped: bytes and things met, read and skipped, by
 * layer. Lives in memory that a worker shares with the parent, so that a killed worker's count
 * survives. */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include "origin.h"

struct tally {
    uint64_t things;
    uint64_t bytes;
};

struct account {
    struct tally seen[LAYERS];
    struct tally read[LAYERS];
    struct tally skipped[LAYERS]; /* each with a problem row */
};

static inline void tally_add(struct tally *tally, uint64_t things, uint64_t bytes) {
    tally->things += things;
    tally->bytes += bytes;
}

/* "file", "git object", "archive member", "standard input". */
static inline const char *layer_name(unsigned layer) {
    static const char *const names[LAYERS] = {"file", "git object", "archive member",
                                              "standard input"};
    return layer < LAYERS ? names[layer] : "";
}

#endif
