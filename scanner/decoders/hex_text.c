/* DER written as hexadecimal text: plain, in groups, separated by colons or spaces, as arrays and
 * strings of source code ("0x30, 0x82", "\x30\x82", "(byte) 0x30"). Taken only where the announced
 * length is there and the shape is one we know. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>

#include "decoders/asn1.h"
#include "decoders/key_report.h"
#include "decoders/structure_head.h"
#include "decoders/text_candidate.h"

enum {
    BYTES_LEAST = 48,
    GAP_BYTES = 64,   /* between two bytes: separators, line ends, a cast */
    HEADER_BYTES = 5, /* of a SEQUENCE, which tells how many are to come */
    WORK = 8,         /* bytes looked at, for each byte of the text */
};

enum style { STYLE_PAIRS, STYLE_0X, STYLE_BACKSLASH };

/* A walk over the bytes written in a text. */
struct pairs {
    struct span text;
    size_t at;
    enum style style;
};

static int hex_value(uint8_t byte) {
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    uint8_t small = byte | 0x20;
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

static int hex_at(struct span text, size_t at) {
    return at < text.length ? hex_value(text.bytes[at]) : -1;
}

/* Passes over what may stand between two bytes. False where something else does. */
static bool skip_gap(struct pairs *pairs) {
    const char *between =
        pairs->style == STYLE_PAIRS ? " \t\r\n:,\"'+-" : " \t\r\n,\"'+()byteBYTEuULl";
    char lead = pairs->style == STYLE_BACKSLASH ? '\\' : '0';
    for (size_t i = 0; i < GAP_BYTES && pairs->at < pairs->text.length; i++) {
        uint8_t byte = pairs->text.bytes[pairs->at];
        uint8_t next = pairs->at + 1 < pairs->text.length ? pairs->text.bytes[pairs->at + 1] : 0;
        if (pairs->style == STYLE_PAIRS ? hex_value(byte) >= 0
                                        : byte == (uint8_t)lead && (next | 0x20) == 'x') {
            pairs->at += pairs->style == STYLE_PAIRS ? 0 : 2;
            return true;
        }
        bool continuation = byte == '\\' && (next == '\n' || next == '\r');
        if (byte == 0 || (!strchr(between, byte) && !continuation)) {
            return false;
        }
        pairs->at++;
    }
    return false;
}

/* The next byte, -1 where there is none. */
static int next_byte(struct pairs *pairs) {
    if (!skip_gap(pairs)) {
        return -1;
    }
    int high = hex_at(pairs->text, pairs->at);
    int low = hex_at(pairs->text, pairs->at + 1);
    bool cut = pairs->at + 1 >= pairs->text.length; /* "0x3" of "0x30" */
    if (high < 0 || (low < 0 && (pairs->style == STYLE_PAIRS || cut))) {
        return -1;
    }
    pairs->at += low < 0 ? 1 : 2;
    bool longer = pairs->style == STYLE_0X && hex_at(pairs->text, pairs->at) >= 0;
    return longer ? -1 : low < 0 ? high : high << 4 | low;
}

/* Is there a first byte 30 at offset, and how are the bytes written? */
static bool starts_at(struct span text, size_t at, struct pairs *pairs) {
    uint8_t before = at > 0 ? text.bytes[at - 1] : ' ';
    uint8_t second = at > 1 ? text.bytes[at - 2] : ' ';
    *pairs = (struct pairs){.text = text, .at = at, .style = STYLE_PAIRS};
    if ((before | 0x20) == 'x' && (second == '0' || second == '\\')) {
        pairs->style = second == '0' ? STYLE_0X : STYLE_BACKSLASH;
        pairs->at = at - 2;
        return true;
    }
    return !isalnum(before) && before < 0x80;
}

/* Reads the element that begins at the walk's place into bytes, and charges work. False where it
 * is not there whole. */
static bool gather(struct pairs *pairs, uint64_t bound, struct buffer *bytes, uint64_t *work) {
    size_t begin = pairs->at;
    uint64_t announced = HEADER_BYTES;
    buffer_clear(bytes);
    while (bytes->length < announced) {
        int byte = next_byte(pairs);
        if (byte < 0 || (bytes->length == 1 && (byte < 0x81 || byte > 0x83))) {
            break;
        }
        buffer_append_byte(bytes, (uint8_t)byte);
        if (bytes->length == HEADER_BYTES) {
            announced = asn1_announced(buffer_span(bytes));
            if (announced < BYTES_LEAST || announced > bound ||
                announced > pairs->text.length / 2) {
                break;
            }
        }
    }
    *work += pairs->at - begin;
    return !bytes->failed && bytes->length >= BYTES_LEAST && bytes->length == announced;
}

static void pass_on(const struct blob *blob, struct examiner *examiner, size_t start,
                    struct span bytes, uint64_t line) {
    char element[32];
    snprintf(element, sizeof element, "line %llu", (unsigned long long)line);
    struct child child = {.element = element,
                          .name = "",
                          .label = "",
                          .encoding = "hex",
                          .position = start,
                          .bytes = bytes};
    examiner_child(examiner, blob, &child);
}

static bool accepts(const struct blob *blob) {
    return !blob->label[0] && blob->bytes.length >= BYTES_LEAST * 2;
}

static bool decode(const struct blob *blob, struct examiner *examiner) {
    struct span text = blob->bytes;
    struct text_lines counter = {0};
    uint64_t bound = examiner_limits(examiner)->crl_bytes;
    uint64_t work = 0, values = 0;
    struct buffer bytes = {.limit = (size_t)bound};
    const uint8_t *end = text.bytes + text.length;
    const uint8_t *found = text.bytes;
    while (found < end && (found = memchr(found, '3', (size_t)(end - found)))) {
        size_t start = (size_t)(found - text.bytes);
        struct pairs pairs;
        found++;
        if (found == end || *found != '0' || !starts_at(text, start, &pairs)) {
            continue;
        }
        bool whole = gather(&pairs, bound, &bytes, &work);
        if (whole && text_candidate_is_sound(buffer_span(&bytes)) &&
            ++values <= examiner_limits(examiner)->blocks) {
            pass_on(blob, examiner, start, buffer_span(&bytes),
                    text_line_at(&counter, text, start));
            found = text.bytes + pairs.at;
        } else if (work / WORK > text.length) {
            found = text.bytes + (pairs.at > start + 1 ? pairs.at : start + 1);
        }
    }
    buffer_wipe(&bytes);
    return false;
}

/* Reads as much of the element as tells what it is. */
static bool element_may_begin(struct span text, size_t at) {
    enum { FRONT_BYTES = 12 };
    uint8_t front[FRONT_BYTES] = {0};
    struct pairs pairs;
    if (!starts_at(text, at, &pairs)) {
        return false;
    }
    for (size_t i = 0; i < FRONT_BYTES; i++) {
        int byte = next_byte(&pairs);
        if (byte < 0 || (i == 1 && (byte < 0x81 || byte > 0x83))) {
            return false;
        }
        front[i] = (uint8_t)byte;
    }
    return structure_may_begin(span_of(front, sizeof front));
}

static bool begins_with_element(const struct blob *blob) {
    return span_starts_with(blob->bytes, "30", 2) && element_may_begin(blob->bytes, 0);
}

static bool confirms(struct span text, size_t at) {
    return element_may_begin(text, at + 1);
}

/* Behind what is no letter and no digit, save the x of a prefix: 30, and the 8 of the next byte or
 * the first of what separates them. */
static const struct anchor anchors[] = {
    {"[\\x00-/:-@\\[-`{-\\x7fxX]30[8 \t\r\n:,\"'+()byteBYTEuUlL\\\\-]", confirms},
    {0},
};

const struct decoder hex_text_decoder = {
    .name = "hex",
    .accepts = accepts,
    .decode = decode,
    .anchors = anchors,
    .front = begins_with_element,
};
