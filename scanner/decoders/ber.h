/* A reader of BER (X.690 section 8) for the containers that are written in it: lengths that are
 * indefinite or longer than need be, octet strings in pieces. Tags below 31. No recursion without
 * bound; the one allocation is the caller's buffer. */
#ifndef DECODERS_BER_H
#define DECODERS_BER_H

#include "base/buffer.h"
#include "decoders/asn1.h"

/* As asn1_next and asn1_expect. The content of an element of indefinite length ends before its
 * end-of-contents octets. Takes time in proportion to the element. */
bool ber_next(struct span *rest, struct asn1_element *element);
bool ber_expect(struct span *rest, uint8_t tag, struct asn1_element *element);

/* The octets of a string: as they stand, or, where they come in pieces (section 8.7.3), joined in
 * the buffer, which must be empty. False where the pieces are none. */
bool ber_octets(const struct asn1_element *string, struct buffer *joined, struct span *octets);

#endif
