/* UTF-16 text (RFC 2781) and UTF-32: with a byte order mark anywhere, without one where armour is
 * met in it. The text becomes a child in UTF-8, for all decoders of text. */
#define _GNU_SOURCE
#include <stdio.h>

#include "decoders/decoder.h"

/* How wide code units are, and in which order their bytes. */
struct form {
    size_t unit; /* bytes: 2 or 4 */
    bool big;    /* high byte first */
};

/* A stretch of code units in a blob. */
struct stretch {
    size_t start, end; /* whole units apart */
    struct form form;
};

static const uint8_t anchor_16[] = {'B', 0, 'E', 0, 'G', 0, 'I', 0, 'N'};
static const uint8_t anchor_32[] = {'B', 0, 0, 0, 'E', 0, 0, 0, 'G', 0, 0, 0, 'I', 0, 0, 0, 'N'};

static size_t find(struct span bytes, size_t from, const uint8_t *anchor, size_t length) {
    struct span rest = span_from(bytes, from);
    const uint8_t *found = rest.length ? memmem(rest.bytes, rest.length, anchor, length) : NULL;
    return found ? (size_t)(found - bytes.bytes) : SIZE_MAX;
}

/* The anchor of text in units of this width. */
static size_t find_anchor(struct span bytes, size_t from, size_t unit) {
    return unit == 2 ? find(bytes, from, anchor_16, sizeof anchor_16)
                     : find(bytes, from, anchor_32, sizeof anchor_32);
}

static size_t anchor_length(size_t unit) {
    return unit == 2 ? sizeof anchor_16 : sizeof anchor_32;
}

static bool has_mark(struct span bytes, struct form *form) {
    static const struct {
        const char *mark;
        struct form form;
    } marks[] = {
        {"\xFF\xFE\0\0", {4, false}},
        {"\0\0\xFE\xFF", {4, true}},
        {"\xFF\xFE", {2, false}},
        {"\xFE\xFF", {2, true}},
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        *form = marks[i].form;
        if (span_starts_with(bytes, marks[i].mark, form->unit)) {
            return true;
        }
    }
    return false;
}

static uint32_t unit_at(struct span bytes, size_t at, struct form form) {
    uint32_t unit = 0;
    for (size_t i = 0; i < form.unit; i++) {
        unit = unit << 8 | bytes.bytes[at + (form.big ? i : form.unit - 1 - i)];
    }
    return unit;
}

static bool is_text_unit(uint32_t unit) {
    return unit < 0x80 && (unit >= ' ' || unit == '\n' || unit == '\r' || unit == '\t');
}

/* The ASCII text around the anchor, not below floor. Inside of other bytes it may be read with the
 * low byte first in any case: the same text begins a byte later. */
static struct stretch stretch_around(struct span bytes, size_t at, size_t floor, size_t unit) {
    static const uint8_t zeros[3] = {0};
    struct stretch stretch = {.form = {unit, false}};
    size_t start = at, end = at;
    while (start >= floor + unit && is_text_unit(unit_at(bytes, start - unit, stretch.form))) {
        start -= unit;
    }
    if (start == unit - 1 && floor == 0 && span_starts_with(bytes, zeros, start)) {
        stretch.form.big = true; /* the whole blob, high byte first */
        start = 0;
        end = at - (unit - 1);
    }
    while (end + unit <= bytes.length && is_text_unit(unit_at(bytes, end, stretch.form))) {
        end += unit;
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

/* What is no character of the basic plane becomes a question mark: nothing we look for is beyond
 * ASCII. */
static void convert(struct span bytes, const struct stretch *stretch, struct buffer *out) {
    size_t step = stretch->form.unit;
    for (size_t at = stretch->start; at + step <= stretch->end && !out->failed; at += step) {
        uint32_t unit = unit_at(bytes, at, stretch->form);
        append_utf8(out, (unit >= 0xD800 && unit < 0xE000) || unit > 0xFFFF ? '?' : unit);
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
                         "wide text is above the limit member-bytes: unread");
    } else if (text.length) {
        struct child child = {.element = element,
                              .name = whole ? blob->name : "",
                              .label = "",
                              .encoding = !whole                    ? blob->encoding
                                          : stretch->form.unit == 2 ? "utf-16"
                                                                    : "utf-32",
                              .position = stretch->start,
                              .bytes = buffer_span(&text)};
        examiner_child(examiner, blob, &child);
    }
    buffer_wipe(&text);
}

static bool accepts(const struct blob *blob) {
    struct form form;
    return !blob->label[0] && blob->bytes.length >= 2 &&
           (has_mark(blob->bytes, &form) || find_anchor(blob->bytes, 0, 2) != SIZE_MAX ||
            find_anchor(blob->bytes, 0, 4) != SIZE_MAX);
}

/* Every stretch in units of this width. */
static void search(const struct blob *blob, struct examiner *examiner, size_t unit) {
    struct span bytes = blob->bytes;
    uint64_t stretches = 0;
    size_t from = 0;
    size_t at = find_anchor(bytes, from, unit);
    while (at != SIZE_MAX && ++stretches <= examiner_limits(examiner)->blocks) {
        struct stretch stretch = stretch_around(bytes, at, from, unit);
        bool whole = stretch.start == 0 && stretch.end + unit > bytes.length;
        pass_on(blob, examiner, &stretch, whole);
        size_t behind = at + anchor_length(unit);
        from = stretch.end > behind ? stretch.end : behind;
        at = find_anchor(bytes, from, unit);
    }
}

static bool decode(const struct blob *blob, struct examiner *examiner) {
    struct span bytes = blob->bytes;
    struct form form;
    if (has_mark(bytes, &form)) {
        struct stretch stretch = {
            .start = form.unit, .end = bytes.length - bytes.length % form.unit, .form = form};
        pass_on(blob, examiner, &stretch, true);
    } else {
        search(blob, examiner, 2);
        search(blob, examiner, 4);
    }
    return false;
}

static const struct anchor anchors[] = {
    {"B\\x00E\\x00G\\x00I\\x00N", NULL},
    {"B\\x00\\x00\\x00E\\x00\\x00\\x00G\\x00\\x00\\x00I\\x00\\x00\\x00N", NULL},
    {0},
};

static bool begins_with_mark(const struct blob *blob) {
    struct form form;
    return has_mark(blob->bytes, &form);
}

const struct decoder text_utf16_decoder = {
    .name = "utf-16",
    .accepts = accepts,
    .decode = decode,
    .anchors = anchors,
    .front = begins_with_mark,
};
