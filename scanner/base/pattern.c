#include "base/pattern.h"

#include <string.h>

#include "base/hex_value.h"

static void include(struct byte_class *class, unsigned first, unsigned last) {
    for (unsigned byte = first; byte <= last && byte < 256; byte++) {
        class->word[byte >> 6] |= (uint64_t)1 << (byte & 63);
    }
}

/* One byte as it is written; -1 at the end and where it cannot be read. */
static int read_byte(const char **text) {
    const char *at = *text;
    if (*at == 0 || (*at == '\\' && at[1] == 0)) {
        return -1;
    }
    if (*at != '\\') {
        *text = at + 1;
        return (uint8_t)*at;
    }
    if (at[1] != 'x') {
        *text = at + 2;
        return (uint8_t)at[1];
    }
    int high = hex_value((uint8_t)at[2]);
    int low = high < 0 ? -1 : hex_value((uint8_t)at[3]);
    *text = at + 4;
    return low < 0 ? -1 : high << 4 | low;
}

/* From behind the bracket on. */
static bool read_members(const char **text, struct byte_class *class) {
    while (**text != ']') {
        int first = read_byte(text);
        int last = first;
        if (**text == '-' && (*text)[1] != ']') {
            ++*text;
            last = read_byte(text);
        }
        if (first < 0 || last < first) {
            return false;
        }
        include(class, (unsigned)first, (unsigned)last);
    }
    ++*text;
    return true;
}

bool pattern_read(const char *text, struct pattern *pattern) {
    while (*text) {
        if (pattern->length == PATTERN_BYTES_MOST) {
            return false;
        }
        struct byte_class *class = &pattern->at[pattern->length++];
        if (*text == '.' || *text == '[') {
            bool any = *text++ == '.';
            if (any) {
                include(class, 0, 255);
            } else if (!read_members(&text, class)) {
                return false;
            }
            continue;
        }
        int byte = read_byte(&text);
        if (byte < 0) {
            return false;
        }
        include(class, (unsigned)byte, (unsigned)byte);
    }
    return pattern->length > 0;
}

struct pattern_window pattern_window_at(const struct pattern *pattern, size_t offset) {
    struct pattern_window window;
    for (size_t i = 0; i < PATTERN_WINDOW; i++) {
        if (offset + i < pattern->length) {
            window.at[i] = pattern->at[offset + i];
        } else {
            memset(&window.at[i], 0xFF, sizeof window.at[i]);
        }
    }
    return window;
}

bool pattern_has_window(const struct pattern *pattern, size_t offset) {
    return offset == 0 || offset + PATTERN_WINDOW <= pattern->length;
}
