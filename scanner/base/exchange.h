/* One description of a message that both writes and reads it, in the manner of XDR (RFC 4506): the
 * same calls in the same order pack a struct into bytes or fill it from bytes. Reading trusts
 * nothing: every length is compared with what is left, texts must end in NUL, and the first
 * misfit fails the whole message. Integers are little-endian, 8 bytes. */
#ifndef BASE_EXCHANGE_H
#define BASE_EXCHANGE_H

#include "base/buffer.h"

struct exchange {
    struct buffer *out; /* writing where set, reading otherwise */
    struct span in;
    size_t position; /* bytes of in consumed */
    bool failed;
};

void exchange_number(struct exchange *exchange, uint64_t *number);
void exchange_flag(struct exchange *exchange, bool *flag);

/* A NUL-terminated text; NULL is written as "". Read: borrowed from in. */
void exchange_text(struct exchange *exchange, const char **text);

/* Bytes. Read: borrowed from in. */
void exchange_span(struct exchange *exchange, struct span *span);

/* Exactly length bytes in place. */
void exchange_fixed(struct exchange *exchange, void *bytes, size_t length);

/* True when a read consumed the whole message, or a write fitted, without a misfit. */
bool exchange_complete(const struct exchange *exchange);

#endif
