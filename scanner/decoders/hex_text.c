/* DER written as hexadecimal digits: plain, in groups, separated by colons, commas or spaces, in
 * one line or many, in one string or many. Taken only where the announced length is there and the
 * shape is one we know. */
#define _GNU_SOURCE
#include <ctype.h>

#include "decoders/asn1.h"
#include "decoders/hex_pairs.h"
#include "decoders/key_report.h"
#include "decoders/structure_head.h"
#include "decoders/text_candidate.h"

enum {
    HEADER_BYTES = 5, /* of a SEQUENCE, which tells how many are to come */
    SHORT_LEAST = HEX_BYTES_LEAST - 2,
    WORK = 8, /* bytes looked at, for each byte of the text */
};

/* Length of the mark at the front of a text in UTF-8; 0 where there is none. */
static size_t byte_order_mark(struct span text) {
    return span_starts_with(text, "\xEF\xBB\xBF", 3) ? 3 : 0;
}

/* May a first byte 30 stand at offset? Lists of 0x30 and strings of \x30 have their own decoders.
 */
static bool starts_at(struct span text, size_t at) {
    uint8_t before = at > 0 ? text.bytes[at - 1] : ' ';
    bool marked = (before | 0x20) == 'x'; /* 0x3082..., \x3082... */
    return marked ? hex_at(text, at + 2) >= 0
                  : (!isalnum(before) && before < 0x80) || at == byte_order_mark(text);
}

static size_t digits_from(struct span text, size_t at) {
    size_t count = 0;
    while (hex_at(text, at + count) >= 0) {
        count++;
    }
    return count;
}

static size_t digits_up_to(struct span text, size_t at, size_t most) {
    size_t count = 0;
    while (count < at && count < most && hex_at(text, at - count - 1) >= 0) {
        count++;
    }
    return count;
}

/* Bytes back over what may stand between two. */
static size_t gap_up_to(struct span text, size_t at) {
    size_t count = 0;
    while (count < at && count < HEX_GAP_BYTES &&
           byte_is_one_of(text.bytes[at - count - 1], " \t\r\n:,\"'+-")) {
        count++;
    }
    return count;
}

/* Does a group of as many digits, set off from another like it as ours from the next, end at at? */
static bool ends_grouped(struct span text, size_t at, size_t digits, struct span gap) {
    size_t group = digits_up_to(text, at, digits + 1);
    size_t start = at - group;
    return group == digits && start >= gap.length &&
           memcmp(text.bytes + start - gap.length, gap.bytes, gap.length) == 0 &&
           digits_up_to(text, start - gap.length, digits + 1) == digits;
}

/* Is what begins at start, and is so short, the inside of something that did not prove itself? Not
 * where it is one run of its own digits, whatever stands before; otherwise where lines or groups
 * of digits like its own do. */
static bool is_inside(struct span text, size_t start, uint64_t announced) {
    enum { LINE_LEAST = 16 };
    size_t run = digits_from(text, start);
    size_t before = start - gap_up_to(text, start);
    if (run == 2 * announced || before == start) {
        return false;
    }
    struct hex_pairs behind = {.text = text, .at = start + run};
    bool grouped = run < LINE_LEAST && hex_skip_gap(&behind);
    struct span gap = span_part(text, start + run, grouped ? behind.at - start - run : 0);
    size_t line = digits_up_to(text, before, LINE_LEAST);
    if (!grouped) {
        return line == LINE_LEAST || line == run;
    }
    /* Lines of pairs end in what stands between pairs, where that is more than space. */
    bool goes_on = isspace(*gap.bytes) || memchr(text.bytes + before, *gap.bytes, start - before);
    return goes_on && ends_grouped(text, before, run, gap);
}

/* Reads the element that begins at the walk's place into bytes, and charges work. False where it
 * is not there whole. */
static bool gather(struct hex_pairs *pairs, uint64_t bound, struct buffer *bytes, uint64_t *work) {
    size_t begin = pairs->at;
    uint64_t announced = HEADER_BYTES;
    buffer_clear(bytes);
    while (bytes->length < announced) {
        int byte = hex_next_byte(pairs);
        if (byte < 0 ||
            (bytes->length == 1 && (byte < SHORT_LEAST || byte == 0x80 || byte > 0x83))) {
            break;
        }
        buffer_append_byte(bytes, (uint8_t)byte);
        if (bytes->length == HEADER_BYTES) {
            announced = asn1_announced(buffer_span(bytes));
            bool short_form = bytes->bytes[1] < 0x80;
            if ((short_form && is_inside(pairs->text, begin, announced)) ||
                announced < HEX_BYTES_LEAST || announced > bound ||
                announced > pairs->text.length / 2) {
                break;
            }
        }
    }
    *work += pairs->at - begin;
    return !bytes->failed && bytes->length >= HEX_BYTES_LEAST && bytes->length == announced;
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
        struct hex_pairs pairs = {.text = text, .at = start};
        found++;
        if (found == end || *found != '0' || !starts_at(text, start)) {
            continue;
        }
        bool whole = gather(&pairs, bound, &bytes, &work);
        if (whole && text_candidate_is_sound(buffer_span(&bytes)) &&
            ++values <= examiner_limits(examiner)->blocks) {
            text_candidate_examine(blob, examiner, "hex", start, buffer_span(&bytes),
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
    struct hex_pairs pairs = {.text = text, .at = at};
    if (!starts_at(text, at)) {
        return false;
    }
    for (size_t i = 0; i < FRONT_BYTES; i++) {
        int byte = hex_next_byte(&pairs);
        if (byte < 0 || (i == 1 && (byte < SHORT_LEAST || byte == 0x80 || byte > 0x83))) {
            return false;
        }
        front[i] = (uint8_t)byte;
    }
    return structure_may_begin(span_of(front, sizeof front));
}

static bool begins_with_element(const struct blob *blob) {
    size_t at = byte_order_mark(blob->bytes);
    return span_starts_with(span_from(blob->bytes, at), "30", 2) &&
           element_may_begin(blob->bytes, at);
}

static bool confirms(struct span text, size_t at) {
    return element_may_begin(text, at + 1);
}

/* Behind what is no letter and no digit, save the x of a prefix: 30, and the first digit of the
 * next byte or the first of what separates them; behind a short length also what comes next. */
#define BEFORE "[\\x00-/:-@\\[-`{-\\x7fxX]"
static const struct anchor anchors[] = {
    {BEFORE "308[1-3]", confirms},
    {BEFORE "30[2-7][0-9A-Fa-f]30[0-7]", confirms},
    {BEFORE "30[2-7][0-9A-Fa-f]0201", confirms},
    {BEFORE "30[ \t\r\n:,\"'+\\\\-]", confirms},
    {0},
};

const struct decoder hex_text_decoder = {
    .name = "hex",
    .accepts = hex_accepts,
    .decode = decode,
    .anchors = anchors,
    .front = begins_with_element,
};
