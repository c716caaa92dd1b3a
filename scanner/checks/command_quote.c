#include "checks/commands.h"

#include <stdlib.h>

/* The code point of "\u{202e}" or the byte of "\x1b" at the front; the length of the escape. */
static size_t escape_length(const char *text, unsigned long *value) {
    bool is_point = text[1] == 'u' && text[2] == '{';
    char *end = NULL;
    char digits[3] = "";
    if (is_point) {
        *value = strtoul(text + 3, &end, 16);
        return *end == '}' ? (size_t)(end + 1 - text) : 0;
    }
    if (text[1] != 'x' || !text[2] || !text[3]) {
        return 0;
    }
    memcpy(digits, text + 2, 2);
    *value = strtoul(digits, &end, 16);
    return *end == 0 ? 4 : 0;
}

static bool has_escape(const char *text) {
    unsigned long value = 0;
    for (; *text; text += *text == '\\' && text[1] == '\\' ? 2 : 1) {
        if (*text == '\\' && text[1] != '\\' && escape_length(text, &value)) {
            return true;
        }
    }
    return false;
}

/* The bytes of a character in UTF-8, as $'' wants them: its \u depends on the locale. */
static void append_point(struct buffer *out, unsigned long point) {
    if (point >= 0x10000) {
        buffer_format(out, "\\x%02lx\\x%02lx", 0xF0 | point >> 18, 0x80 | (point >> 12 & 0x3F));
    } else if (point >= 0x800) {
        buffer_format(out, "\\x%02lx", 0xE0 | point >> 12);
    }
    if (point >= 0x800) {
        buffer_format(out, "\\x%02lx", 0x80 | (point >> 6 & 0x3F));
    } else {
        buffer_format(out, "\\x%02lx", 0xC0 | point >> 6);
    }
    buffer_format(out, "\\x%02lx", 0x80 | (point & 0x3F));
}

/* In $'', for bash, ksh and zsh: nothing in it is a control character or hides. */
static void quote_escaped(struct buffer *out, const char *text) {
    while (*text) {
        unsigned long value = 0;
        size_t escape = *text == '\\' && text[1] != '\\' ? escape_length(text, &value) : 0;
        if (escape && text[1] == 'u') {
            append_point(out, value);
        } else if (escape) {
            buffer_append(out, text, escape);
        } else if (*text == '\\' || *text == '\'') {
            buffer_append_text(out, *text == '\'' ? "\\'" : "\\\\");
            escape = *text == '\\' && text[1] == '\\' ? 2 : 1;
        } else {
            buffer_append_byte(out, (uint8_t)*text);
        }
        text += escape ? escape : 1;
    }
}

static void quote_plain(struct buffer *out, const char *text) {
    for (; *text; text++) {
        if (*text == '\'') {
            buffer_append_text(out, "'\\''");
        } else {
            buffer_append_byte(out, (uint8_t)*text);
            text += *text == '\\' && text[1] == '\\';
        }
    }
}

void command_quote(struct buffer *out, const char *name) {
    bool escaped = has_escape(name);
    buffer_append_text(out, escaped ? "$'" : "'");
    if (*name == '-') {
        buffer_append_text(out, "./"); /* a file name, never an option */
    }
    (escaped ? quote_escaped : quote_plain)(out, name);
    buffer_append_text(out, "'");
}
