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

static inline void account_add(struct account *sum, const struct account *part) {
    for (unsigned i = 0; i < LAYERS; i++) {
        tally_add(&sum->seen[i], part->seen[i].things, part->seen[i].bytes);
        tally_add(&sum->read[i], part->read[i].things, part->read[i].bytes);
        tally_add(&sum->skipped[i], part->skipped[i].things, part->skipped[i].bytes);
    }
}

/* "file", "git object", "archive member", "standard input". */
static inline const char *layer_name(unsigned layer) {
    static const char *const names[LAYERS] = {"file", "git object", "archive member",
                                              "standard input"};
    return layer < LAYERS ? names[layer] : "";
}

#endif
