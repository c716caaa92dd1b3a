/* BER made DER, for certificates and keys that were written with lengths of another form: OpenSSL
 * and Java read them, the strict reader of asn1.h does not. */
#ifndef DECODERS_BER_REWRITE_H
#define DECODERS_BER_REWRITE_H

#include "base/buffer.h"

/* Appends the element at the front of bytes with definite lengths in their shortest form and octet
 * strings in one piece (X.690 sections 8.1.3 and 8.7). Contents of other primitives stay as they
 * are. False where it is no BER, nests deeper than 24, or is longer than limit. The caller wipes
 * out. */
bool ber_rewrite(struct span bytes, size_t limit, struct buffer *out);

#endif
