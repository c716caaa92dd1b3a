#define _GNU_SOURCE
#include "crypto_algorithm.h"

#include <stddef.h>
#include <string.h>

/* Strengths of factoring and discrete logarithms: NIST SP 800-57 part 1 revision 5, table 2. */
static int modulus_strength(int64_t bits) {
    static const struct {
        int bits;
        int strength;
    } steps[] = {{15360, 256}, {7680, 192}, {3072, 128}, {2048, 112}, {1024, 80}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (bits >= steps[i].bits) {
            return steps[i].strength;
        }
    }
    return 0;
}

enum strength_rule { MODULUS, HALF, FIXED };

/* By the beginning of the name; longer ones before shorter ones. Categories of the parameter sets:
 * FIPS 203 table 3, FIPS 204 table 1, FIPS 205 table 2; of Dilithium, Falcon and SPHINCS+ as their
 * submissions claim; of a composite that of its post-quantum half. HSS and XMSS name no parameter
 * set: category 3 is that of their smallest, whose hashes have 192 bits (SP 800-208). */
static const struct family {
    const char *prefix;
    struct crypto_algorithm facts;
    enum strength_rule rule;
} families[] = {
    {"ML-KEM-512", {"kem", "encapsulate", "decapsulate", 1, 128}, FIXED},
    {"ML-KEM-768", {"kem", "encapsulate", "decapsulate", 3, 192}, FIXED},
    {"ML-KEM-1024", {"kem", "encapsulate", "decapsulate", 5, 256}, FIXED},
    {"ML-DSA-44", {"signature", "sign", "verify", 2, 128}, FIXED},
    {"ML-DSA-65", {"signature", "sign", "verify", 3, 192}, FIXED},
    {"ML-DSA-87", {"signature", "sign", "verify", 5, 256}, FIXED},
    {"SLH-DSA-SHA2-128", {"signature", "sign", "verify", 1, 128}, FIXED},
    {"SLH-DSA-SHAKE-128", {"signature", "sign", "verify", 1, 128}, FIXED},
    {"SLH-DSA-SHA2-192", {"signature", "sign", "verify", 3, 192}, FIXED},
    {"SLH-DSA-SHAKE-192", {"signature", "sign", "verify", 3, 192}, FIXED},
    {"SLH-DSA-SHA2-256", {"signature", "sign", "verify", 5, 256}, FIXED},
    {"SLH-DSA-SHAKE-256", {"signature", "sign", "verify", 5, 256}, FIXED},
    {"MLDSA44", {"signature", "sign", "verify", 2, 128}, FIXED},
    {"MLDSA65", {"signature", "sign", "verify", 3, 192}, FIXED},
    {"MLDSA87", {"signature", "sign", "verify", 5, 256}, FIXED},
    {"composite ML-DSA", {"signature", "sign", "verify", 1, 128}, FIXED},
    {"MLKEM768", {"kem", "encapsulate", "decapsulate", 3, 192}, FIXED},
    {"MLKEM1024", {"kem", "encapsulate", "decapsulate", 5, 256}, FIXED},
    {"Dilithium2", {"signature", "sign", "verify", 2, 128}, FIXED},
    {"Dilithium3", {"signature", "sign", "verify", 3, 192}, FIXED},
    {"Dilithium5", {"signature", "sign", "verify", 5, 256}, FIXED},
    {"Falcon-512", {"signature", "sign", "verify", 1, 128}, FIXED},
    {"Falcon-1024", {"signature", "sign", "verify", 5, 256}, FIXED},
    {"SPHINCS+-SHA2-128", {"signature", "sign", "verify", 1, 128}, FIXED},
    {"SPHINCS+-SHAKE-128", {"signature", "sign", "verify", 1, 128}, FIXED},
    {"SPHINCS+-SHA2-192", {"signature", "sign", "verify", 3, 192}, FIXED},
    {"SPHINCS+-SHAKE-192", {"signature", "sign", "verify", 3, 192}, FIXED},
    {"SPHINCS+-SHA2-256", {"signature", "sign", "verify", 5, 256}, FIXED},
    {"SPHINCS+-SHAKE-256", {"signature", "sign", "verify", 5, 256}, FIXED},
    {"HSS-LMS", {"signature", "sign", "verify", 3, 192}, FIXED},
    {"XMSS", {"signature", "sign", "verify", 3, 192}, FIXED},
    {"GOST R 34.10", {"signature", "sign", "verify", 0, 0}, FIXED},
    {"RSA-PSS", {"signature", "sign", "verify", 0, 0}, MODULUS},
    {"RSA", {"pke", "sign", "encrypt", 0, 0}, MODULUS},
    {"DSA", {"signature", "sign", "verify", 0, 0}, MODULUS},
    {"DH", {"key-agree", "keyderive", "keygen", 0, 0}, MODULUS},
    {"X25519", {"key-agree", "keyderive", "keygen", 0, 128}, FIXED},
    {"X448", {"key-agree", "keyderive", "keygen", 0, 224}, FIXED},
    {"Ed25519", {"signature", "sign", "verify", 0, 128}, FIXED},
    {"Ed448", {"signature", "sign", "verify", 0, 224}, FIXED},
    {"EC", {"signature", "sign", "verify", 0, 0}, HALF},
};

static const struct crypto_algorithm unknown = {"unknown", NULL, NULL, LEVEL_UNKNOWN, 0};

struct crypto_algorithm crypto_algorithm_of_key(const char *name, int64_t bits) {
    static const char hashed[] = "Hash"; /* HashML-DSA-65: as strong as without */
    name += strncmp(name, hashed, strlen(hashed)) == 0 ? strlen(hashed) : 0;
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        const struct family *family = &families[i];
        if (strncasecmp(name, family->prefix, strlen(family->prefix)) != 0) {
            continue;
        }
        struct crypto_algorithm facts = family->facts;
        if (family->rule != FIXED && bits > 0 && bits < INT32_MAX) {
            facts.classical_bits = family->rule == HALF ? (int)(bits / 2) : modulus_strength(bits);
        }
        return facts;
    }
    return unknown;
}

struct crypto_algorithm crypto_algorithm_of_signature(const char *name) {
    static const char *const classical[] = {"RSA",   "ECDSA", "DSA", "ED25519",
                                            "ED448", "SM2",   "GOST"};
    struct crypto_algorithm facts = crypto_algorithm_of_key(name, 0);
    if (facts.quantum_level > 0) {
        return facts;
    }
    for (size_t i = 0; i < sizeof classical / sizeof *classical; i++) {
        if (strcasestr(name, classical[i])) {
            return (struct crypto_algorithm){"signature", "sign", "verify", 0, 0};
        }
    }
    return unknown;
}
