/* A configuration of fuzzed bytes; the first says whether a line that names a file stands before.
 */
#ifndef CONFIGURED_H
#define CONFIGURED_H

#include "examined.h"

static inline void examine_configured(const char *name, const char *head, const uint8_t *bytes,
                                      size_t length) {
    static struct examined examined;
    struct buffer text = {0};
    if (length > 0 && bytes[0] & 1) {
        buffer_append_text(&text, head);
    }
    buffer_append(&text, bytes, length);
    examine_fuzzed(&examined, name, buffer_span(&text));
    buffer_release(&text);
}

#endif
