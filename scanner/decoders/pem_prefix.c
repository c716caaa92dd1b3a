#define _GNU_SOURCE
#include "decoders/pem_prefix.h"

#include <ctype.h>

#include "decoders/base64.h"
#include "decoders/text_escape.h"

enum { PREFIX_BYTES = 160 };

static bool is_blank(uint8_t byte) {
    return byte == ' ' || byte == '\t';
}

static size_t line_start(struct span file, size_t at) {
    size_t least = at > PREFIX_BYTES ? at - PREFIX_BYTES : 0;
    while (at > least && file.bytes[at - 1] != '\n' && file.bytes[at - 1] != '\r') {
        at--;
    }
    return at;
}

struct span pem_prefix_of(struct span file, size_t marker) {
    size_t start = line_start(file, marker);
    size_t end = start;
    while (end < marker && file.bytes[end] != '"' && file.bytes[end] != '\'') {
        end++;
    }
    while (end > start && is_blank(file.bytes[end - 1])) {
        end--;
    }
    size_t visible = start;
    while (visible < end && is_blank(file.bytes[visible])) {
        visible++;
    }
    return visible < end ? span_part(file, start, end - start) : (struct span){0};
}

static bool has_digit(struct span text) {
    for (size_t i = 0; i < text.length; i++) {
        if (isdigit(text.bytes[i])) {
            return true;
        }
    }
    return false;
}

struct span pem_shape_of(struct span file, size_t marker) {
    size_t start = line_start(file, marker);
    struct span shape = span_part(file, start, marker - start);
    bool set_off = shape.length && !isalnum(shape.bytes[shape.length - 1]);
    bool counted = set_off && (has_digit(shape) || memchr(shape.bytes, '"', shape.length));
    return counted ? shape : (struct span){0};
}

size_t pem_shape_length(struct span shape, struct span line) {
    size_t at = 0;
    for (size_t i = 0; i < shape.length;) {
        uint8_t byte = shape.bytes[i];
        if (isdigit(byte)) {
            size_t digits = at;
            for (; i < shape.length && isdigit(shape.bytes[i]); i++) {
            }
            for (; at < line.length && isdigit(line.bytes[at]); at++) {
            }
            if (at == digits) {
                return 0;
            }
        } else if (is_blank(byte)) {
            for (; i < shape.length && is_blank(shape.bytes[i]); i++) {
            }
            for (; at < line.length && is_blank(line.bytes[at]); at++) {
            }
        } else if (at < line.length && line.bytes[at] == byte) {
            i++;
            at++;
        } else {
            return 0;
        }
    }
    return at;
}

int pem_quote_of(struct span body) {
    for (size_t i = 0; i < body.length && body.bytes[i] != '\n'; i++) {
        if (body.bytes[i] == '`' && text_character_at(body, i).escaped) {
            continue;
        }
        if (strchr("\"'`", body.bytes[i]) && body.bytes[i]) {
            return body.bytes[i];
        }
        if (span_starts_with(span_from(body, i), "&quot;", 6)) {
            return '"';
        }
    }
    return 0;
}

bool pem_is_token(struct span line, size_t least) {
    while (line.length && isspace(line.bytes[line.length - 1])) {
        line.length--;
    }
    if (line.length == 0) {
        return true;
    }
    struct span head = span_part(line, 0, base64_end(line));
    bool spaced = memchr(line.bytes, ' ', line.length) != NULL;
    return head.length == line.length && !spaced && line.length >= least;
}

size_t pem_mark_length(struct span line) {
    static const char *const marks[] = {"//", "--", "#", ";", "*", ">", "|"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t length = strlen(marks[i]);
        bool ambiguous = i == 0; /* two digits of base64 unless a space follows */
        if (span_starts_with(line, marks[i], length) &&
            (!ambiguous || line.length == length || isspace(line.bytes[length]))) {
            return length;
        }
    }
    return 0;
}
