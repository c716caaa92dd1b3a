/* Sorts the windows of pattern_set.c into the few buckets that pattern_scan.h can tell apart, so
 * that a place that passes for one pattern seldom passes for the whole of its bucket in vain. */
#ifndef BASE_PATTERN_BUCKETS_H
#define BASE_PATTERN_BUCKETS_H

#include "base/pattern_scan.h"

/* The lower and the upper halves of the bytes of each class, one bit each. */
struct pattern_window {
    uint16_t low[PATTERN_WINDOW];
    uint16_t high[PATTERN_WINDOW];
};

/* The share of places in usual files where such a window may stand. */
double pattern_window_share(const struct pattern_window *window);

/* Gives each of count (at most PATTERNS_MOST) windows the number of its bucket. Changes windows. */
void pattern_buckets(struct pattern_window *windows, size_t count, uint8_t *numbers);

#endif
