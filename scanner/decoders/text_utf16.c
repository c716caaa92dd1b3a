/* UTF-16 text (RFC 2781): with a byte order mark anywhere, without one where armour is met in it.
 * The text becomes a child in UTF-8, for all decoders of text. */
#define _GNU_SOURCE
#include <stdio.h>

#include "decoders/decoder.h"

/* A stretch of UTF-16 code units in a blob. */
struct stretch {
    size_t start, end; /* end - start is even */
    bool big;          /* high byte first */
};

static const uint8_t anchor[] = {'B', 0, 'E', 0, 'G', 0, 'I', 0, 'N'};

static size_t find_anchor(struct span bytes, size_t from) {
    struct span rest = span_from(bytes, from);
    const uint8_t *found =
        rest.length ? memmem(rest.bytes, rest.length, anchor, sizeof anchor) : NULL;
    return found ? (size_t)(found - bytes.bytes) : SIZE_MAX;
}

static bool has_mark(struct span bytes, bool *big) {
    *big = span_starts_with(bytes, "\xFE\xFF", 2);
    return *big ||
           (span_starts_with(bytes, "\xFF\xFE", 2) && !span_starts_with(bytes, "\xFF\xFE\0\0", 4));
}

static uint32_t unit_at(struct span bytes, size_t at, bool big) {
    uint32_t first = bytes.bytes[at], second = bytes.bytes[at + 1];
    return big ? first << 8 | second : second << 8 | first;
}

static bool is_text_unit(uint32_t unit) {
    return unit < 0x80 && (unit >= ' ' || unit == '\n' || unit == '\r' || unit == '\t');
}

/* The ASCII text around the anchor, not below floor. */
static struct stretch stretch_around(struct span bytes, size_t at, size_t floor) {
    struct stretch stretch = {
        .big = at > floor && bytes.bytes[at - 1] == 0 &&
               (at + sizeof anchor >= bytes.length || bytes.bytes[at + sizeof anchor] != 0)};
    size_t start = at - stretch.big;
    while (start >= floor + 2 && is_text_unit(unit_at(bytes, start - 2, stretch.big))) {
        start -= 2;
    }
    size_t end = at - stretch.big;
    while (end + 2 <= bytes.length && is_text_unit(unit_at(bytes, end, stretch.big))) {
        end += 2;
    }
    stretch.start = start;
    stretch.end = end;
    return stretch;
}

static void append_utf8(struct buffer *out, uint32_t point) {
    if (point < 0x80) {
        buffer_append_byte(out, (uint8_t)point);
        return;
    }
    if (point < 0x800) {
        buffer_append_byte(out, (uint8_t)(0xC0 | point >> 6));
    } else {
        buffer_append_byte(out, (uint8_t)(0xE0 | point >> 12));
        buffer_append_byte(out, (uint8_t)(0x80 | (point >> 6 & 0x3F)));
    }
    buffer_append_byte(out, (uint8_t)(0x80 | (point & 0x3F)));
}

/* Each half of a surrogate pair becomes a question mark: nothing we look for is beyond ASCII. */
static void convert(struct span bytes, const struct stretch *stretch, struct buffer *out) {
    for (size_t at = stretch->start; at + 2 <= stretch->end && !out->failed; at += 2) {
        uint32_t unit = unit_at(bytes, at, stretch->big);
        append_utf8(out, unit >= 0xD800 && unit < 0xE000 ? '?' : unit);
    }
}

static void pass_on(const struct blob *blob, struct examiner *examiner,
                    const struct stretch *stretch, bool whole) {
    struct buffer text = {.limit = (size_t)examiner_limits(examiner)->member_bytes};
    char element[32] = "";
    convert(blob->bytes, stretch, &text);
    if (!whole) {
        snprintf(element, sizeof element, "byte %zu", stretch->start);
    }
    if (text.failed) {
        examiner_problem(examiner, blob, "decode", "limit",
                         "UTF-16 text is above the limit member-bytes: unread");
    } else if (text.length) {
        struct child child = {.element = element,
                              .name = whole ? blob->name : "",
                              .label = "",
                              .encoding = whole ? "utf-16" : blob->encoding,
                              .position = stretch->start,
                              .bytes = buffer_span(&text)};
        examiner_child(examiner, blob, &child);
    }
    buffer_wipe(&text);
}

static bool accepts(const struct blob *blob) {
    return !blob->label[0] && blob->bytes.length >= 2;
}

static bool begins_marked(const struct blob *blob) {
    bool big = false;
    return has_mark(blob->bytes, &big);
}

static bool decode(const struct blob *blob, struct examiner *examiner) {
    struct span bytes = blob->bytes;
    struct stretch stretch = {.start = 2, .end = bytes.length - bytes.length % 2};
    if (has_mark(bytes, &stretch.big)) {
        pass_on(blob, examiner, &stretch, true);
        return false;
    }
    size_t from = 0;
    uint64_t stretches = 0;
    for (;;) {
        size_t at = find_anchor(bytes, from);
        if (at == SIZE_MAX || ++stretches > examiner_limits(examiner)->blocks) {
            return false;
        }
        stretch = stretch_around(bytes, at, from);
        bool whole = stretch.start == 0 && stretch.end + 2 > bytes.length;
        pass_on(blob, examiner, &stretch, whole);
        size_t behind = at + sizeof anchor;
        from = stretch.end > behind ? stretch.end : behind;
    }
}

static const struct anchor anchors[] = {{"B\\x00E\\x00G\\x00I\\x00N", NULL}, {0}};

const struct decoder text_utf16_decoder = {
    .name = "utf-16",
    .accepts = accepts,
    .decode = decode,
    .anchors = anchors,
    .front = begins_marked,
};
