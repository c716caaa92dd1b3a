#define _GNU_SOURCE
#include "relations/signing_family.h"

#include <string.h>

enum signing_family signing_family_of_key(const char *algorithm) {
    static const struct {
        const char *name;
        enum signing_family family;
    } families[] = {{"RSA", FAMILY_RSA}, {"RSA-PSS", FAMILY_RSA},     {"DSA", FAMILY_DSA},
                    {"EC", FAMILY_EC},   {"Ed25519", FAMILY_ED25519}, {"Ed448", FAMILY_ED448}};
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        if (strcmp(families[i].name, algorithm) == 0) {
            return families[i].family;
        }
    }
    return FAMILY_UNKNOWN;
}

enum signing_family signing_family_of_signature(const char *algorithm) {
    /* In this order: "ecdsa" holds "dsa", and so do ML-DSA and SLH-DSA, which are none of these. */
    if (strcasestr(algorithm, "ml-dsa") || strcasestr(algorithm, "slh-dsa")) {
        return FAMILY_UNKNOWN;
    }
    if (strcasestr(algorithm, "ecdsa")) {
        return FAMILY_EC;
    }
    if (strcasestr(algorithm, "dsa")) {
        return FAMILY_DSA;
    }
    if (strcasestr(algorithm, "ed25519")) {
        return FAMILY_ED25519;
    }
    if (strcasestr(algorithm, "ed448")) {
        return FAMILY_ED448;
    }
    return strcasestr(algorithm, "rsa") ? FAMILY_RSA : FAMILY_UNKNOWN;
}
