#include "sources/git_format.h"

#include <strings.h>

#include "base/digest.h"
#include "sources/git_common.h"

static struct span trimmed(struct span text) {
    while (text.length && (text.bytes[0] == ' ' || text.bytes[0] == '\t')) {
        text = span_from(text, 1);
    }
    while (text.length && memchr(" \t\r", text.bytes[text.length - 1], 3)) {
        text.length--;
    }
    return text;
}

/* Letter case ignored, as git does for sections and keys; also for these values. */
static bool is_word(struct span text, const char *word) {
    return text.length == strlen(word) &&
           strncasecmp((const char *)text.bytes, word, text.length) == 0;
}

static void read_extension(struct span line, struct git_format *format) {
    const uint8_t *sign = line.length ? memchr(line.bytes, '=', line.length) : NULL;
    if (!sign) {
        return;
    }
    size_t at = (size_t)(sign - line.bytes);
    struct span key = trimmed(span_part(line, 0, at));
    struct span value = trimmed(span_from(line, at + 1));
    if (value.length > 1 && value.bytes[0] == '"' && value.bytes[value.length - 1] == '"') {
        value = span_part(value, 1, value.length - 2);
    }
    if (is_word(key, "objectformat")) {
        format->id_bytes = is_word(value, "sha1")     ? SHA1_BYTES
                           : is_word(value, "sha256") ? SHA256_BYTES
                                                      : 0;
    } else if (is_word(key, "partialclone")) {
        format->partial = value.length != 0;
    } else if (is_word(key, "refstorage")) {
        format->refs = is_word(value, "files")      ? REFS_FILES
                       : is_word(value, "reftable") ? REFS_TABLES
                                                    : REFS_UNKNOWN;
    }
}

struct git_format format_read(struct span config) {
    struct git_format format = {.id_bytes = SHA1_BYTES};
    struct span line;
    bool inside = false;
    while (line_take(&config, &line)) {
        line = trimmed(line);
        const uint8_t *end = NULL;
        if (line.length && line.bytes[0] == '[') {
            end = memchr(line.bytes, ']', line.length);
        }
        if (end) { /* a key may follow on the same line */
            size_t at = (size_t)(end - line.bytes);
            inside = is_word(trimmed(span_part(line, 1, at - 1)), "extensions");
            line = trimmed(span_from(line, at + 1));
        }
        if (inside) {
            read_extension(line, &format);
        }
    }
    return format;
}
