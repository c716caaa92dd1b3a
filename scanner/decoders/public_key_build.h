/* The public half of a key from bare numbers, as the formats without ASN.1 hold them. The result is
 * the same SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) that the key has in a certificate, so
 * that finds of any format meet. All numbers are big-endian; leading zero bytes do not matter. All
 * functions return false, and leave the key unknown, where the numbers make no key that OpenSSL
 * loads: sizes out of bounds, a point that is not on its curve. */
#ifndef DECODERS_PUBLIC_KEY_BUILD_H
#define DECODERS_PUBLIC_KEY_BUILD_H

#include "artifact.h"
#include "base/arena.h"

enum {
    MODULUS_BYTES_LEAST = 32, /* 256 bits: below that it is an exercise in a textbook */
    NUMBER_BYTES_MOST = 8192, /* 65,536 bits: no arithmetic is done on them here */
};

/* RFC 8017 appendix A.1.1. */
bool public_key_of_rsa(struct span modulus, struct span exponent, struct public_key *key,
                       struct arena *arena);

/* RFC 3279 section 2.3.2. */
struct dsa_numbers {
    struct span p, q, g, y;
};
bool public_key_of_dsa(const struct dsa_numbers *numbers, struct public_key *key,
                       struct arena *arena);

/* As above, with y computed from the private number x, where a format does not hold y. numbers->y
 * is not read. */
bool public_key_of_dsa_private(const struct dsa_numbers *numbers, struct span x,
                               struct public_key *key, struct arena *arena);

/* curve: "P-256", "P-384", "P-521" or "secp256k1". point: SEC 1 section 2.3.3, compressed or not.
 */
bool public_key_of_point(const char *curve, struct span point, struct public_key *key,
                         struct arena *arena);

/* The point given by its coordinates; each at most as long as the field. */
bool public_key_of_coordinates(const char *curve, struct span x, struct span y,
                               struct public_key *key, struct arena *arena);

/* The point of a private number. */
bool public_key_of_scalar(const char *curve, struct span scalar, struct public_key *key,
                          struct arena *arena);

/* algorithm: "Ed25519", "Ed448", "X25519" or "X448" (RFC 8410). octets: the public key. */
bool public_key_of_octets(const char *algorithm, struct span octets, struct public_key *key,
                          struct arena *arena);

/* As above, computed from the private key. */
bool public_key_of_seed(const char *algorithm, struct span seed, struct public_key *key,
                        struct arena *arena);

#endif
