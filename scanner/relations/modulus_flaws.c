#include "relations/modulus_flaws.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum {
    SMALL_PRIMES_BELOW = 1000,
    ROCA_PRIMES_TO = 167,
    ROCA_GENERATOR = 65537,
    FERMAT_ROUNDS = 100,
};

static bool is_prime(unsigned long number) {
    for (unsigned long divisor = 2; divisor * divisor <= number; divisor++) {
        if (number % divisor == 0) {
            return false;
        }
    }
    return number > 1;
}

/* The primes up to a number, multiplied into words: one division of the modulus serves several. */
static unsigned long small_factor(const mpz_t modulus) {
    unsigned long first = 2;
    while (first < SMALL_PRIMES_BELOW) {
        unsigned long product = 1, next = first;
        for (; next < SMALL_PRIMES_BELOW && product < (1UL << 62) / SMALL_PRIMES_BELOW; next++) {
            product *= is_prime(next) ? next : 1;
        }
        unsigned long rest = mpz_tdiv_ui(modulus, product);
        for (unsigned long prime = first; prime < next; prime++) {
            if (is_prime(prime) && rest % prime == 0) {
                return prime;
            }
        }
        first = next;
    }
    return 0;
}

const char *modulus_impossible(const mpz_t modulus, char clause[64]) {
    if (mpz_cmp_ui(modulus, 2) < 0) {
        return "its modulus is 0 or 1";
    }
    unsigned long factor = small_factor(modulus);
    if (factor == 2) {
        return "its modulus is even";
    }
    if (factor) {
        snprintf(clause, 64, "its modulus can be divided by %lu", factor);
    }
    return factor ? clause : NULL;
}

static bool is_power_of_generator(unsigned long rest, unsigned long prime) {
    unsigned long power = 1;
    do {
        if (power == rest) {
            return true;
        }
        power = power * ROCA_GENERATOR % prime;
    } while (power != 1);
    return false;
}

const char *modulus_roca(const mpz_t modulus) {
    for (unsigned long prime = 3; prime <= ROCA_PRIMES_TO; prime += 2) {
        if (is_prime(prime) && !is_power_of_generator(mpz_tdiv_ui(modulus, prime), prime)) {
            return NULL;
        }
    }
    return "its modulus has the fingerprint of keys made by Infineon's RSALib";
}

/* n = a^2 - b^2 = (a - b) (a + b), for a from the root of n upwards. */
const char *modulus_fermat(const mpz_t modulus) {
    mpz_t a, square;
    bool found = false;
    mpz_inits(a, square, NULL);
    mpz_sqrt(a, modulus);
    mpz_mul(square, a, a);
    if (mpz_cmp(square, modulus) < 0) {
        mpz_add_ui(a, a, 1);
        mpz_mul(square, a, a);
    }
    mpz_sub(square, square, modulus);
    for (int round = 0; round < FERMAT_ROUNDS && !found; round++) {
        found = mpz_perfect_square_p(square) != 0;
        mpz_addmul_ui(square, a, 2);
        mpz_add_ui(square, square, 1);
        mpz_add_ui(a, a, 1);
    }
    mpz_clears(a, square, NULL);
    return found ? "the factors of its modulus lie so close together that Fermat's method finds "
                   "them at once"
                 : NULL;
}

const char *exponent_bad(const mpz_t exponent) {
    if (mpz_cmp_ui(exponent, 1) <= 0) {
        return "its public exponent is 1 or 0, so that nothing is hidden";
    }
    return mpz_even_p(exponent) ? "its public exponent is even, so that no private one undoes it"
                                : NULL;
}
