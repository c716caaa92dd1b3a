/* Which ASN.1 structure a DER element is, told by its shape alone, before any parser of the real
 * thing is asked. */
#ifndef DECODERS_STRUCTURE_H
#define DECODERS_STRUCTURE_H

#include "base/span.h"

enum structure {
    STRUCTURE_UNKNOWN,
    STRUCTURE_CERTIFICATE,       /* RFC 5280 section 4.1 */
    STRUCTURE_REQUEST,           /* RFC 2986 section 4 */
    STRUCTURE_CRL,               /* RFC 5280 section 5.1 */
    STRUCTURE_SPKI,              /* RFC 5280 section 4.1.2.7 */
    STRUCTURE_RSA_PUBLIC,        /* RFC 8017 A.1.1 */
    STRUCTURE_RSA_PRIVATE,       /* RFC 8017 A.1.2 */
    STRUCTURE_EC_PRIVATE,        /* RFC 5915 section 3 */
    STRUCTURE_DSA_PRIVATE,       /* OpenSSL's traditional form: version, p, q, g, y, x */
    STRUCTURE_PRIVATE,           /* PKCS#8, RFC 5958 section 2 */
    STRUCTURE_ENCRYPTED_PRIVATE, /* RFC 5958 section 3 */
    STRUCTURE_PKCS12,            /* RFC 7292 section 4 */
    STRUCTURE_PKCS7,             /* RFC 5652 section 3 */
    STRUCTURES,
};

/* "X.509", "PKCS#1", "PKCS#8", "SEC1", ...: the names shown to people. */
const char *structure_name(enum structure structure);

/* The structure of one whole element. */
enum structure structure_of(struct span element);

#endif
