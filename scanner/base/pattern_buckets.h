/* Sorts the windows of pattern_set.c into the few buckets that pattern_scan.h can tell apart, so
 * that a place that passes for one pattern seldom passes for the whole of its bucket in vain. */
#ifndef BASE_PATTERN_BUCKETS_H
#define BASE_PATTERN_BUCKETS_H

#include "base/pattern_scan.h"

/* A class of bytes, one bit each. */
struct byte_class {
    uint64_t word[4];
};

struct pattern_window {
    struct byte_class at[PATTERN_WINDOW];
};

/* A share of each kind of bytes. */
enum { PATTERN_KINDS = 6 };
struct pattern_shares {
    float of[PATTERN_KINDS];
};

/* What makes a place pass in vain, and how likely it is. */
struct pattern_odds {
    bool halves; /* the engine knows a byte by its halves: any lower with any upper one passes */
    float share[128 / 8][256]; /* in usual files, of each set of eight neighbouring bytes */
    struct pattern_shares all; /* of each kind as a whole */
};

void pattern_odds_fill(struct pattern_odds *odds, bool halves);

/* The share of places in usual files that pass for such a window. */
float pattern_window_share(const struct pattern_odds *odds, const struct pattern_window *window);

/* Gives each of count (at most PATTERNS_MOST) windows the number of its bucket. */
void pattern_buckets(const struct pattern_odds *odds, const struct pattern_window *windows,
                     size_t count, uint8_t *numbers);

#endif
