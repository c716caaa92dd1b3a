/* Bytes written as pairs of hexadecimal digits, plain, in groups or in lines: what the decoders of
 * hexadecimal text share. */
#ifndef DECODERS_HEX_PAIRS_H
#define DECODERS_HEX_PAIRS_H

#include "decoders/decoder.h"

enum {
    HEX_BYTES_LEAST = 44, /* an Ed25519 public key: nothing shorter is looked for */
    HEX_GAP_BYTES = 64,   /* between two bytes: separators, line ends, a cast */
};

/* A walk over the bytes written in a text. */
struct hex_pairs {
    struct span text;
    size_t at;
};

/* -1 where it is no digit. */
static inline int hex_value(uint8_t byte) {
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    uint8_t small = byte | 0x20;
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/* The value of the digit at at, -1 where there is none. */
static inline int hex_at(struct span text, size_t at) {
    return at < text.length ? hex_value(text.bytes[at]) : -1;
}

/* Passes over what may stand between two bytes. False where something else does. */
bool hex_skip_gap(struct hex_pairs *pairs);

/* The next byte, -1 where there is none. */
int hex_next_byte(struct hex_pairs *pairs);

/* May such a text stand in the blob? */
bool hex_accepts(const struct blob *blob);

/* Has what was written at start examined. */
void hex_pass_on(const struct blob *blob, struct examiner *examiner, size_t start,
                 struct span bytes, uint64_t line);

#endif
