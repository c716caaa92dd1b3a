/* Names of public-key and signature algorithms by OBJECT IDENTIFIER, also of those that the OpenSSL
 * underneath cannot load. Sources: RFC 3279, 4055, 5480, 8410, 9708, 9802, 9881, 9909, 9935, the
 * registries they cite, the drafts of composite ML-DSA and ML-KEM, and the OIDs that Open Quantum
 * Safe gave Dilithium, Falcon and SPHINCS+ before there was a standard. */
#ifndef DECODERS_ALGORITHMS_H
#define DECODERS_ALGORITHMS_H

#include "base/arena.h"

/* The name, or dotted decimal where it has none here. oid is the content of the OBJECT IDENTIFIER.
 * Borrowed from the arena or static. */
const char *algorithm_name(struct span oid, struct arena *arena);

#endif
