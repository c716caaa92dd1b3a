/* A borrowed view of bytes. The owner outlives the view. */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
    const uint8_t *bytes;
    size_t length; /* bytes */
};

static inline struct span span_of(const void *bytes, size_t length) {
    return (struct span){bytes, length};
}

static inline struct span span_text(const char *text) {
    return (struct span){(const uint8_t *)text, strlen(text)};
}

/* The part from offset on, at most length bytes; empty beyond the end. */
static inline struct span span_part(struct span whole, size_t offset, size_t length) {
    if (offset >= whole.length) {
        return (struct span){whole.bytes ? whole.bytes + whole.length : NULL, 0};
    }
    size_t left = whole.length - offset;
    return (struct span){whole.bytes + offset, length < left ? length : left};
}

static inline struct span span_from(struct span whole, size_t offset) {
    return span_part(whole, offset, SIZE_MAX);
}

static inline bool span_starts_with(struct span whole, const void *head, size_t length) {
    return whole.length >= length &&
           (length == 0 || (whole.bytes[0] == *(const uint8_t *)head && /* mostly tells already */
                            memcmp(whole.bytes, head, length) == 0));
}

static inline bool span_equal(struct span one, struct span other) {
    return one.length == other.length &&
           (one.length == 0 || memcmp(one.bytes, other.bytes, one.length) == 0);
}

/* Exactly one of these words, up to a NULL? */
static inline bool span_is_one_of(struct span whole, const char *const *words) {
    while (*words && !span_equal(whole, span_text(*words))) {
        words++;
    }
    return *words != NULL;
}

/* A byte of the text; NUL is in none. */
static inline bool byte_is_one_of(uint8_t byte, const char *text) {
    return byte && strchr(text, byte);
}

#endif
