/* A pattern of pattern_set.h as the classes of bytes it stands for. */
#ifndef BASE_PATTERN_H
#define BASE_PATTERN_H

#include "base/pattern_set.h"

/* A class of bytes, one bit each. */
struct byte_class {
    uint64_t word[4];
};

struct pattern {
    struct byte_class at[PATTERN_BYTES_MOST];
    size_t length;
};

/* Neighbouring classes, by which a pattern is looked for. */
struct pattern_window {
    struct byte_class at[PATTERN_WINDOW];
};

static inline bool byte_class_holds(const struct byte_class *class, uint8_t byte) {
    return class->word[byte >> 6] >> (byte & 63) & 1;
}

/* False where the text is no pattern. */
bool pattern_read(const char *text, struct pattern *pattern);

/* The classes at offset; any byte beyond the pattern's end. */
struct pattern_window pattern_window_at(const struct pattern *pattern, size_t offset);

/* Is the offset one where a window may stand: at the front, or as a whole inside the pattern? */
bool pattern_has_window(const struct pattern *pattern, size_t offset);

#endif
