/* The inner loop of pattern_set.c: places where the window of some pattern stands. */
#ifndef BASE_PATTERN_SCAN_H
#define BASE_PATTERN_SCAN_H

#include "base/pattern_set.h"

enum {
    PATTERN_BLOCK = 64,       /* places looked at together */
    PATTERN_BLOCKS_MOST = 64, /* blocks in one call */
    PATTERN_WORDS = PATTERNS_MOST / 64,
};

/* A set of patterns, one bit each. */
struct pattern_numbers {
    uint64_t word[PATTERN_WORDS];
};

/* For each class of the window the buckets, one bit each, that a byte leaves possible: by the byte
 * itself; and for the eight of each group by its lower seven bits, and by the lower and the upper
 * four of those together, which leave no fewer. The bit that both halves have makes up for most of
 * what is lost: with halves of four different bits each, four times as many places pass. */
struct pattern_masks {
    struct pattern_numbers possible[PATTERN_WINDOW][256]; /* each pattern by itself */
    uint32_t whole[PATTERN_WINDOW][256];
    uint8_t seven[PATTERN_GROUPS][PATTERN_WINDOW][128];
    uint8_t low[PATTERN_GROUPS][PATTERN_WINDOW][16];
    uint8_t high[PATTERN_GROUPS][PATTERN_WINDOW][16];
};

/* Lists the places in so many blocks, at most PATTERN_BLOCKS_MOST, where the window of a pattern
 * stands, in their order, and returns how many. Reads PATTERN_WINDOW - 1 bytes beyond the last
 * block. places has PATTERN_PLACES_MOST. */
enum { PATTERN_PLACES_MOST = (PATTERN_BLOCKS_MOST + 1) * PATTERN_BLOCK };
typedef size_t pattern_scan(const struct pattern_masks *masks, const uint8_t *bytes, size_t blocks,
                            uint16_t *places);

/* NULL where this processor lacks the engine. */
pattern_scan *pattern_scan_of(enum pattern_engine engine);

#endif
