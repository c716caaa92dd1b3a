/* Reading what Java's DataOutputStream writes: big-endian numbers and strings with their length. */
#ifndef DECODERS_JAVA_STREAM_H
#define DECODERS_JAVA_STREAM_H

#include "base/buffer.h"

struct java_stream {
    struct span whole;
    size_t at;
    bool failed; /* an end too early; every later read gives nothing */
};

uint8_t java_byte(struct java_stream *stream);
uint16_t java_short(struct java_stream *stream);
uint32_t java_int(struct java_stream *stream);
uint64_t java_long(struct java_stream *stream);

/* The next length bytes; empty, and failed, where there are fewer. */
struct span java_bytes(struct java_stream *stream, size_t length);

/* A string behind its two bytes of length, and a run of bytes behind its four. */
struct span java_text(struct java_stream *stream);
struct span java_block(struct java_stream *stream);

/* Skips one serialised object (Java Object Serialization Specification, section 6) of classes whose
 * fields are numbers, strings and byte arrays, as a sealed key is. Fails on anything else. */
void java_skip_object(struct java_stream *stream);

/* The alias of an entry, with "?" for NUL, or "entry N" for an empty one. */
void java_alias(struct span alias, uint64_t number, struct buffer *out);

#endif
