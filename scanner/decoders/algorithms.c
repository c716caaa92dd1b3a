#include "decoders/algorithms.h"

#include <stddef.h>

#include "decoders/asn1.h"

struct named_algorithm {
    const char *oid;
    const char *name;
};

static const struct named_algorithm named_algorithms[] = {
    {"1.2.840.113549.1.1.1", "RSA"},
    {"1.2.840.113549.1.1.7", "RSA-OAEP"},
    {"1.2.840.113549.1.1.10", "RSA-PSS"},
    {"1.2.840.113549.1.3.1", "DH"},
    {"1.2.840.10040.4.1", "DSA"},
    {"1.2.840.10045.2.1", "EC"},
    {"1.2.840.10046.2.1", "DH"},
    {"1.3.101.110", "X25519"},
    {"1.3.101.111", "X448"},
    {"1.3.101.112", "Ed25519"},
    {"1.3.101.113", "Ed448"},
    {"1.2.643.2.2.19", "GOST R 34.10-2001"},
    {"1.2.643.7.1.1.1.1", "GOST R 34.10-2012-256"},
    {"1.2.643.7.1.1.1.2", "GOST R 34.10-2012-512"},
    {"1.2.840.113549.1.9.16.3.17", "HSS-LMS"},
    {"1.3.6.1.5.5.7.6.34", "XMSS"},
    {"1.3.6.1.5.5.7.6.35", "XMSSMT"},
    {"2.16.840.1.101.3.4.3.17", "ML-DSA-44"},
    {"2.16.840.1.101.3.4.3.18", "ML-DSA-65"},
    {"2.16.840.1.101.3.4.3.19", "ML-DSA-87"},
    {"2.16.840.1.101.3.4.3.20", "SLH-DSA-SHA2-128s"},
    {"2.16.840.1.101.3.4.3.21", "SLH-DSA-SHA2-128f"},
    {"2.16.840.1.101.3.4.3.22", "SLH-DSA-SHA2-192s"},
    {"2.16.840.1.101.3.4.3.23", "SLH-DSA-SHA2-192f"},
    {"2.16.840.1.101.3.4.3.24", "SLH-DSA-SHA2-256s"},
    {"2.16.840.1.101.3.4.3.25", "SLH-DSA-SHA2-256f"},
    {"2.16.840.1.101.3.4.3.26", "SLH-DSA-SHAKE-128s"},
    {"2.16.840.1.101.3.4.3.27", "SLH-DSA-SHAKE-128f"},
    {"2.16.840.1.101.3.4.3.28", "SLH-DSA-SHAKE-192s"},
    {"2.16.840.1.101.3.4.3.29", "SLH-DSA-SHAKE-192f"},
    {"2.16.840.1.101.3.4.3.30", "SLH-DSA-SHAKE-256s"},
    {"2.16.840.1.101.3.4.3.31", "SLH-DSA-SHAKE-256f"},
    {"2.16.840.1.101.3.4.3.32", "HashML-DSA-44"},
    {"2.16.840.1.101.3.4.3.33", "HashML-DSA-65"},
    {"2.16.840.1.101.3.4.3.34", "HashML-DSA-87"},
    {"2.16.840.1.101.3.4.3.35", "HashSLH-DSA-SHA2-128s"},
    {"2.16.840.1.101.3.4.3.36", "HashSLH-DSA-SHA2-128f"},
    {"2.16.840.1.101.3.4.3.37", "HashSLH-DSA-SHA2-192s"},
    {"2.16.840.1.101.3.4.3.38", "HashSLH-DSA-SHA2-192f"},
    {"2.16.840.1.101.3.4.3.39", "HashSLH-DSA-SHA2-256s"},
    {"2.16.840.1.101.3.4.3.40", "HashSLH-DSA-SHA2-256f"},
    {"2.16.840.1.101.3.4.3.41", "HashSLH-DSA-SHAKE-128s"},
    {"2.16.840.1.101.3.4.3.42", "HashSLH-DSA-SHAKE-128f"},
    {"2.16.840.1.101.3.4.3.43", "HashSLH-DSA-SHAKE-192s"},
    {"2.16.840.1.101.3.4.3.44", "HashSLH-DSA-SHAKE-192f"},
    {"2.16.840.1.101.3.4.3.45", "HashSLH-DSA-SHAKE-256s"},
    {"2.16.840.1.101.3.4.3.46", "HashSLH-DSA-SHAKE-256f"},
    {"2.16.840.1.101.3.4.4.1", "ML-KEM-512"},
    {"2.16.840.1.101.3.4.4.2", "ML-KEM-768"},
    {"2.16.840.1.101.3.4.4.3", "ML-KEM-1024"},
    {"1.3.6.1.5.5.7.6.37", "MLDSA44-RSA2048-PSS-SHA256"},
    {"1.3.6.1.5.5.7.6.38", "MLDSA44-RSA2048-PKCS15-SHA256"},
    {"1.3.6.1.5.5.7.6.39", "MLDSA44-Ed25519-SHA512"},
    {"1.3.6.1.5.5.7.6.40", "MLDSA44-ECDSA-P256-SHA256"},
    {"1.3.6.1.5.5.7.6.41", "MLDSA65-RSA3072-PSS-SHA512"},
    {"1.3.6.1.5.5.7.6.42", "MLDSA65-RSA3072-PKCS15-SHA512"},
    {"1.3.6.1.5.5.7.6.43", "MLDSA65-RSA4096-PSS-SHA512"},
    {"1.3.6.1.5.5.7.6.44", "MLDSA65-RSA4096-PKCS15-SHA512"},
    {"1.3.6.1.5.5.7.6.45", "MLDSA65-ECDSA-P256-SHA512"},
    {"1.3.6.1.5.5.7.6.46", "MLDSA65-ECDSA-P384-SHA512"},
    {"1.3.6.1.5.5.7.6.47", "MLDSA65-ECDSA-brainpoolP256r1-SHA512"},
    {"1.3.6.1.5.5.7.6.48", "MLDSA65-Ed25519-SHA512"},
    {"1.3.6.1.5.5.7.6.49", "MLDSA87-ECDSA-P384-SHA512"},
    {"1.3.6.1.5.5.7.6.50", "MLDSA87-ECDSA-brainpoolP384r1-SHA512"},
    {"1.3.6.1.5.5.7.6.51", "MLDSA87-Ed448-SHAKE256"},
    {"1.3.6.1.5.5.7.6.52", "MLDSA87-RSA3072-PSS-SHA512"},
    {"1.3.6.1.5.5.7.6.53", "MLDSA87-RSA4096-PSS-SHA512"},
    {"1.3.6.1.5.5.7.6.54", "MLDSA87-ECDSA-P521-SHA512"},
    {"1.3.6.1.5.5.7.6.55", "MLKEM768-RSA2048-SHA3-256"},
    {"1.3.6.1.5.5.7.6.56", "MLKEM768-RSA3072-SHA3-256"},
    {"1.3.6.1.5.5.7.6.57", "MLKEM768-RSA4096-SHA3-256"},
    {"1.3.6.1.5.5.7.6.58", "MLKEM768-X25519-SHA3-256"},
    {"1.3.6.1.5.5.7.6.59", "MLKEM768-ECDH-P256-SHA3-256"},
    {"1.3.6.1.5.5.7.6.60", "MLKEM768-ECDH-P384-SHA3-256"},
    {"1.3.6.1.5.5.7.6.61", "MLKEM768-ECDH-brainpoolP256r1-SHA3-256"},
    {"1.3.6.1.5.5.7.6.62", "MLKEM1024-RSA3072-SHA3-256"},
    {"1.3.6.1.5.5.7.6.63", "MLKEM1024-ECDH-P384-SHA3-256"},
    {"1.3.6.1.5.5.7.6.64", "MLKEM1024-ECDH-brainpoolP384r1-SHA3-256"},
    {"1.3.6.1.5.5.7.6.65", "MLKEM1024-X448-SHA3-256"},
    {"1.3.6.1.5.5.7.6.66", "MLKEM1024-ECDH-P521-SHA3-256"},
    {"1.3.6.1.4.1.2.267.7.4.4", "Dilithium2"},
    {"1.3.6.1.4.1.2.267.7.6.5", "Dilithium3"},
    {"1.3.6.1.4.1.2.267.7.8.7", "Dilithium5"},
    {"1.3.6.1.4.1.2.267.11.4.4", "Dilithium2-AES"},
    {"1.3.6.1.4.1.2.267.11.6.5", "Dilithium3-AES"},
    {"1.3.6.1.4.1.2.267.11.8.7", "Dilithium5-AES"},
    {"1.3.6.1.4.1.2.267.12.4.4", "ML-DSA-44-ipd"},
    {"1.3.6.1.4.1.2.267.12.6.5", "ML-DSA-65-ipd"},
    {"1.3.6.1.4.1.2.267.12.8.7", "ML-DSA-87-ipd"},
    {"1.3.9999.3.1", "Falcon-512"},
    {"1.3.9999.3.4", "Falcon-1024"},
    {"1.3.9999.3.6", "Falcon-512"},
    {"1.3.9999.3.9", "Falcon-1024"},
    {"1.3.9999.3.11", "Falcon-512"},
    {"1.3.9999.3.14", "Falcon-1024"},
    {"1.3.9999.3.16", "Falcon-512-padded"},
    {"1.3.9999.3.19", "Falcon-1024-padded"},
    {"1.3.9999.6.4.13", "SPHINCS+-SHA2-128f"},
    {"1.3.9999.6.4.16", "SPHINCS+-SHA2-128s"},
    {"1.3.9999.6.5.10", "SPHINCS+-SHA2-192f"},
    {"1.3.9999.6.5.12", "SPHINCS+-SHA2-192s"},
    {"1.3.9999.6.6.10", "SPHINCS+-SHA2-256f"},
    {"1.3.9999.6.6.12", "SPHINCS+-SHA2-256s"},
    {"1.3.9999.6.7.13", "SPHINCS+-SHAKE-128f"},
    {"1.3.9999.6.7.16", "SPHINCS+-SHAKE-128s"},
    {"1.3.9999.6.8.10", "SPHINCS+-SHAKE-192f"},
    {"1.3.9999.6.8.12", "SPHINCS+-SHAKE-192s"},
    {"1.3.9999.6.9.10", "SPHINCS+-SHAKE-256f"},
    {"1.3.9999.6.9.12", "SPHINCS+-SHAKE-256s"},
};

/* Below these arcs each draft of composite signatures gave the numbers another meaning: that a key
 * is one of them can be told, and not which. */
static const char *const composite_arcs[] = {"2.16.840.1.114027.80.8.1.",
                                             "2.16.840.1.114027.80.9.1."};

const char *algorithm_name(struct span oid, struct arena *arena) {
    char dotted[256];
    if (!asn1_dotted(oid, dotted, sizeof dotted)) {
        return "malformed OID";
    }
    for (size_t i = 0; i < sizeof named_algorithms / sizeof *named_algorithms; i++) {
        if (strcmp(named_algorithms[i].oid, dotted) == 0) {
            return named_algorithms[i].name;
        }
    }
    for (size_t i = 0; i < sizeof composite_arcs / sizeof *composite_arcs; i++) {
        if (strncmp(dotted, composite_arcs[i], strlen(composite_arcs[i])) == 0) {
            return "composite ML-DSA (draft)";
        }
    }
    return arena_text(arena, dotted, strlen(dotted));
}
