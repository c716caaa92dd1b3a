/* Distinguished names: as text for people, and as a digest for comparison. */
#ifndef DECODERS_NAME_H
#define DECODERS_NAME_H

#include <openssl/x509.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/digest.h"

/* The name as `openssl x509 -noout -subject -nameopt oneline,-esc_msb` prints it, in UTF-8:
 * "C = DE, O = Example, CN = Schlüssel". ASCII controls are escaped; other characters that hide or
 * reorder text are the business of text_show. Longer than limit bytes: cut before the character
 * that no longer fits, and "..." added. */
const char *name_text(const X509_NAME *name, size_t limit, struct arena *arena);

/* As name_text, for a name with strings that are not text: each byte that is no printable ASCII
 * stands as \\XX, and nothing is taken for UTF-8. */
const char *name_bytes_text(const X509_NAME *name, size_t limit, struct arena *arena);

/* SHA-256 of the name in a form in which equal names are equal bytes: strings as UTF-8, case folded
 * (ASCII), white space trimmed and collapsed; other values by tag and bytes. RFC 5280 section 7.1,
 * to the extent that OpenSSL's X509_NAME_cmp implements it. */
bool name_digest(const X509_NAME *name, uint8_t digest[SHA256_BYTES]);

/* Appends a digest of that form for each relative name, from the root of the name: one name lies
 * below another where its digests begin with those of the other. False: memory ran out. */
bool name_digests(const X509_NAME *name, struct buffer *out);

/* Subject alternative names as "DNS:a, IP:192.0.2.1, email:b, URI:c", at most limit names; all:
 * there are no more. */
const char *alternative_names_text(const X509 *certificate, uint64_t limit, struct arena *arena,
                                   bool *all);

#endif
