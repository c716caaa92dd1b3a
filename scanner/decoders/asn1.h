/* A small strict reader of DER (X.690 section 10) that tells structures apart before OpenSSL is
 * asked, and reads the few OpenSSL 3.0 cannot. Definite lengths in their shortest form, tags below
 * 31; everything else is "not DER". No recursion, no allocation. */
#ifndef DECODERS_ASN1_H
#define DECODERS_ASN1_H

#include "base/span.h"

/* Identifier octets as they stand in the encoding. */
enum {
    TAG_INTEGER = 0x02,
    TAG_BIT_STRING = 0x03,
    TAG_OCTET_STRING = 0x04,
    TAG_NULL = 0x05,
    TAG_OID = 0x06,
    TAG_UTC_TIME = 0x17,
    TAG_GENERALIZED_TIME = 0x18,
    TAG_SEQUENCE = 0x30,
    TAG_SET = 0x31,
    TAG_CONTEXT_0 = 0xA0,
    TAG_CONTEXT_1 = 0xA1,
    TAG_CONTEXT_1_PRIMITIVE = 0x81,
};

struct asn1_element {
    uint8_t tag;
    struct span whole; /* identifier, length and content */
    struct span content;
};

/* Reads the element at the front of rest and moves rest behind it. False, and rest unchanged, where
 * there is none or it reaches beyond the end. */
bool asn1_next(struct span *rest, struct asn1_element *element);

/* As asn1_next, and the tag must be the one given. */
bool asn1_expect(struct span *rest, uint8_t tag, struct asn1_element *element);

/* The bytes an element at the front says it takes, header included, without needing them all; 0
 * where there is no DER header. */
uint64_t asn1_announced(struct span bytes);

/* A non-negative INTEGER that fits. */
bool asn1_small_integer(const struct asn1_element *element, uint64_t *value);

/* Writes an OBJECT IDENTIFIER's content as dotted decimal and NUL; false where it is malformed or
 * longer than size. */
bool asn1_dotted(struct span oid, char *out, size_t size);

#endif
