/* Which of many numbers share a factor with another one: Bernstein's batch greatest common divisor,
 * with a tree of products and a tree of remainders (How to find smooth parts of integers, 2004;
 * Heninger, Durumeric, Wustrow and Halderman, USENIX Security 2012). */
#ifndef RELATIONS_BATCH_GCD_H
#define RELATIONS_BATCH_GCD_H

#include <stdbool.h>
#include <stddef.h>

#include <gmp.h>

/* numbers: positive, different from each other. Sets factors[i], which must be initialised, to what
 * numbers[i] has in common with all others; 1 where nothing. Time grows a little faster than the
 * total of bits, memory is that total for each doubling of the count. over is
 * asked before each multiplication and division whether to give up. False then, and when memory for
 * the trees' frames ran out; factors mean nothing. */
bool batch_gcd(const mpz_t *numbers, size_t count, mpz_t *factors, bool (*over)(void *context),
               void *context);

#endif
