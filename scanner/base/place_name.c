#include "base/place_name.h"

#include <string.h>

/* "tls.crt" of "block 12/tls.crt", which is how decoders/parts.c calls the values of a text; NULL:
 * the container's last step is none. *before is the length of what stands before that step. */
static const char *value_name(const char *container, size_t *before) {
    static const char step[] = "block ";
    const char *last = strrchr(container, '!');
    const char *begin = last ? last + 1 : container;
    const char *digits = begin + strlen(step);
    if (strncmp(begin, step, strlen(step)) != 0) {
        return NULL;
    }
    size_t length = strspn(digits, "0123456789");
    if (length == 0 || digits[length] != '/' || !digits[length + 1]) {
        return NULL;
    }
    *before = last ? (size_t)(last - container) : 0;
    return digits + length + 1;
}

void place_name_append(struct buffer *out, const char *path, const char *container,
                       const char *detail) {
    static const char whole[] = "line 1";
    size_t before = strlen(container);
    const char *value = value_name(container, &before);
    buffer_append_text(out, path);
    if (before) {
        buffer_format(out, "!%.*s", (int)before, container);
    }
    if (!value) {
        bool is_first = strncmp(detail, whole, strlen(whole)) == 0 &&
                        strspn(detail + strlen(whole), "0123456789") == 0;
        bool is_said = *detail && !is_first;
        buffer_format(out, "%s%s", is_said ? ", " : "", is_said ? detail : "");
        return;
    }
    size_t line = strcspn(detail, "!"); /* behind it: where in what the value decodes to */
    const char *inner = detail[line] ? detail + line + 1 : "";
    if (line) {
        buffer_format(out, ", %.*s", (int)line, detail);
    }
    buffer_format(out, " (%s", value);
    if (*inner && strcmp(inner, whole) != 0) {
        buffer_format(out, ", decoded: %s", inner);
    }
    buffer_append_text(out, ")");
}
