/* Base64 (RFC 4648 section 4) as it is found in armour: white space anywhere, padding or none. */
#ifndef DECODERS_BASE64_H
#define DECODERS_BASE64_H

#include "base/buffer.h"

/* Where base64 with white space stops: the offset of the first byte that belongs to neither. */
size_t base64_end(struct span text);

/* Length of the longest run of digits without anything between them. */
size_t base64_longest_run(struct span text);

/* Appends the decoded bytes. False at the first byte that does not belong, or at the end where the
 * last group is a single digit; the offset goes to *bad. What was decoded so far stays in out. The
 * caller wipes out: it may hold a private key. */
bool base64_decode(struct span text, struct buffer *out, size_t *bad);

/* What one digit stands for, of the URL alphabet (RFC 4648 section 5) too; -1 where it is none. */
int base64_value(uint8_t digit);

#endif
