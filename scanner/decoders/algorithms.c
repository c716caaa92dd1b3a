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
    {"2.16.840.1.101.3.4.4.1", "ML-KEM-512"},
    {"2.16.840.1.101.3.4.4.2", "ML-KEM-768"},
    {"2.16.840.1.101.3.4.4.3", "ML-KEM-1024"},
};

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
    return arena_text(arena, dotted, strlen(dotted));
}
