#include "base/common_name.h"

/* Length of the attribute at the front, up to ", " or " + " outside quotes. */
static size_t attribute_length(const char *text) {
    bool quoted = false;
    size_t at = 0;
    for (; text[at]; at++) {
        if (text[at] == '\\' && text[at + 1]) {
            at++;
        } else if (text[at] == '"') {
            quoted = !quoted;
        } else if (!quoted &&
                   (strncmp(text + at, ", ", 2) == 0 || strncmp(text + at, " + ", 3) == 0)) {
            break;
        }
    }
    return at;
}

struct span common_name(const char *subject) {
    static const char head[] = "CN = ";
    const size_t head_length = sizeof head - 1;
    struct span found = {0};
    while (*subject) {
        size_t length = attribute_length(subject);
        if (length >= head_length && memcmp(subject, head, head_length) == 0) {
            found = span_of(subject + head_length, length - head_length);
        }
        subject += length;
        subject += *subject == ',' ? 2 : *subject == ' ' ? 3 : 0;
    }
    return found;
}
