#define _GNU_SOURCE
#include "decoders/jwk_lines.h"

#include <ctype.h>

enum {
    LINES_MOST = 24, /* before, and behind, the line of kty */
    NAME_BYTES_MOST = 16,
    VALUE_BYTES_MOST = 1 << 14,
    LINE_BYTES_MOST = VALUE_BYTES_MOST + 256,
};

struct member {
    struct span name, value;
    size_t column; /* of the name */
    bool begins;   /* behind the dash of a list, where one key ends and another begins */
};

/* Borrowed offsets of one line, without its end. */
struct line {
    size_t start, end;
};

static struct line line_around(struct span text, size_t at) {
    size_t floor = at > LINE_BYTES_MOST ? at - LINE_BYTES_MOST : 0;
    struct span before = span_part(text, floor, at - floor);
    struct span behind = span_part(text, at, LINE_BYTES_MOST);
    const uint8_t *start = before.length ? memrchr(before.bytes, '\n', before.length) : NULL;
    const uint8_t *end = behind.length ? memchr(behind.bytes, '\n', behind.length) : NULL;
    return (struct line){start ? (size_t)(start - text.bytes) + 1 : floor,
                         end ? (size_t)(end - text.bytes) : at + behind.length};
}

static bool is_quote(uint8_t byte) {
    return byte == '"' || byte == '\'';
}

static bool is_blank(uint8_t byte) {
    return byte == ' ' || byte == '\t' || byte == '\r';
}

/* Trims blanks, one comma or semicolon at the end, and one pair of quotes. */
static struct span bare(struct span value) {
    while (value.length && is_blank(value.bytes[0])) {
        value = span_from(value, 1);
    }
    while (value.length &&
           (is_blank(value.bytes[value.length - 1]) || value.bytes[value.length - 1] == ',' ||
            value.bytes[value.length - 1] == ';')) {
        value.length--;
    }
    if (value.length >= 2 && is_quote(value.bytes[0]) &&
        value.bytes[value.length - 1] == value.bytes[0]) {
        value = span_part(value, 1, value.length - 2);
    }
    return value;
}

/* Words and base64url: all that the values of a key are made of. */
static bool is_plain(struct span value) {
    for (size_t i = 0; i < value.length; i++) {
        if (!isalnum(value.bytes[i]) &&
            !strchr("-_+/=.:#", value.bytes[i] ? value.bytes[i] : ' ')) {
            return false;
        }
    }
    return value.length > 0 && value.length <= VALUE_BYTES_MOST;
}

/* [-] name [:=] value, the name bare or in quotes. */
static bool read_member(struct span text, struct line line, struct member *member) {
    size_t at = line.start;
    *member = (struct member){0};
    while (at < line.end && (is_blank(text.bytes[at]) || text.bytes[at] == '-')) {
        member->begins |= text.bytes[at] == '-';
        at++;
    }
    member->column = at - line.start;
    bool quoted = at < line.end && is_quote(text.bytes[at]);
    size_t name = at + quoted;
    for (at = name; at < line.end && (isalnum(text.bytes[at]) || text.bytes[at] == '_'); at++) {
    }
    member->name = span_part(text, name, at - name);
    at += quoted && at < line.end && is_quote(text.bytes[at]);
    while (at < line.end && is_blank(text.bytes[at])) {
        at++;
    }
    if (at >= line.end || (text.bytes[at] != ':' && text.bytes[at] != '=') ||
        member->name.length == 0 || member->name.length > NAME_BYTES_MOST) {
        return false;
    }
    member->value = bare(span_part(text, at + 1, line.end - at - 1));
    return true;
}

/* The line of kty and those that belong to it. */
struct lines {
    struct span text;
    struct buffer *object;
    size_t column;
    unsigned count;
};

/* Takes a member of the same column; false where the key has ended. Values of other kinds (lists,
 * sentences) are passed over. */
static bool take(struct lines *lines, const struct member *member) {
    if (member->column != lines->column) {
        return member->column > lines->column;
    }
    if (is_plain(member->value)) {
        buffer_append_text(lines->object, lines->count++ ? ",\"" : "{\"");
        buffer_append(lines->object, member->name.bytes, member->name.length);
        buffer_append_text(lines->object, "\":\"");
        buffer_append(lines->object, member->value.bytes, member->value.length);
        buffer_append_byte(lines->object, '"');
    }
    return true;
}

static size_t take_before(struct lines *lines, size_t floor, size_t start, bool begins) {
    struct member member;
    for (unsigned i = 0; i < LINES_MOST && start > floor && !begins; i++) {
        struct line line = line_around(lines->text, start - 1);
        if (line.start < floor || !read_member(lines->text, line, &member) ||
            !take(lines, &member)) {
            break;
        }
        start = line.start;
        begins = member.begins && member.column == lines->column;
    }
    return start;
}

/* Lines of a list below a member ("x5c") have no name and lie deeper; an empty line ends all. */
static size_t take_behind(struct lines *lines, size_t end) {
    struct member member;
    for (unsigned i = 0; i < LINES_MOST && end < lines->text.length; i++) {
        struct line line = line_around(lines->text, end + 1 < lines->text.length ? end + 1 : end);
        if (line.start <= end || !read_member(lines->text, line, &member) ||
            (member.begins && member.column <= lines->column) || !take(lines, &member)) {
            break;
        }
        end = line.end;
    }
    return end;
}

bool jwk_lines_around(struct span text, size_t floor, size_t offset, struct buffer *object,
                      size_t *start, size_t *end) {
    struct lines lines = {.text = text, .object = object};
    struct line line = line_around(text, offset);
    struct member member;
    if (line.start < floor || !read_member(text, line, &member) ||
        !span_equal(member.name, span_text("kty")) || !is_plain(member.value)) {
        return false;
    }
    lines.column = member.column;
    take(&lines, &member);
    *start = take_before(&lines, floor, line.start, member.begins);
    *end = take_behind(&lines, line.end);
    buffer_append_byte(object, '}');
    return lines.count >= 2 && !object->failed;
}
