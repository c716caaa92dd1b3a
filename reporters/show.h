/* Everything an inventory knows about one thing, as text for a terminal. */
#ifndef REPORTERS_SHOW_H
#define REPORTERS_SHOW_H

#include <stdint.h>
#include <stdio.h>

#include "base/outcome.h"

struct inventory;

/* what: the digest of a key (spki_sha256 or modulus_sha1) or of a certificate (sha256, or sha1 of
 * its DER), or at least eight of its first hexadecimal digits, colons allowed; or the serial number
 * of certificates; or a path, whole or its last parts. Both numbers also as the line that openssl
 * prints. Where nothing fits: what has the text in its path, subject or alternative names. Writes
 * all that fits; *found is how many things and files that was, 0 where
 * nothing did. */
enum outcome show_write(struct inventory *inventory, const char *what, FILE *out, uint64_t *found,
                        struct error *error);

#endif
