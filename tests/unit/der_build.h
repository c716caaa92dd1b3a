/* Small pieces of DER, put together by hand. */
#ifndef DER_BUILD_H
#define DER_BUILD_H

#include "decoders/asn1.h"
#include "unit.h"

/* Appends one element: tag, length in its shortest form, content. */
static inline void der_append(struct buffer *out, uint8_t tag, struct span content) {
    buffer_append_byte(out, tag);
    if (content.length >= 0x80) {
        size_t octets = content.length > 0xFFFF ? 3 : content.length > 0xFF ? 2 : 1;
        buffer_append_byte(out, (uint8_t)(0x80 | octets));
        for (size_t i = octets; i-- > 1;) {
            buffer_append_byte(out, (uint8_t)(content.length >> (8 * i)));
        }
    }
    buffer_append_byte(out, (uint8_t)content.length);
    buffer_append(out, content.bytes, content.length);
}

/* Makes what is in the buffer the content of one element. */
static inline void der_wrap(struct buffer *buffer, uint8_t tag) {
    struct buffer whole = {0};
    der_append(&whole, tag, buffer_span(buffer));
    buffer_release(buffer);
    *buffer = whole;
}

/* An INTEGER of length bytes, positive and odd. */
static inline void der_append_integer(struct buffer *out, size_t length) {
    uint8_t content[1024];
    assert_true(length > 0 && length <= sizeof content);
    memset(content, 0x5B, length);
    der_append(out, TAG_INTEGER, span_of(content, length));
}

/* An OCTET STRING, or anything of another tag, of length equal bytes. */
static inline void der_append_filled(struct buffer *out, uint8_t tag, uint8_t byte, size_t length) {
    struct buffer content = {0};
    for (size_t i = 0; i < length; i++) {
        buffer_append_byte(&content, byte);
    }
    der_append(out, tag, buffer_span(&content));
    buffer_release(&content);
}

#endif
