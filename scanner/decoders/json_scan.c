#include "decoders/json_scan.h"

#include <ctype.h>

enum { NESTING_MOST = 64, ESCAPES_MOST = 7, SEAM_BYTES_MOST = 128 };

static bool is_quote(uint8_t byte) {
    return byte == '"' || byte == '\'';
}

static bool is_word(uint8_t byte) {
    return isalnum(byte) || byte == '_' || byte == '$';
}

static size_t backslashes_before(struct span text, size_t floor, size_t at) {
    size_t count = 0;
    while (at > floor && count <= ESCAPES_MOST && text.bytes[at - 1] == '\\') {
        at--;
        count++;
    }
    return count;
}

/* True when the quote at this offset begins or ends a string of the object, and is not part of
 * one. */
static bool is_delimiter(struct span text, size_t floor, size_t at, unsigned escapes) {
    size_t count = backslashes_before(text, floor, at);
    return escapes ? count == escapes : count % 2 == 0;
}

/* Length of the seam at offset where source code puts an escaped text together from several
 * strings: a quote, white space, perhaps an operator, and the next quote. 0 where there is none. */
static size_t seam_at(struct span text, size_t at, unsigned escapes) {
    if (!escapes || at >= text.length || !is_quote(text.bytes[at]) ||
        backslashes_before(text, 0, at) > 0) {
        return 0;
    }
    size_t end = at + 1;
    while (end < text.length && end - at < SEAM_BYTES_MOST &&
           (isspace(text.bytes[end]) || text.bytes[end] == '+' || text.bytes[end] == '.')) {
        end++;
    }
    return end < text.length && text.bytes[end] == text.bytes[at] ? end + 1 - at : 0;
}

/* A place between tokens, white space behind it skipped; also written as \n in escaped text. */
static void skip_space(struct json_cursor *cursor) {
    struct span text = cursor->text;
    while (cursor->at < text.length) {
        uint8_t byte = text.bytes[cursor->at];
        size_t next = cursor->at + 1;
        size_t seam = seam_at(text, cursor->at, cursor->escapes);
        if (isspace(byte) || seam) {
            cursor->at = seam ? cursor->at + seam : next;
            continue;
        }
        if (!cursor->escapes || byte != '\\') {
            return;
        }
        while (next < text.length && text.bytes[next] == '\\') {
            next++;
        }
        if (next >= text.length || !text.bytes[next] || !strchr("nrt", text.bytes[next])) {
            return;
        }
        cursor->at = next + 1;
    }
}

/* Takes one quoted string; false, and the cursor as it was, where there is none. One that never
 * ends takes the cursor to the end of the text, so that nobody looks for its end again. */
static bool take_piece(struct json_cursor *cursor) {
    struct span text = cursor->text;
    size_t open = cursor->at;
    while (open < text.length && open - cursor->at < cursor->escapes && text.bytes[open] == '\\') {
        open++;
    }
    if (open - cursor->at != cursor->escapes || open >= text.length ||
        !is_quote(text.bytes[open])) {
        return false;
    }
    size_t from = open + 1;
    while (from < text.length) {
        const uint8_t *close = memchr(text.bytes + from, text.bytes[open], text.length - from);
        if (!close) {
            break;
        }
        size_t at = (size_t)(close - text.bytes);
        if (is_delimiter(text, open + 1, at, cursor->escapes)) {
            cursor->at = at + 1;
            return true;
        }
        from = at + 1;
    }
    cursor->at = text.length;
    return false;
}

/* A string, and those that source code joins to it: 'a' + 'b', or just 'a' 'b'. */
static bool take_string(struct json_cursor *cursor, struct span *string) {
    size_t start = cursor->at;
    if (!take_piece(cursor)) {
        return false;
    }
    size_t end = cursor->at;
    for (;;) {
        skip_space(cursor);
        if (cursor->at < cursor->text.length && cursor->text.bytes[cursor->at] == '+') {
            cursor->at++;
            skip_space(cursor);
        }
        if (!take_piece(cursor)) {
            break;
        }
        end = cursor->at;
    }
    cursor->at = end;
    *string = span_part(cursor->text, start, end - start);
    return true;
}

/* Skips an object or array with all it holds. */
static bool take_nested(struct json_cursor *cursor, struct span *value) {
    size_t start = cursor->at;
    unsigned depth = 0;
    while (cursor->at < cursor->text.length && depth <= NESTING_MOST) {
        uint8_t byte = cursor->text.bytes[cursor->at];
        if (take_piece(cursor)) {
            continue;
        }
        cursor->at++;
        if (byte == '{' || byte == '[') {
            depth++;
        } else if ((byte == '}' || byte == ']') && --depth == 0) {
            *value = span_part(cursor->text, start, cursor->at - start);
            return true;
        }
    }
    return false;
}

/* A number, true, null, the name of a variable. */
static bool take_word(struct json_cursor *cursor, struct span *word) {
    size_t start = cursor->at;
    while (cursor->at < cursor->text.length &&
           (is_word(cursor->text.bytes[cursor->at]) || cursor->text.bytes[cursor->at] == '.' ||
            cursor->text.bytes[cursor->at] == '-')) {
        cursor->at++;
    }
    *word = span_part(cursor->text, start, cursor->at - start);
    return word->length > 0;
}

/* ':', and what other languages write there: '=', '=>'. */
static bool take_separator(struct json_cursor *cursor) {
    skip_space(cursor);
    struct span rest = span_from(cursor->text, cursor->at);
    size_t length = span_starts_with(rest, "=>", 2)                                 ? 2
                    : rest.length && (rest.bytes[0] == ':' || rest.bytes[0] == '=') ? 1
                                                                                    : 0;
    cursor->at += length;
    skip_space(cursor);
    return length > 0;
}

/* The content of a name or string of one piece. */
static struct span unquoted(const struct json_cursor *cursor, struct span string) {
    size_t edge = cursor->escapes + 1;
    bool quoted = string.bytes && string.length >= 2 * edge && is_quote(string.bytes[edge - 1]);
    return quoted ? span_part(string, edge, string.length - 2 * edge) : string;
}

bool json_next(struct json_cursor *cursor, struct json_member *member) {
    skip_space(cursor);
    if (cursor->at < cursor->text.length && cursor->text.bytes[cursor->at] == ',') {
        cursor->at++;
        skip_space(cursor);
    }
    if (cursor->at < cursor->text.length && cursor->text.bytes[cursor->at] == '}') {
        cursor->at++;
        cursor->done = true;
        return false;
    }
    size_t start = cursor->at;
    if (take_piece(cursor)) {
        member->name = unquoted(cursor, span_part(cursor->text, start, cursor->at - start));
    } else if (!take_word(cursor, &member->name)) {
        return false;
    }
    if (!take_separator(cursor)) {
        return false;
    }
    if (take_string(cursor, &member->value)) {
        member->kind = JSON_STRING;
        return true;
    }
    uint8_t byte = cursor->at < cursor->text.length ? cursor->text.bytes[cursor->at] : 0;
    member->kind = byte == '[' ? JSON_ARRAY : JSON_OTHER;
    return byte == '[' || byte == '{' ? take_nested(cursor, &member->value)
                                      : take_word(cursor, &member->value);
}

bool json_next_string(const struct json_cursor *cursor, struct span *array, struct span *string) {
    struct json_cursor inside = {.text = *array, .escapes = cursor->escapes};
    for (;;) {
        skip_space(&inside);
        if (take_string(&inside, string)) {
            *array = span_from(*array, inside.at);
            return true;
        }
        if (inside.at >= array->length || !strchr("[,", array->bytes[inside.at])) {
            return false;
        }
        inside.at++;
    }
}

void json_append(struct buffer *out, const struct json_cursor *cursor, struct span string) {
    struct json_cursor inside = {.text = string, .escapes = cursor->escapes};
    while (inside.at < string.length) {
        size_t start = inside.at;
        if (!take_piece(&inside)) {
            inside.at++;
            continue;
        }
        struct span piece = unquoted(cursor, span_part(string, start, inside.at - start));
        for (size_t i = 0; piece.bytes && i < piece.length; i++) {
            size_t seam = seam_at(piece, i, cursor->escapes);
            if (seam) {
                i += seam - 1;
                continue;
            }
            bool escapes = piece.bytes[i] == '\\' && i + 1 < piece.length;
            if (!escapes) {
                buffer_append_byte(out, piece.bytes[i]);
            } else if (piece.bytes[i + 1] != '/' && piece.bytes[i + 1] != '\\') {
                i++;
            }
        }
    }
}

/* The brace that opens the object, going back over whole strings, objects and arrays. */
static bool find_opening(struct span text, size_t floor, size_t offset, unsigned escapes,
                         size_t *start) {
    unsigned depth = 0;
    uint8_t quote = 0;
    for (size_t at = offset; at > floor && offset - at < JSON_OBJECT_BYTES_MOST; at--) {
        uint8_t byte = text.bytes[at - 1];
        if (is_quote(byte) && (!quote || byte == quote)) {
            bool delimits = is_delimiter(text, floor, at - 1, escapes);
            quote = delimits ? (quote ? 0 : byte) : quote;
        } else if (quote) {
            continue;
        } else if (byte == '}' || byte == ']') {
            depth++;
        } else if ((byte == '{' || byte == '[') && depth-- == 0) {
            *start = at - 1;
            return byte == '{';
        }
    }
    return false;
}

/* True when the word stands between a pair of quotes; counts the backslashes before the first. */
static bool is_quoted(struct span text, size_t floor, size_t offset, size_t length,
                      unsigned *escapes) {
    if (offset <= floor || !is_quote(text.bytes[offset - 1])) {
        return false;
    }
    size_t count = backslashes_before(text, floor, offset - 1);
    size_t end = offset + length;
    *escapes = (unsigned)count;
    for (size_t i = 0; i < count; i++, end++) {
        if (end >= text.length || text.bytes[end] != '\\') {
            return false;
        }
    }
    return count <= ESCAPES_MOST && end < text.length && text.bytes[end] == text.bytes[offset - 1];
}

static bool is_bare(struct span text, size_t floor, size_t offset, size_t length) {
    uint8_t before = offset > floor ? text.bytes[offset - 1] : 0;
    size_t end = offset + length;
    while (end < text.length && text.bytes[end] == ' ') {
        end++;
    }
    bool begins = offset == 0 || (before && (isspace(before) || before == '{' || before == ','));
    return begins && end < text.length && (text.bytes[end] == ':' || text.bytes[end] == '=');
}

bool json_may_name_member(struct span text, size_t offset, size_t word_length) {
    size_t end = offset + word_length;
    uint8_t before = offset > 0 ? text.bytes[offset - 1] : 0;
    uint8_t skipped = is_quote(before) ? '\\' : ' ';
    while (end < text.length && text.bytes[end] == skipped) {
        end++;
    }
    if (end == text.length) {
        return true;
    }
    return is_quote(before) ? text.bytes[end] == before : is_bare(text, 0, offset, word_length);
}

bool json_object_around(struct span text, size_t floor, size_t offset, size_t word_length,
                        struct json_cursor *cursor, size_t *start) {
    unsigned escapes = 0;
    size_t before = offset;
    if (is_quoted(text, floor, offset, word_length, &escapes)) {
        before -= escapes + 1;
    } else if (!is_bare(text, floor, offset, word_length)) {
        return false;
    }
    if (!find_opening(text, floor, before, escapes, start)) {
        return false;
    }
    *cursor = (struct json_cursor){
        .text = span_part(text, *start, JSON_OBJECT_BYTES_MOST), .at = 1, .escapes = escapes};
    return true;
}
