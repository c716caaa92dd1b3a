/* What a bill of cryptography says of an algorithm: what it is for and how strong it is. */
#ifndef REPORTERS_CRYPTO_ALGORITHM_H
#define REPORTERS_CRYPTO_ALGORITHM_H

#include <stdint.h>

enum { LEVEL_UNKNOWN = -1 };

struct crypto_algorithm {
    const char *primitive; /* as CycloneDX names it: "signature", "pke", "key-agree", "kem", ... */
    const char *use;       /* cryptoFunctions, "sign" or "encrypt", ... */
    const char *inverse;   /* "verify" */
    int quantum_level;     /* NIST category 1 to 5, 0: broken by a quantum computer */
    int classical_bits;    /* security strength, NIST SP 800-57 part 1 table 2 */
};

/* A key's algorithm as the inventory names it ("RSA", "EC", "ML-DSA-65"), with its size in bits, 0
 * where that says nothing. */
struct crypto_algorithm crypto_algorithm_of_key(const char *name, int64_t bits);

/* A signature algorithm as OpenSSL names it ("sha256WithRSAEncryption"). */
struct crypto_algorithm crypto_algorithm_of_signature(const char *name);

#endif
