/* Bytes written as pairs of hexadecimal digits, plain, in groups or in lines: what the decoders of
 * hexadecimal text share. */
#ifndef DECODERS_HEX_PAIRS_H
#define DECODERS_HEX_PAIRS_H

#include "base/hex_value.h"
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

#endif
