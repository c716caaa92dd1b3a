/* The inner loop of pattern_set.c: places where the window of some pattern may stand. */
#ifndef BASE_PATTERN_SCAN_H
#define BASE_PATTERN_SCAN_H

#include "base/pattern_set.h"

enum {
    PATTERN_WINDOW = 4, /* classes looked at */
    PATTERN_GROUPS = 2,
    PATTERN_BUCKETS = 8 * PATTERN_GROUPS, /* patterns are told apart no further */
    PATTERN_BLOCK = 64,                   /* places looked at together */
};

/* For each class of the window the buckets, one bit each, that a byte leaves possible: by the byte
 * itself, and for the eight of each group by its lower and its upper half, which together leave no
 * fewer. */
struct pattern_masks {
    uint16_t whole[PATTERN_WINDOW][256];
    uint8_t low[PATTERN_GROUPS][PATTERN_WINDOW][16];
    uint8_t high[PATTERN_GROUPS][PATTERN_WINDOW][16];
};

/* The first block of PATTERN_BLOCK places, counted on from place, with a candidate in it; count (a
 * multiple of PATTERN_BLOCK) where there is none. Bit i of *places: a candidate at the i-th place
 * of that block. Reads PATTERN_WINDOW - 1 bytes beyond count. */
typedef size_t pattern_scan(const struct pattern_masks *masks, const uint8_t *bytes, size_t place,
                            size_t count, uint64_t *places);

/* NULL where this processor lacks the engine. */
pattern_scan *pattern_scan_of(enum pattern_engine engine);

#endif
