/* Numbers that look random and are the same in every run (xorshift: G. Marsaglia, 2003). */
#ifndef RANDOM_TEXT_H
#define RANDOM_TEXT_H

#include <stdint.h>

/* In [0, bound); seed is not 0. */
static inline uint32_t random_below(uint32_t *seed, uint32_t bound) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return bound ? *seed % bound : 0;
}

#endif
