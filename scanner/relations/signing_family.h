/* Which keys could have made a signature at all, by the names of algorithms. Pure. */
#ifndef RELATIONS_SIGNING_FAMILY_H
#define RELATIONS_SIGNING_FAMILY_H

#include <stdbool.h>

enum signing_family {
    FAMILY_UNKNOWN, /* fits any */
    FAMILY_RSA,
    FAMILY_DSA,
    FAMILY_EC,
    FAMILY_ED25519,
    FAMILY_ED448,
};

/* Of a key ("RSA", "EC", ...) and of a signature ("sha256WithRSAEncryption", ...). */
enum signing_family signing_family_of_key(const char *algorithm);
enum signing_family signing_family_of_signature(const char *algorithm);

static inline bool signing_family_fits(enum signing_family one, enum signing_family other) {
    return one == other || one == FAMILY_UNKNOWN || other == FAMILY_UNKNOWN;
}

#endif
