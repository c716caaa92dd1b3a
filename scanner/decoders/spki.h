/* What a SubjectPublicKeyInfo (RFC 5280 section 4.1) says before any key is loaded. Strict DER;
 * bytes behind the structure make it something else. */
#ifndef DECODERS_SPKI_H
#define DECODERS_SPKI_H

#include "base/span.h"

/* Content of the OBJECT IDENTIFIER of its algorithm, borrowed. */
bool spki_algorithm(struct span spki, struct span *oid);

/* Whether it is written the one way that equal keys share: RSA with NULL parameters and shortest
 * numbers (RFC 3279 section 2.3.1), EC with a named curve and an uncompressed point (RFC 5480
 * section 2). False for every other algorithm: who asks then lets OpenSSL write it out. */
bool spki_is_canonical(struct span spki);

#endif
