/* A growing run of bytes with an upper bound. Failure is sticky: append freely, ask once at the
 * end. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/span.h"

struct buffer {
    uint8_t *bytes;
    size_t length;
    size_t capacity;
    size_t limit; /* 0: no bound of its own */
    bool failed;  /* the bound was hit; later appends do nothing */
};

/* Frees the bytes; the buffer is empty and usable again. Accepts the zero state. */
void buffer_release(struct buffer *buffer);

/* As buffer_release, and overwrites the bytes first: for anything that may hold a secret. */
void buffer_wipe(struct buffer *buffer);

/* Empties the buffer, keeps its memory, clears the failure. */
void buffer_clear(struct buffer *buffer);

/* Makes room for extra more bytes. False, and sticky failure, where the bound forbids. */
bool buffer_reserve(struct buffer *buffer, size_t extra);

void buffer_append(struct buffer *buffer, const void *bytes, size_t length);
void buffer_append_byte(struct buffer *buffer, uint8_t byte);
void buffer_append_text(struct buffer *buffer, const char *text);
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The bytes as a NUL-terminated string; "" after a failure. Borrowed until the next change. */
const char *buffer_text(struct buffer *buffer);

static inline struct span buffer_span(const struct buffer *buffer) {
    return span_of(buffer->bytes, buffer->length);
}

#endif
