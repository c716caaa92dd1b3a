/* Digests used as names of things: SHA-256 for identity, SHA-1 only where the openssl command line
 * shows one for comparison, and for git. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/span.h"

enum { SHA256_BYTES = 32, SHA1_BYTES = 20 };

/* False only when libcrypto refuses, which leaves the digest zeroed. */
bool digest_sha256(struct span bytes, uint8_t digest[SHA256_BYTES]);
bool digest_sha1(struct span bytes, uint8_t digest[SHA1_BYTES]);

/* Likewise of two runs of bytes as if they were one; length: SHA1_BYTES or SHA256_BYTES. */
bool digest_joined(struct span head, struct span bytes, size_t length, uint8_t *digest);

#endif
