/* uuencode (POSIX.1-2017, uuencode, "historical algorithm"): what mail and news carried files in
 * before MIME. The base64 form of the same program is left to base64_blob.c. */
#include <ctype.h>
#include <stdio.h>

#include "base/buffer.h"
#include "decoders/decoder.h"
#include "decoders/key_report.h"

static const char head[] = "begin ";

enum {
    NAME_BYTES = 256,
    MODE_LEAST = 3,
    MODE_MOST = 4,
    LINE_BYTES_MOST = 63, /* decoded; what its first character can say */
    BYTES_LEAST = 16,
};

static struct span take_line(struct span *rest) {
    const uint8_t *end = rest->length ? memchr(rest->bytes, '\n', rest->length) : NULL;
    size_t length = end ? (size_t)(end - rest->bytes) : rest->length;
    struct span line = span_part(*rest, 0, length);
    *rest = span_from(*rest, end ? length + 1 : length);
    if (line.length && line.bytes[line.length - 1] == '\r') {
        line.length--;
    }
    return line;
}

/* "begin 644 name"; the name without its folders goes to name. */
static bool read_head(struct span line, char name[NAME_BYTES]) {
    size_t at = sizeof head - 1, digits = 0, length = 0;
    if (!span_starts_with(line, head, at)) {
        return false;
    }
    for (; at < line.length && line.bytes[at] >= '0' && line.bytes[at] <= '7'; at++) {
        digits++;
    }
    if (digits < MODE_LEAST || digits > MODE_MOST || at + 1 >= line.length ||
        line.bytes[at] != ' ') {
        return false;
    }
    for (at++; at < line.length && length < NAME_BYTES - 1; at++) {
        if (line.bytes[at] == '/') {
            length = 0;
        } else if (!iscntrl(line.bytes[at])) {
            name[length++] = (char)line.bytes[at];
        }
    }
    name[length] = 0;
    return true;
}

/* Six bits; spaces at the end of a line are lost on the way, so what is missing counts as one. -1
 * for any other character. */
static int value_at(struct span line, size_t at) {
    uint8_t byte = at < line.length ? line.bytes[at] : ' ';
    return byte >= ' ' && byte <= '`' ? (byte - ' ') & 0x3F : -1;
}

/* One line of content; false where it is none. A character of a check sum may follow. */
static bool take_content(struct span line, struct buffer *out) {
    int count = value_at(line, 0);
    if (count <= 0 || line.length < 2) {
        return false;
    }
    size_t digits = ((size_t)count + 2) / 3 * 4;
    uint8_t bytes[LINE_BYTES_MOST + 3];
    if (line.length > digits + 2) {
        return false;
    }
    for (size_t group = 0; group < digits / 4; group++) {
        uint32_t gathered = 0;
        for (size_t i = 0; i < 4; i++) {
            int value = value_at(line, 1 + group * 4 + i);
            if (value < 0) {
                return false;
            }
            gathered = gathered << 6 | (uint32_t)value;
        }
        bytes[3 * group] = (uint8_t)(gathered >> 16);
        bytes[3 * group + 1] = (uint8_t)(gathered >> 8);
        bytes[3 * group + 2] = (uint8_t)gathered;
    }
    buffer_append(out, bytes, (size_t)count);
    return true;
}

/* All lines of content behind the head; returns what follows them. */
static struct span take_file(struct span rest, struct buffer *out) {
    for (;;) {
        struct span before = rest, line = take_line(&rest);
        if (!take_content(line, out)) {
            return before;
        }
    }
}

static void examine_file(const struct blob *blob, struct examiner *examiner, size_t start,
                         uint64_t line, const char *name, struct span bytes) {
    char element[NAME_BYTES + 32];
    snprintf(element, sizeof element, "line %llu, %s", (unsigned long long)line, name);
    struct child child = {.element = element,
                          .name = name,
                          .label = "",
                          .encoding = "uue",
                          .position = start,
                          .bytes = bytes};
    examiner_child(examiner, blob, &child);
}

static bool accepts(const struct blob *blob) {
    return !blob->label[0];
}

static bool decode(const struct blob *blob, struct examiner *examiner) {
    struct text_lines lines = {0};
    struct buffer bytes = {.limit = (size_t)examiner_limits(examiner)->member_bytes};
    char name[NAME_BYTES];
    uint64_t files = 0;
    size_t at = text_find(blob->bytes, 0, head);
    while (at != SIZE_MAX && files < examiner_limits(examiner)->blocks) {
        struct span rest = span_from(blob->bytes, at);
        bool starts_line = at == 0 || blob->bytes.bytes[at - 1] == '\n';
        size_t next = at + sizeof head - 1;
        if (starts_line && read_head(take_line(&rest), name)) {
            files++;
            buffer_wipe(&bytes);
            rest = take_file(rest, &bytes);
            next = blob->bytes.length - rest.length;
            if (bytes.failed) {
                examiner_problem(examiner, blob, "decode", "limit",
                                 "a uuencoded file is above the limit member-bytes");
            } else if (bytes.length >= BYTES_LEAST) {
                uint64_t line = text_line_at(&lines, blob->bytes, at);
                examine_file(blob, examiner, at, line, name, buffer_span(&bytes));
            }
        }
        at = text_find(blob->bytes, next, head);
    }
    if (at != SIZE_MAX) {
        examiner_problem(examiner, blob, "decode", "limit",
                         "more uuencoded files than the limit blocks allows; the rest is unread");
    }
    buffer_wipe(&bytes);
    return false;
}

static bool confirms(struct span text, size_t at) {
    return at == 0 || text.bytes[at - 1] == '\n';
}

static const struct anchor anchors[] = {{"begin [0-7][0-7][0-7]", confirms}, {0}};

const struct decoder uuencode_decoder = {
    .name = "uuencode",
    .accepts = accepts,
    .decode = decode,
    .anchors = anchors,
};
