#define _GNU_SOURCE
#include "base/text.h"

#include <stdio.h>
#include <strings.h>
#include <time.h>

static bool continues(struct span text, size_t at) {
    return at < text.length && (text.bytes[at] & 0xC0) == 0x80;
}

size_t text_character(struct span text, uint32_t *point) {
    if (text.length == 0) {
        return 0;
    }
    uint8_t lead = text.bytes[0];
    if (lead < 0x80) {
        *point = lead;
        return 1;
    }
    size_t length = lead >= 0xF0 && lead < 0xF5 ? 4 : lead >= 0xE0 ? 3 : 2;
    static const uint8_t mask[] = {0, 0, 0x1F, 0x0F, 0x07};
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (lead < 0xC2 || lead >= 0xF5) {
        return 0;
    }
    uint32_t value = lead & mask[length];
    for (size_t i = 1; i < length; i++) {
        if (!continues(text, i)) {
            return 0;
        }
        value = value << 6 | (text.bytes[i] & 0x3F);
    }
    if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) {
        return 0;
    }
    *point = value;
    return length;
}

/* Characters that reorder, hide or break the text around them (Unicode bidi controls, zero-width
 * characters, line and paragraph separators, byte order mark, interlinear and tag characters). */
static bool is_invisible(uint32_t point) {
    return (point >= 0x200B && point <= 0x200F) || (point >= 0x2028 && point <= 0x202E) ||
           (point >= 0x2060 && point <= 0x206F) || point == 0x061C || point == 0xFEFF ||
           point == 0x00AD || (point >= 0xFFF9 && point <= 0xFFFB) ||
           (point >= 0xE0000 && point <= 0xE007F);
}

size_t text_plain_length(struct span text) {
    size_t length = 0;
    while (length < text.length && text.bytes[length] >= 0x20 && text.bytes[length] < 0x7F) {
        length++;
    }
    return length;
}

/* The characters at the front that stay as they are. */
static size_t stays(struct span text, bool doubles_backslash) {
    size_t plain = text_plain_length(text);
    const uint8_t *slash = doubles_backslash && plain ? memchr(text.bytes, '\\', plain) : NULL;
    return slash ? (size_t)(slash - text.bytes) : plain;
}

static void show(struct buffer *out, struct span text, bool doubles_backslash) {
    while (text.length) {
        size_t plain = stays(text, doubles_backslash);
        buffer_append(out, text.bytes, plain);
        text = span_from(text, plain);
        if (text.length == 0) {
            return;
        }
        uint32_t point = 0;
        size_t length = text_character(text, &point);
        if (length == 0 || point < 0x20 || (point >= 0x7F && point < 0xA0)) {
            length = length ? length : 1;
            for (size_t i = 0; i < length; i++) {
                buffer_format(out, "\\x%02x", text.bytes[i]);
            }
        } else if (is_invisible(point)) {
            buffer_format(out, "\\u{%x}", (unsigned)point);
        } else if (point == '\\') {
            buffer_append_text(out, "\\\\"); /* which stays() only stops at to be doubled */
        } else {
            buffer_append(out, text.bytes, length);
        }
        text = span_from(text, length);
    }
}

void text_show(struct buffer *out, struct span text) {
    show(out, text, false);
}

void text_show_name(struct buffer *out, struct span name) {
    show(out, name, true);
}

void text_lower(struct buffer *out, const char *text) {
    for (; *text; text++) {
        bool upper = *text >= 'A' && *text <= 'Z';
        buffer_append_byte(out, (uint8_t)(upper ? *text - 'A' + 'a' : *text));
    }
}

void text_hex(struct buffer *out, struct span bytes) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < bytes.length; i++) {
        buffer_append_byte(out, (uint8_t)digits[bytes.bytes[i] >> 4]);
        buffer_append_byte(out, (uint8_t)digits[bytes.bytes[i] & 15]);
    }
}

/* text has the form of pattern, in which 0 stands for any digit. */
static bool has_form(const char *text, const char *pattern) {
    size_t at = 0;
    for (; pattern[at]; at++) {
        bool digit = text[at] >= '0' && text[at] <= '9';
        if (pattern[at] == '0' ? !digit : text[at] != pattern[at]) {
            return false;
        }
    }
    return text[at] == 0;
}

static int number_at(const char *text, size_t digits) {
    int number = 0;
    for (size_t i = 0; i < digits; i++) {
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

bool text_parse_time(const char *text, int64_t *seconds) {
    bool timed = has_form(text, "0000-00-00T00:00:00Z");
    if (!timed && !has_form(text, "0000-00-00")) {
        return false;
    }
    struct tm parts = {.tm_year = number_at(text, 4) - 1900,
                       .tm_mon = number_at(text + 5, 2) - 1,
                       .tm_mday = number_at(text + 8, 2)};
    if (timed) {
        parts.tm_hour = number_at(text + 11, 2);
        parts.tm_min = number_at(text + 14, 2);
        parts.tm_sec = number_at(text + 17, 2);
    }
    struct tm normal = parts;
    *seconds = timegm(&normal);
    /* timegm moves 31 February to March, 24:00 to the next day and second 60 to the next minute:
     * such moments do not exist. */
    return normal.tm_mday == parts.tm_mday && normal.tm_mon == parts.tm_mon &&
           normal.tm_hour == parts.tm_hour && normal.tm_min == parts.tm_min;
}

void text_format_time(int64_t seconds, char out[TIME_TEXT_BYTES]) {
    time_t moment = (time_t)seconds;
    struct tm parts;
    out[0] = 0;
    if (!gmtime_r(&moment, &parts) || parts.tm_year < -1900 || parts.tm_year > 8099) {
        return;
    }
    char wide[80];
    snprintf(wide, sizeof wide, "%04d-%02d-%02dT%02d:%02d:%02dZ", parts.tm_year + 1900,
             parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
    memcpy(out, wide, TIME_TEXT_BYTES - 1);
    out[TIME_TEXT_BYTES - 1] = 0;
}

static bool ends_in(const char *name, size_t name_length, const char *extension) {
    size_t length = strlen(extension);
    return name_length > length && name[name_length - length] == *extension &&
           strcasecmp(name + name_length - length, extension) == 0;
}

bool text_has_extension(const char *name, const char *extension) {
    return ends_in(name, strlen(name), extension);
}

bool text_has_extension_of(const char *name, const char *const *extensions) {
    size_t length = strlen(name);
    for (; *extensions; extensions++) {
        if (ends_in(name, length, *extensions)) {
            return true;
        }
    }
    return false;
}

const char *text_base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}
