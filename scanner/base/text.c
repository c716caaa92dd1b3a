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

void text_show(struct buffer *out, struct span text) {
    while (text.length) {
        uint32_t point = 0;
        size_t length = text_character(text, &point);
        if (length == 0 || point < 0x20 || (point >= 0x7F && point < 0xA0)) {
            length = length ? length : 1;
            for (size_t i = 0; i < length; i++) {
                buffer_format(out, "\\x%02x", text.bytes[i]);
            }
        } else if (is_invisible(point)) {
            buffer_format(out, "\\u{%x}", (unsigned)point);
        } else {
            buffer_append(out, text.bytes, length);
        }
        text = span_from(text, length);
    }
}

void text_hex(struct buffer *out, struct span bytes) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < bytes.length; i++) {
        buffer_append_byte(out, (uint8_t)digits[bytes.bytes[i] >> 4]);
        buffer_append_byte(out, (uint8_t)digits[bytes.bytes[i] & 15]);
    }
}

bool text_parse_time(const char *text, int64_t *seconds) {
    struct tm parts = {0};
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (!end || *end) {
        memset(&parts, 0, sizeof parts);
        end = strptime(text, "%Y-%m-%d", &parts);
    }
    if (!end || *end) {
        return false;
    }
    struct tm normal = parts;
    *seconds = timegm(&normal);
    /* timegm moves 31 February to March: such a day does not exist. */
    return normal.tm_mday == parts.tm_mday && normal.tm_mon == parts.tm_mon;
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

bool text_has_extension(const char *name, const char *extension) {
    size_t name_length = strlen(name);
    size_t length = strlen(extension);
    return name_length > length && strcasecmp(name + name_length - length, extension) == 0;
}

const char *text_base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}
