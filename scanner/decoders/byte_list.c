/* Bytes written as lists of numbers and characters in source code and JSON: [48, 130, 3],
 * {0060, 0202}, {-0x30, (byte) -126}, {'-', '-', '\n'}, <<48,130>>, with comments between; in
 * patches and comments, where each line begins with the same mark, and escaped in other text. */
#define _GNU_SOURCE
#include <ctype.h>

#include "base/hex_value.h"
#include "decoders/asn1.h"
#include "decoders/key_report.h"
#include "decoders/text_candidate.h"

enum {
    VALUES_LEAST = 44,
    NUMBER_DIGITS = 5,
    GAP_BYTES = 200, /* between two values: white space, a comment, a cast */
    WORK = 8,        /* bytes looked at, for each byte of the text */
};

/* That languages put to the numbers of bytes. */
static const char *const suffixes[] = {"_u8", "u8", "UL", "U", "u", "L", "uy"};

/* A walk over the values of one list. */
struct list {
    struct span text;
    size_t at;
    struct span mark; /* with which each of its lines begins */
};

static uint8_t byte_at(struct span text, size_t at) {
    return at < text.length ? text.bytes[at] : 0;
}

/* Length of the comment at offset, 0 where there is none. */
static size_t comment_length(struct span text, size_t at) {
    struct span rest = span_part(text, at, GAP_BYTES);
    const uint8_t *end = NULL;
    if (span_starts_with(rest, "/*", 2)) {
        end = memmem(rest.bytes, rest.length, "*/", 2);
        return end ? (size_t)(end - rest.bytes) + 2 : 0;
    }
    if (span_starts_with(rest, "//", 2) || span_starts_with(rest, "#", 1)) {
        end = memchr(rest.bytes, '\n', rest.length);
        return end ? (size_t)(end - rest.bytes) : 0;
    }
    return 0;
}

/* The mark of a patch or a comment at the begin of the line of at; empty where there is none. */
static struct span mark_before(struct span text, size_t at) {
    enum { LINE_MOST = 256, MARK_MOST = 3 };
    size_t start = text_line_start(text, at, LINE_MOST);
    while (start < at && byte_is_one_of(text.bytes[start], " \t")) {
        start++;
    }
    size_t end = start;
    while (end < at && end - start < MARK_MOST && byte_is_one_of(text.bytes[end], "+>|#/*;!%")) {
        end++;
    }
    bool comment = span_starts_with(span_from(text, start), "/*", 2); /* it ends before the value */
    return span_part(text, start, comment ? 0 : end - start);
}

/* \n, \r or \t where the list stands in a string of another text. */
static size_t written_space(struct span rest) {
    return rest.length > 1 && rest.bytes[0] == '\\' && byte_is_one_of(rest.bytes[1], "nrt") ? 2 : 0;
}

/* Passes over white space, comments, line continuations and casts. */
static void skip_space(struct list *list) {
    static const char *const casts[] = {"(byte)", "(Byte)", "(char)", "(uint8_t)", "(sbyte)"};
    size_t stop = list->at + GAP_BYTES;
    bool new_line = false;
    while (list->at < list->text.length && list->at < stop) {
        struct span rest = span_from(list->text, list->at);
        size_t length = written_space(rest);
        length = length ? length : isspace(*rest.bytes) || *rest.bytes == '\\' ? 1 : 0;
        new_line |= *rest.bytes == '\n';
        if (!length && new_line && list->mark.length &&
            span_starts_with(rest, list->mark.bytes, list->mark.length)) {
            length = list->mark.length;
            new_line = false;
        }
        length = length ? length : comment_length(list->text, list->at);
        for (size_t i = 0; !length && i < sizeof casts / sizeof *casts; i++) {
            length = span_starts_with(rest, casts[i], strlen(casts[i])) ? strlen(casts[i]) : 0;
        }
        if (!length) {
            return;
        }
        list->at += length;
    }
}

static bool ends_value(uint8_t byte) {
    return !isalnum(byte) && byte != '_' && byte != '.' && byte != '\'';
}

/* 0x30, 060, 48, with the sign and the suffix that languages put to them; -1 where it is no byte.
 */
static int take_number(struct list *list) {
    struct span text = list->text;
    bool negative = byte_at(text, list->at) == '-';
    size_t at = list->at + negative;
    bool hex = byte_at(text, at) == '0' && (byte_at(text, at + 1) | 0x20) == 'x';
    at += hex ? 2 : 0;
    int base = hex ? 16 : byte_at(text, at) == '0' && isdigit(byte_at(text, at + 1)) ? 8 : 10;
    int value = 0;
    size_t count = 0;
    for (int digit = hex_value(byte_at(text, at)); digit >= 0 && digit < base;
         digit = hex_value(byte_at(text, at))) {
        if (++count > NUMBER_DIGITS) {
            return -1;
        }
        value = value * base + digit;
        at++;
    }
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t length = strlen(suffixes[i]);
        if (span_starts_with(span_from(text, at), suffixes[i], length) &&
            ends_value(byte_at(text, at + length))) {
            at += length;
            break;
        }
    }
    bool cut = at >= text.length && !(hex && count == 2);
    if (count == 0 || cut || !ends_value(byte_at(text, at)) || value > (negative ? 128 : 255)) {
        return -1;
    }
    list->at = at;
    return negative ? (256 - value) & 0xFF : value;
}

/* 'x', '\n', '\0', '\x2d' */
static int take_character(struct list *list) {
    struct span text = list->text;
    size_t at = list->at + 1;
    int value = byte_at(text, at++);
    if (value == '\\') {
        int letter = byte_at(text, at++);
        value = letter == 'n'   ? '\n'
                : letter == 'r' ? '\r'
                : letter == 't' ? '\t'
                : letter == '0' ? 0
                                : letter;
        if (letter == 'x') {
            int high = hex_value(byte_at(text, at)), low = hex_value(byte_at(text, at + 1));
            value = high < 0 || low < 0 ? -1 : high << 4 | low;
            at += 2;
        }
    }
    if (value < 0 || byte_at(text, at) != '\'') {
        return -1;
    }
    list->at = at + 1;
    return value;
}

/* The value at the walk's place, -1 where there is none. */
static int take_value(struct list *list) {
    skip_space(list);
    return byte_at(list->text, list->at) == '\'' ? take_character(list) : take_number(list);
}

/* The next value of the list, behind its comma. */
static int next_value(struct list *list) {
    skip_space(list);
    if (byte_at(list->text, list->at) != ',') {
        return -1;
    }
    list->at++;
    return take_value(list);
}

/* Do the bytes that end at end, and begin not before floor, end in word? */
static bool ends_in(struct span text, size_t end, size_t floor, const char *word, size_t length) {
    return end - floor >= length && text.bytes[end - 1] == (uint8_t)word[length - 1] &&
           memcmp(text.bytes + end - length, word, length) == 0;
}

static size_t suffix_before(struct span text, size_t at, size_t floor) {
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t length = strlen(suffixes[i]);
        if (at - floor > length && ends_in(text, at, floor, suffixes[i], length)) {
            return length;
        }
    }
    return 0;
}

/* Where the value that ends before the comma begins; SIZE_MAX where it cannot be the first of
 * something we look for. */
static size_t first_value(struct span text, size_t comma, size_t floor) {
    static const struct first {
        char text[5];
        uint8_t length;
        const char *second; /* of archives, which would be too many */
    } firsts[] = {
        {"48", 2, NULL},     {"0x30", 4, NULL},   {"060", 3, NULL},    {"0060", 4, NULL},
        {"'0'", 3, NULL},    {"45", 2, NULL},     {"0x2d", 4, NULL},   {"0x2D", 4, NULL},
        {"055", 3, NULL},    {"0055", 4, NULL},   {"'-'", 3, NULL},    {"31", 2, NULL},
        {"0x1f", 4, NULL},   {"0x1F", 4, NULL},   {"037", 3, NULL},    {"0037", 4, NULL},
        {"254", 3, NULL},    {"-2", 2, NULL},     {"0xfe", 4, NULL},   {"0xFE", 4, NULL},
        {"206", 3, NULL},    {"-50", 3, NULL},    {"0xce", 4, NULL},   {"0xCE", 4, NULL},
        {"80", 2, "75,"},    {"0x50", 4, "0x4b"}, {"0x50", 4, "0x4B"}, {"66", 2, "90,"},
        {"0x42", 4, "0x5a"}, {"0x42", 4, "0x5A"}, {"253", 3, "55,"},   {"-3", 2, "55,"},
        {"0xfd", 4, "0x37"}, {"0xFD", 4, "0x37"}, {"40", 2, "181,"},   {"40", 2, "-75,"},
        {"0x28", 4, "0xb5"}, {"0x28", 4, "0xB5"},
    };
    struct span behind = span_from(text, comma + 1);
    behind = span_from(behind, span_starts_with(behind, " ", 1) ? 1 : 0);
    size_t suffix = suffix_before(text, comma, floor);
    comma -= suffix;
    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++) {
        size_t length = firsts[i].length;
        const char *second = firsts[i].second;
        if (!ends_in(text, comma, floor, firsts[i].text, length) ||
            (second && (suffix || !span_starts_with(behind, second, strlen(second))))) {
            continue;
        }
        size_t start = comma - length;
        bool alone = start == 0 || ends_value(text.bytes[start - 1]) || *firsts[i].text == '\'' ||
                     (start > 1 && written_space(span_part(text, start - 2, 2)));
        if (alone && !(start > 0 && text.bytes[start - 1] == '-')) {
            return start;
        }
    }
    return SIZE_MAX;
}

/* Does another value stand before? Then this is the inside of something that did not prove itself,
 * and only what is long enough is looked for there. */
static bool is_inside(struct span text, size_t start) {
    size_t at = start;
    while (at > 0 && start - at < GAP_BYTES &&
           (isspace(text.bytes[at - 1]) || isalnum(text.bytes[at - 1]) ||
            strchr("()_", text.bytes[at - 1]))) {
        at--; /* space and casts */
    }
    return at > 0 && text.bytes[at - 1] == ',';
}

/* Reads the list that begins at the walk's place, as far as its first bytes make it worth. */
static void gather(struct list *list, uint64_t bound, struct buffer *bytes) {
    bool inside = is_inside(list->text, list->at);
    uint64_t most = CANDIDATE_FRONT_BYTES;
    bool judged = false;
    buffer_clear(bytes);
    for (int value = take_value(list); value >= 0; value = next_value(list)) {
        buffer_append_byte(bytes, (uint8_t)value);
        if (bytes->length == 2 && bytes->bytes[0] == TAG_SEQUENCE &&
            (text_candidate_of(buffer_span(bytes)) == CANDIDATE_NONE || (inside && value < 0x80))) {
            buffer_clear(bytes);
            return;
        }
        if (bytes->length == CANDIDATE_FRONT_BYTES && !judged) {
            enum candidate candidate = text_candidate_of(buffer_span(bytes));
            most = candidate == CANDIDATE_DER     ? asn1_announced(buffer_span(bytes))
                   : candidate == CANDIDATE_OTHER ? bound
                                                  : 0;
            judged = true;
        }
        if (bytes->length >= most || bytes->length >= bound || bytes->failed) {
            return;
        }
    }
}

static bool accepts(const struct blob *blob) {
    return !blob->label[0] && blob->bytes.length >= VALUES_LEAST * 2;
}

static bool decode(const struct blob *blob, struct examiner *examiner) {
    struct span text = blob->bytes;
    struct text_lines counter = {0};
    uint64_t bound = examiner_limits(examiner)->crl_bytes;
    uint64_t work = 0, lists = 0;
    struct buffer bytes = {.limit = (size_t)bound};
    size_t floor = 0;
    const uint8_t *comma = NULL;
    while (floor < text.length && lists < examiner_limits(examiner)->blocks &&
           (comma = memchr(text.bytes + floor, ',', text.length - floor))) {
        size_t at = (size_t)(comma - text.bytes);
        size_t start = first_value(text, at, floor);
        floor = at + 1;
        if (start == SIZE_MAX) {
            continue;
        }
        struct list list = {text, start, mark_before(text, start)};
        gather(&list, bound, &bytes);
        work += list.at - start;
        struct span part = text_candidate_part(buffer_span(&bytes));
        if (part.length) {
            lists++;
            text_candidate_examine(blob, examiner, "bytes", start, part,
                                   text_line_at(&counter, text, start));
        }
        if ((part.length || work / WORK > text.length) && list.at > floor) {
            floor = list.at;
        }
    }
    buffer_wipe(&bytes);
    return false;
}

/* Reads as much of the list as tells what it is. */
static bool confirms(struct span text, size_t at) {
    const uint8_t *comma = memchr(text.bytes + at, ',', text.length - at);
    size_t start = comma ? first_value(text, (size_t)(comma - text.bytes), 0) : SIZE_MAX;
    if (start == SIZE_MAX) {
        return false;
    }
    struct buffer bytes = {0};
    struct list list = {text, start, mark_before(text, start)};
    gather(&list, CANDIDATE_FRONT_BYTES, &bytes);
    bool cut = list.at + GAP_BYTES > text.length; /* within a comment, perhaps */
    bool promising = cut || (bytes.length == CANDIDATE_FRONT_BYTES &&
                             text_candidate_of(buffer_span(&bytes)) != CANDIDATE_NONE);
    buffer_wipe(&bytes);
    return promising;
}

/* The first values above with the comma behind them, or the suffix. */
static const struct anchor anchors[] = {
    {"48[,uUL_]", confirms},
    {"0x30[,uUL_]", confirms},
    {"060[,uUL_]", confirms},
    {"'0',", confirms},
    {"45[,uUL_]", confirms},
    {"0x2[dD][,uUL_]", confirms},
    {"055[,uUL_]", confirms},
    {"'-',", confirms},
    {"31[,uUL_]", confirms},
    {"0x1[fF][,uUL_]", confirms},
    {"037[,uUL_]", confirms},
    {"254[,uUL_]", confirms},
    {"0x[fF][eE][,uUL_]", confirms},
    {"206[,uUL_]", confirms},
    {"-50[,uUL_]", confirms},
    {"0x[cC][eE][,uUL_]", confirms},
    {"-2[,uUL_]", confirms},
    {"80,[ 7][75][5,]", confirms}, /* and of archives the second */
    {"0x50,[ 0][0x][x4]", confirms},
    {"66,[ 9][90][0,]", confirms},
    {"0x42,[ 0][0x][x5]", confirms},
    {"253,[ 5][5][5,]", confirms},
    {"-3,[ 5][5][5,]", confirms},
    {"0x[fF][dD],[ 0][0x][x3]", confirms},
    {"40,[ 1-][-187][1857][15,]", confirms},
    {"0x28,[ 0][0x][xbB]", confirms},
    {0},
};

const struct decoder byte_list_decoder = {
    .name = "bytes",
    .accepts = accepts,
    .decode = decode,
    .anchors = anchors,
};
