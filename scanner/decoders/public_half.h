/* The public half of a PKCS#8 key whose algorithm OpenSSL 3.0 cannot load, where the private octets
 * or the optional publicKey field hold it. */
#ifndef DECODERS_PUBLIC_HALF_H
#define DECODERS_PUBLIC_HALF_H

#include "artifact.h"
#include "base/arena.h"

/* pkcs8: one whole OneAsymmetricKey (RFC 5958 section 2). Names the algorithm in any case;
 * key->known tells whether the public half was there: publicKey [1]; SLH-DSA, last half of the
 * octets (RFC 9909); ML-KEM, inside the expanded key (RFC 9935, FIPS 203 section 7.1). Copies
 * public bytes only. */
void public_half_of_pkcs8(struct span pkcs8, struct public_key *key, struct arena *arena);

#endif
