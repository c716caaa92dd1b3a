/* Bytes written as a string of escapes: "0\x82\x03", "\060\202", "\u002d\u002d", %30%82, with what
 * is printable left as it is, in one literal or several. What has armour in plain letters is left
 * to the decoder of PEM. */
#define _GNU_SOURCE
#include <ctype.h>

#include "base/hex_value.h"
#include "decoders/asn1.h"
#include "decoders/key_report.h"
#include "decoders/text_candidate.h"

enum {
    BYTES_LEAST = 44,
    SEAM_BYTES = 128, /* between two literals of one string */
    DEPTH_MOST = 4,   /* backslashes of one escape, where a string stands in a string */
    ARMOUR_WORD = 5,  /* dashes before the word BEGIN */
    WORK = 8,         /* bytes looked at, for each byte of the text */
};

/* A walk over the bytes that one string stands for. */
struct string {
    struct span text;
    size_t at;
    size_t depth;       /* backslashes of one escape; 0 where % introduces them */
    uint8_t quote;      /* around the literal; 0 without */
    bool letter_escape; /* the last byte was written as an escape */
};

static uint8_t byte_at(struct span text, size_t at) {
    return at < text.length ? text.bytes[at] : 0;
}

/* Up to most digits of a base; moves at behind them. -1 without any, or above a byte. */
static int take_digits(struct span text, size_t *at, int base, size_t most) {
    int value = 0;
    size_t count = 0;
    for (; count < most; count++) {
        int digit = hex_value(byte_at(text, *at));
        if (digit < 0 || digit >= base) {
            break;
        }
        value = value * base + digit;
        *at += 1;
    }
    bool cut = count < most && *at >= text.length;
    return count && !cut && value <= 0xFF ? value : -1;
}

static size_t backslashes_at(struct span text, size_t at) {
    size_t count = 0;
    while (byte_at(text, at + count) == '\\' && count <= 2 * DEPTH_MOST) {
        count++;
    }
    return count;
}

/* What the letters behind the backslashes stand for; -1 where that is no byte. */
static int take_letters(struct span text, size_t *at) {
    static const char letters[] = "nrtabfv\\\"'e/", values[] = "\n\r\t\a\b\f\v\\\"'\x1B/";
    uint8_t letter = byte_at(text, *at);
    if (letter == 'x' || letter == 'u' || letter == 'U') {
        bool braced = byte_at(text, *at + 1) == '{';
        size_t most = letter == 'x' ? 2 : letter == 'u' ? 4 : 8;
        *at += 1 + braced;
        int value = take_digits(text, at, 16, most);
        *at += braced && byte_at(text, *at) == '}';
        return value;
    }
    if (letter >= '0' && letter <= '7') {
        return take_digits(text, at, 8, 3);
    }
    const char *found = letter ? strchr(letters, letter) : NULL;
    *at += 1;
    return found ? (uint8_t)values[found - letters] : -1;
}

/* The escape at the walk's place, which begins with backslashes. */
static int take_backslash(struct string *string) {
    size_t count = backslashes_at(string->text, string->at);
    if (count >= 2 * string->depth) {
        string->at += 2 * string->depth;
        return '\\';
    }
    if (count != string->depth) {
        return -1;
    }
    string->at += count;
    return take_letters(string->text, &string->at);
}

/* From one literal to the next: "..." + "...". False where the string ends. */
static bool pass_seam(struct string *string) {
    struct span between = span_part(string->text, string->at + 1, SEAM_BYTES);
    for (size_t i = 0; string->quote && i < between.length; i++) {
        uint8_t byte = between.bytes[i];
        if (byte == string->quote) {
            string->at += i + 2;
            return true;
        }
        if (byte == 0 || !strchr(" \t\r\n+.&_\\b", byte)) {
            return false;
        }
    }
    return false;
}

static bool is_line_join(const struct string *string) {
    size_t behind = string->at + string->depth;
    uint8_t next = byte_at(string->text, behind);
    return string->depth && backslashes_at(string->text, string->at) == string->depth &&
           (next == '\n' || (next == '\r' && byte_at(string->text, behind + 1) == '\n'));
}

/* The next byte, -1 at the end of the string. */
static int next_byte(struct string *string) {
    while (is_line_join(string)) {
        string->at += string->depth;
        string->at += byte_at(string->text, string->at) == '\r' ? 2 : 1;
    }
    uint8_t byte = byte_at(string->text, string->at);
    while (byte && (byte == string->quote)) {
        if (!pass_seam(string)) {
            return -1;
        }
        byte = byte_at(string->text, string->at);
    }
    string->letter_escape = true;
    if (string->depth && byte == '\\') {
        return take_backslash(string);
    }
    if (!string->depth && byte == '%') {
        string->at++;
        size_t start = string->at;
        int value = take_digits(string->text, &string->at, 16, 2);
        return string->at == start + 2 ? value : -1;
    }
    string->letter_escape = false;
    bool ends = string->quote ? byte < ' ' && byte != '\n' : byte <= ' ' || strchr("\"'`<>", byte);
    if (ends || byte >= 0x7F) {
        return -1;
    }
    string->at++;
    return byte;
}

/* Where a string that has this escaped byte near its front begins; SIZE_MAX where none does. */
static size_t start_of(struct span text, size_t at, int value, size_t floor) {
    size_t back = SIZE_MAX;
    switch (value) {
    case 0x30:
    case '-':
    case 0x1F:
    case 0xFE:
    case 0xCE:
        return at;
    case 0x81:
    case 0x82:
    case 0x83:
        back = 1; /* 0 and a long length */
        break;
    case 0x02:
        back = 2; /* 0, a short length, and an INTEGER */
        break;
    case 0x05:
    case 0x0D:
    case 0x10:
    case 0x13:
    case 0x14:
        back = 3; /* 0, a short length, 0 and a short length: an algorithm */
        break;
    default:
        break;
    }
    return back <= at - floor && byte_at(text, at - back) == '0' ? at - back : SIZE_MAX;
}

/* Reads the string that begins at the walk's place, as far as its first bytes make it worth. */
static void gather(struct string *string, uint64_t bound, struct buffer *bytes) {
    uint64_t most = bound;
    bool inside = string->at > 0 && isalnum(string->text.bytes[string->at - 1]);
    buffer_clear(bytes);
    while (bytes->length < most && !bytes->failed) {
        int value = next_byte(string);
        if (value < 0) {
            return;
        }
        buffer_append_byte(bytes, (uint8_t)value);
        struct span front = buffer_span(bytes);
        bool is_armour = front.bytes[0] == '-';
        if ((front.length == 2 && front.bytes[0] == TAG_SEQUENCE &&
             (text_candidate_of(front) == CANDIDATE_NONE || (inside && value < 0x80))) ||
            (is_armour && front.length == ARMOUR_WORD + 1 && !string->letter_escape) ||
            (is_armour && front.length <= ARMOUR_WORD && value != '-')) {
            buffer_clear(bytes);
            return;
        }
        if (front.length == CANDIDATE_FRONT_BYTES) {
            enum candidate candidate = text_candidate_of(front);
            most = candidate == CANDIDATE_DER     ? asn1_announced(front)
                   : candidate == CANDIDATE_OTHER ? bound
                                                  : 0;
            most = most < bound ? most : bound;
        }
    }
}

/* The string around the escape at offset; false where it is none of ours. */
static bool string_around(struct span text, size_t at, size_t floor, struct string *string) {
    *string = (struct string){.text = text, .at = at};
    if (text.bytes[at] == '\\') {
        string->depth = backslashes_at(text, at);
    }
    int value = string->depth <= DEPTH_MOST ? next_byte(string) : -1;
    size_t start = value < 0 ? SIZE_MAX : start_of(text, at, value, floor);
    if (start == SIZE_MAX) {
        return false;
    }
    uint8_t before = start > 0 ? text.bytes[start - 1] : 0;
    string->quote = before == '"' || before == '\'' || before == '`' ? before : 0;
    string->at = start;
    return true;
}

/* All strings whose escapes begin with this byte. */
static void search(const struct blob *blob, struct examiner *examiner, uint8_t introducer) {
    struct span text = blob->bytes;
    struct text_lines counter = {0};
    uint64_t bound = examiner_limits(examiner)->crl_bytes;
    uint64_t work = 0, strings = 0;
    struct buffer bytes = {.limit = (size_t)bound};
    size_t floor = 0, next = 0;
    const uint8_t *found = NULL;
    while (next < text.length && strings < examiner_limits(examiner)->blocks &&
           (found = memchr(text.bytes + next, introducer, text.length - next))) {
        size_t at = (size_t)(found - text.bytes);
        size_t run = backslashes_at(text, at);
        struct string string;
        next = at + (run ? run : 1);
        if (!string_around(text, at, floor, &string)) {
            continue;
        }
        size_t start = string.at;
        gather(&string, bound, &bytes);
        work += string.at > start ? string.at - start : 1;
        struct span part = text_candidate_part(buffer_span(&bytes));
        if (part.length) {
            strings++;
            text_candidate_examine(blob, examiner, "bytes", start, part,
                                   text_line_at(&counter, text, start));
        }
        if ((part.length || work / WORK > text.length) && string.at > next) {
            next = floor = string.at;
        }
    }
    buffer_wipe(&bytes);
}

static bool accepts(const struct blob *blob) {
    return !blob->label[0] && blob->bytes.length >= BYTES_LEAST;
}

static bool decode(const struct blob *blob, struct examiner *examiner) {
    search(blob, examiner, '\\');
    search(blob, examiner, '%');
    return false;
}

/* Reads as much of the string as tells what it is. */
static bool confirms(struct span text, size_t at) {
    struct string string;
    while (at > 0 && text.bytes[at] == '\\' && text.bytes[at - 1] == '\\') {
        at--;
    }
    if (!string_around(text, at, 0, &string)) {
        return false;
    }
    struct buffer bytes = {0};
    gather(&string, CANDIDATE_FRONT_BYTES, &bytes);
    bool promising =
        string.at >= text.length || (bytes.length == CANDIDATE_FRONT_BYTES &&
                                     text_candidate_of(buffer_span(&bytes)) != CANDIDATE_NONE);
    buffer_wipe(&bytes);
    return promising;
}

/* The escapes that start_of knows. */
static const struct anchor anchors[] = {
    {"\\\\x[38][0-3]", confirms},   {"\\\\20[1-3]", confirms},    {"\\\\u00[38][0-3]", confirms},
    {"%[38][0-3]%", confirms},      {"\\\\06[0]", confirms},      {"\\\\60\\\\", confirms},
    {"\\\\x2[dD]\\\\", confirms},   {"\\\\055\\\\", confirms},    {"\\\\u002[dD]\\\\", confirms},
    {"%2[dD]%", confirms},          {"\\\\x1[fF]\\\\", confirms}, {"\\\\037\\\\", confirms},
    {"\\\\u001[fF]\\\\", confirms}, {"%1[fF]%", confirms},        {"\\\\x[cf][eE][\\\\]", confirms},
    {"\\\\376\\\\", confirms},      {"\\\\316\\\\", confirms},    {"\\\\x0[25]", confirms},
    {"\\\\x1[034]", confirms},      {"\\\\00[25]", confirms},     {"\\\\u000[25]", confirms},
    {"\\\\u001[034]", confirms},    {"\\\\02[034]", confirms},    {0},
};

const struct decoder byte_string_decoder = {
    .name = "byte-string",
    .accepts = accepts,
    .decode = decode,
    .anchors = anchors,
};
