/* Certificates, requests and revocation lists whose names OpenSSL cannot take in: a UTF8String that
 * is no UTF-8, half a character of a BMPString, a value that is no string. They exist, other
 * readers show them, and what they certify must not be lost for it. */
#ifndef DECODERS_NAME_MEND_H
#define DECODERS_NAME_MEND_H

#include "base/buffer.h"

/* Copies signed_element (SEQUENCE { body, algorithm, signature }, RFC 5280 section 4.1) with each
 * such value in the names of its body retagged as T61String, which takes any bytes and is as long.
 * False where nothing of the kind is in it, and copy may hold anything; the caller releases it. */
bool name_mend(struct span signed_element, struct buffer *copy);

#endif
