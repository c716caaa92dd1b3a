#include "decoders/text_escape.h"

#include "base/hex_value.h"

enum {
    NUMBER_DIGITS = 8, /* of a numeric entity */
    TAG_BYTES = 200,
    COLOUR_BYTES = 16,
    GAP_BYTES = 64, /* between a line that goes on and the next */
    AMPERSANDS = 4, /* &amp;amp;amp;#10; and no deeper */
};

/* Reads exactly count hexadecimal digits; -1 where they are not there. */
static int hex_number(struct span text, size_t at, size_t count) {
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        int digit = at + i < text.length ? hex_value(text.bytes[at + i]) : -1;
        if (digit < 0) {
            return -1;
        }
        value = value << 4 | digit;
    }
    return value;
}

static struct character character(int value, size_t length) {
    return (struct character){
        .value = value >= 0 && value < 128 ? value : -1, .escaped = true, .length = length};
}

/* Up to three octal digits, as C and Java write them. */
static struct character octal(struct span text, size_t start, size_t at) {
    int value = 0;
    size_t count = 0;
    while (count < 3 && at + count < text.length && text.bytes[at + count] >= '0' &&
           text.bytes[at + count] <= '7') {
        value = value << 3 | (text.bytes[at + count] - '0');
        count++;
    }
    return character(value, at + count - start);
}

static struct character numbered(struct span text, size_t start, size_t at, size_t digits) {
    int value = hex_number(text, at, digits);
    return value < 0 ? character(-1, at - start) : character(value, at + digits - start);
}

/* The end of a line and, where the language puts one before the next line's text as Haskell does,
 * the blanks and the backslash in front of it. */
static struct character continuation(struct span text, size_t start, size_t at) {
    size_t behind = at + 1;
    while (behind < text.length && behind - at < GAP_BYTES &&
           strchr(" \t\r\n", text.bytes[behind]) && text.bytes[behind]) {
        behind++;
    }
    bool gap = at - start == 1 && span_starts_with(span_from(text, behind), "\\", 1);
    return character(' ', (gap ? behind : at) + 1 - start);
}

static struct character behind_backslash(struct span text, size_t start) {
    size_t at = start;
    while (at < text.length && text.bytes[at] == '\\') {
        at++;
    }
    if (at == text.length) {
        return character('\\', at - start);
    }
    uint8_t byte = text.bytes[at];
    switch (byte) {
    case 'n':
    case 'r':
    case 't':
        return character(byte == 'n' ? '\n' : byte == 'r' ? '\r' : '\t', at + 1 - start);
    case 'u':
        return numbered(text, start, at + 1, 4);
    case 'x':
        return numbered(text, start, at + 1, 2);
    default:
        break;
    }
    if (span_starts_with(span_from(text, at), "par", 3)) { /* RTF, and so is the next */
        return character('\n', at + 3 - start);
    }
    if (span_starts_with(span_from(text, at), "line", 4)) {
        return character('\n', at + 4 - start);
    }
    if (byte == '\r' || byte == '\n') {
        return continuation(text, start, at);
    }
    if (byte >= '0' && byte <= '3') {
        return octal(text, start, at);
    }
    if (strchr("\"'`/=+-:# ", byte) && byte) {
        return character(byte, at + 1 - start);
    }
    return character('\\', at - start);
}

static struct character numeric_entity(struct span text, size_t start, size_t at) {
    bool hex = at < text.length && (text.bytes[at] | 0x20) == 'x';
    int value = 0;
    at += hex;
    size_t digits = 0;
    while (digits < NUMBER_DIGITS && at < text.length && hex_value(text.bytes[at]) >= 0) {
        value = value * (hex ? 16 : 10) + hex_value(text.bytes[at]);
        value = value > 0xFFFF ? 0xFFFF : value;
        digits++;
        at++;
    }
    bool closed = digits && at < text.length && text.bytes[at] == ';';
    return closed ? character(value, at + 1 - start) : character('&', 1);
}

static struct character entity(struct span text, size_t start) {
    static const struct {
        const char *name;
        int value;
    } names[] = {{"quot;", '"'}, {"apos;", '\''},  {"nbsp;", ' '},     {"plus;", '+'},
                 {"sol;", '/'},  {"equals;", '='}, {"NewLine;", '\n'}, {"Tab;", '\t'},
                 {"lt;", '<'},   {"gt;", '>'}};
    size_t at = start + 1;
    for (unsigned i = 0; i < AMPERSANDS && span_starts_with(span_from(text, at), "amp;", 4); i++) {
        at += 4;
    }
    if (at < text.length && text.bytes[at] == '#') {
        return numeric_entity(text, start, at + 1);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i].name);
        if (span_starts_with(span_from(text, at), names[i].name, length)) {
            return character(names[i].value, at + length - start);
        }
    }
    return character('&', at - start);
}

/* %2B, and %252B where a URL was encoded twice; -1 where that is none. at goes behind. */
static int take_percent(struct span text, size_t *at) {
    size_t digits = *at + 1;
    while (digits - *at < 5 && span_starts_with(span_from(text, digits), "25", 2)) {
        digits += 2;
    }
    int value = *at < text.length && text.bytes[*at] == '%' ? hex_number(text, digits, 2) : -1;
    *at = value < 0 ? *at : digits + 2;
    return value;
}

/* Of a backslash, %5C, the letter behind belongs to it. */
static struct character percent(struct span text, size_t start) {
    enum { BACKSLASHES = 8 };
    size_t at = start;
    int value = take_percent(text, &at);
    for (unsigned i = 0; i < BACKSLASHES && value == '\\' && at < text.length; i++) {
        uint8_t letter = text.bytes[at];
        if (byte_is_one_of(letter, "nrt")) {
            return character(letter == 'n' ? '\n' : letter == 'r' ? '\r' : '\t', at + 1 - start);
        }
        size_t next = at;
        int behind = take_percent(text, &next);
        if (behind < 0) {
            break;
        }
        at = next;
        value = behind;
    }
    return value < 0 ? character('%', 1) : character(value, at - start);
}

static struct character tag(struct span text, size_t start) {
    struct span ahead = span_part(text, start + 1, TAG_BYTES);
    for (size_t i = 0; i < ahead.length && ahead.bytes[i] != '<' && ahead.bytes[i] != '\n'; i++) {
        if (ahead.bytes[i] == '>') {
            return character(' ', i + 2);
        }
    }
    return character('<', 1);
}

/* Quoted-printable of what stands in armour. */
static struct character equals(struct span text, size_t start) {
    static const char *const forms[] = {"=3D", "=0A", "=0D", "=20", "=2D", "=2B", "=2F"};
    static const char values[] = "=\n\r -+/";
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (span_starts_with(span_from(text, start), forms[i], 3)) {
            return character(values[i], 3);
        }
    }
    return (struct character){.value = '=', .length = 1};
}

/* `n and `r, as PowerShell writes them. */
static struct character backtick(struct span text, size_t start) {
    uint8_t next = start + 1 < text.length ? text.bytes[start + 1] : 0;
    if (next == 'n' || next == 'r') {
        return character(next == 'n' ? '\n' : '\r', 2);
    }
    return (struct character){.value = '`', .length = 1};
}

/* A colour of a terminal (ECMA-48 section 8.3.117) reads as a space. */
static struct character colour(struct span text, size_t start) {
    struct span ahead = span_part(text, start + 1, COLOUR_BYTES);
    for (size_t i = 0; i < ahead.length && ahead.bytes[0] == '['; i++) {
        if (ahead.bytes[i] == 'm' || ahead.bytes[i] == 'K') {
            return character(' ', i + 2);
        }
    }
    return (struct character){.value = 0x1B, .length = 1};
}

/* Spaces and line ends that are no ASCII: next line, no-break space, zero-width space, line and
 * paragraph separator, byte order mark. */
static struct character beyond_ascii(struct span text, size_t start) {
    static const char *const spaces[] = {"\xC2\x85",     "\xC2\xA0",     "\xE2\x80\x8B",
                                         "\xE2\x80\xA8", "\xE2\x80\xA9", "\xEF\xBB\xBF"};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        size_t length = strlen(spaces[i]);
        if (span_starts_with(span_from(text, start), spaces[i], length)) {
            return character(' ', length);
        }
    }
    return character(-1, 1);
}

/* The ends of lines as spreadsheets write them (ECMA-376 part 1, ST_Xstring). */
static struct character underscore(struct span text, size_t start) {
    struct span ahead = span_part(text, start, 7);
    bool escape = span_starts_with(ahead, "_x000", 5) && ahead.length == 7 && ahead.bytes[6] == '_';
    int digit = escape ? hex_value(ahead.bytes[5]) : -1;
    return digit == '\r' || digit == '\n' ? character(digit, 7)
                                          : (struct character){.value = '_', .length = 1};
}

/* ... and as `cat -A` shows them: ^M where there is a CR, $ at the end. */
static struct character shown_end(struct span text, size_t start) {
    struct span ahead = span_from(text, start);
    if (span_starts_with(ahead, "^M", 2)) {
        return character('\r', 2);
    }
    bool dollar = *ahead.bytes == '$' && ahead.length > 1 && ahead.bytes[1] == '\n';
    return dollar ? character('\n', 1) : (struct character){.value = *ahead.bytes, .length = 1};
}

struct character text_character_at(struct span text, size_t at) {
    uint8_t byte = text.bytes[at];
    switch (byte) {
    case '\\':
        return behind_backslash(text, at);
    case '&':
        return entity(text, at);
    case '%':
        return percent(text, at);
    case '<':
        return tag(text, at);
    case '=':
        return equals(text, at);
    case '`':
        return backtick(text, at);
    case 0x1B:
        return colour(text, at);
    case '_':
        return underscore(text, at);
    case '^':
    case '$':
        return shown_end(text, at);
    default:
        break;
    }
    return byte < 128 ? (struct character){.value = byte, .length = 1} : beyond_ascii(text, at);
}
