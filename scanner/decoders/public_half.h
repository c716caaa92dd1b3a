/* The public half that a PKCS#8 key (RFC 5958 section 2) holds itself: in the optional field
 * publicKey [1], which OpenSSL 3.0 reads of no key, or among the private octets of algorithms that
 * it cannot load. */
#ifndef DECODERS_PUBLIC_HALF_H
#define DECODERS_PUBLIC_HALF_H

#include "artifact.h"
#include "base/arena.h"
#include "base/buffer.h"

/* pkcs8: one whole OneAsymmetricKey (RFC 5958 section 2). Names the algorithm in any case;
 * key->known tells whether the public half was there: publicKey [1]; SLH-DSA, last half of the
 * octets (RFC 9909); ML-KEM, inside the expanded key (RFC 9935, FIPS 203 section 7.1). Copies
 * public bytes only. */
void public_half_of_pkcs8(struct span pkcs8, struct public_key *key, struct arena *arena);

/* Whether the field publicKey is there. If so, public is its bits, borrowed from pkcs8, and the
 * same key without attributes and publicKey is appended to without, which the caller wipes. */
bool public_half_is_stored(struct span pkcs8, struct span *public, struct buffer *without);

#endif
