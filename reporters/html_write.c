#include "html_write.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include <openssl/evp.h>

#include "base/digest.h"

enum { DAY_SECONDS = 86400 };

void html_raw(struct page *page, const char *markup) {
    fputs(markup, page->out);
}

void html_format(struct page *page, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(page->out, format, arguments);
    va_end(arguments);
}

static const char *entity(uint8_t byte) {
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static void write_escaped(struct page *page, struct span text) {
    size_t start = 0;
    for (size_t i = 0; i < text.length; i++) {
        const char *replacement = entity(text.bytes[i]);
        if (replacement) {
            fwrite(text.bytes + start, 1, i - start, page->out);
            fputs(replacement, page->out);
            start = i + 1;
        }
    }
    if (start < text.length) {
        fwrite(text.bytes + start, 1, text.length - start, page->out);
    }
}

static void write_span(struct page *page, struct span text) {
    buffer_clear(&page->shown);
    text_show(&page->shown, text);
    page->out_of_memory |= page->shown.failed;
    write_escaped(page, buffer_span(&page->shown));
}

void html_text(struct page *page, const char *text) {
    write_span(page, span_text(text));
}

void html_value(struct page *page, const char *text) {
    html_raw(page, "<bdi>");
    html_text(page, text);
    html_raw(page, "</bdi>");
}

void html_excerpt(struct page *page, const char *text, size_t most) {
    struct span whole = span_text(text);
    if (whole.length <= most) {
        html_text(page, text);
        return;
    }
    while (most > 0 && (whole.bytes[most] & 0xC0) == 0x80) {
        most--; /* not in the middle of a character */
    }
    write_span(page, span_part(whole, 0, most));
    html_raw(page, " <span class=\"quiet\">(cut: ");
    html_count(page, (int64_t)(whole.length - most));
    html_raw(page, " bytes more in inventory.db)</span>");
}

void html_clamped(struct page *page, const char *text) {
    html_raw(page, "<div class=\"clamp long\">");
    html_text(page, text);
    html_raw(page, "</div>");
}

void html_hex(struct page *page, struct span digest, size_t bytes) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < digest.length && i < bytes; i++) {
        putc(digits[digest.bytes[i] >> 4], page->out);
        putc(digits[digest.bytes[i] & 15], page->out);
    }
}

void html_digest(struct page *page, struct span digest) {
    if (digest.length == 0) {
        html_raw(page, "<span class=\"quiet\">none</span>");
        return;
    }
    html_raw(page, "<code class=\"digest\">");
    html_hex(page, digest, digest.length);
    html_raw(page, "</code>");
}

void html_count(struct page *page, int64_t count) {
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRId64, count);
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-') {
            putc(',', page->out);
        }
        putc(digits[i], page->out);
    }
}

void html_counted(struct page *page, int64_t count, const char *singular, const char *plural) {
    html_count(page, count);
    html_format(page, " %s", count == 1 ? singular : plural);
}

void html_bytes(struct page *page, int64_t bytes) {
    static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
    size_t unit = 0;
    int64_t tenths = bytes < INT64_MAX / 10 ? bytes * 10 : INT64_MAX;
    while (tenths >= 10240 && unit + 1 < sizeof units / sizeof *units) {
        tenths /= 1024;
        unit++;
    }
    html_count(page, tenths / 10);
    if (unit > 0) {
        html_format(page, ".%d", (int)(tenths % 10));
    }
    html_format(page, "&nbsp;%s", units[unit]);
}

/* Whole days from the page's moment to this one, rounded towards the past: -1 is "today, but over".
 */
static bool days_until(const struct page *page, const char *moment, int64_t *days) {
    int64_t seconds = 0;
    if (!text_parse_time(moment, &seconds)) {
        return false;
    }
    int64_t left = seconds - page->now;
    *days = left >= 0 ? left / DAY_SECONDS : -((-left + DAY_SECONDS - 1) / DAY_SECONDS);
    return true;
}

enum html_expiry html_expiry_of(const struct page *page, const char *moment) {
    int64_t days = 0;
    if (!days_until(page, moment, &days)) {
        return EXPIRY_UNKNOWN;
    }
    return days < 0 ? EXPIRY_PAST : days < page->soon_days ? EXPIRY_SOON : EXPIRY_LATER;
}

const char *html_expiry_name(enum html_expiry expiry) {
    static const char *const names[] = {"no date", "expired", "soon", "later"};
    return names[expiry];
}

void html_expiry(struct page *page, const char *moment) {
    static const char *const classes[] = {"quiet", "past", "soon", "quiet"};
    int64_t days = 0;
    if (!days_until(page, moment, &days)) {
        html_text(page, *moment ? moment : "no date");
        return;
    }
    html_raw(page, "<time>");
    write_span(page, span_part(span_text(moment), 0, 10));
    html_format(page, "</time> <span class=\"days %s\">", classes[html_expiry_of(page, moment)]);
    if (days < 0) {
        html_raw(page, "expired ");
        html_counted(page, -days, "day", "days");
        html_raw(page, " ago");
    } else if (days == 0) {
        html_raw(page, "less than a day left");
    } else {
        html_counted(page, days, "day left", "days left");
    }
    html_raw(page, "</span>");
}

void html_tag(struct page *page, const char *kind, const char *word) {
    html_format(page, "<span class=\"tag %s\">%s</span>", kind, word);
}

void html_severity(struct page *page, const char *severity) {
    static const char *const words[][2] = {
        {"error", "Error"}, {"warning", "Warning"}, {"note", "Note"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(severity, words[i][0]) == 0) {
            html_tag(page, words[i][0], words[i][1]);
            return;
        }
    }
    html_raw(page, "<span class=\"quiet\">none</span>");
}

enum outcome html_write_hash(struct page *page, struct span content, struct error *error) {
    uint8_t digest[SHA256_BYTES];
    if (!digest_sha256(content, digest)) {
        return fail(error, "cannot compute the digest that allows the report's style and script");
    }
    unsigned char encoded[(SHA256_BYTES + 2) / 3 * 4 + 1];
    EVP_EncodeBlock(encoded, digest, SHA256_BYTES);
    html_format(page, "'sha256-%s'", (const char *)encoded);
    return DONE;
}
