/* What one RSA modulus and its public exponent show by themselves. */
#ifndef RELATIONS_MODULUS_FLAWS_H
#define RELATIONS_MODULUS_FLAWS_H

#include <gmp.h>

/* Each NULL, or a clause for a message. No number below 2 is a modulus to the other questions. */

/* No product of two large primes: 0, 1, even, or divisible by a prime below 1,000. */
const char *modulus_impossible(const mpz_t modulus, char clause[64]);

/* Made by Infineon's RSALib (CVE-2017-15361, ROCA): modulo every prime up to 167 it is a power of
 * 65537, as in the fingerprint of Nemec, Sys, Svenda, Klinec and Matyas, CCS 2017. */
const char *modulus_roca(const mpz_t modulus);

/* Its factors lie so close together that Fermat's method finds them within 100 rounds
 * (CVE-2022-26320). */
const char *modulus_fermat(const mpz_t modulus);

/* 1 or even: there is no private exponent, or none that hides anything. */
const char *exponent_bad(const mpz_t exponent);

#endif
