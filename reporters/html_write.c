#include "html_write.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/digest.h"

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

/* The part of text that fits into most bytes, not ending in the middle of a character. */
static struct span fitting(struct span text, size_t most) {
    if (text.length <= most) {
        return text;
    }
    while (most > 0 && (text.bytes[most] & 0xC0) == 0x80) {
        most--;
    }
    return span_part(text, 0, most);
}

void html_excerpt(struct page *page, const char *text, size_t most) {
    struct span whole = span_text(text);
    struct span part = fitting(whole, most);
    write_span(page, part);
    if (part.length < whole.length) {
        html_raw(page, " <span class=\"quiet\">(cut: ");
        html_count(page, (int64_t)(whole.length - part.length));
        html_raw(page, " bytes more in inventory.db)</span>");
    }
}

/* RFC 8259 section 7. Controls were made visible before. */
static void write_json(struct page *page, struct span text) {
    size_t start = 0;
    for (size_t i = 0; i < text.length; i++) {
        uint8_t byte = text.bytes[i];
        if (byte != '"' && byte != '\\' && byte != '<') {
            continue;
        }
        fwrite(text.bytes + start, 1, i - start, page->out);
        start = i + (byte == '<');
        html_raw(page, byte == '<' ? "\\u003c" : "\\");
    }
    if (start < text.length) {
        fwrite(text.bytes + start, 1, text.length - start, page->out);
    }
}

void html_json(struct page *page, const char *text, size_t most) {
    struct span whole = span_text(text);
    struct span part = fitting(whole, most);
    buffer_clear(&page->shown);
    text_show(&page->shown, part);
    if (part.length < whole.length) {
        buffer_format(&page->shown, " (cut: %zu bytes more in inventory.db)",
                      whole.length - part.length);
    }
    page->out_of_memory |= page->shown.failed;
    html_raw(page, "\"");
    write_json(page, buffer_span(&page->shown));
    html_raw(page, "\"");
}

void html_where(struct page *page, const char *path, const char *trail, const char *revision) {
    html_raw(page, "<bdi class=\"path\">");
    html_text(page, path);
    html_raw(page, "</bdi>");
    if (*trail) {
        html_raw(page, " <bdi class=\"trail\">&rsaquo;&nbsp;");
        html_text(page, trail);
        html_raw(page, "</bdi>");
    }
    if (*revision) {
        html_raw(page, " <span class=\"quiet\">at commit</span> <code class=\"revision\" title=\"");
        html_text(page, revision);
        html_raw(page, "\">");
        html_text(page, revision);
        html_raw(page, "</code>");
    }
}

void html_algorithm(struct page *page, const char *algorithm, const char *curve, int64_t bits) {
    html_text(page, *algorithm ? algorithm : "unknown");
    if (*curve) {
        html_raw(page, " ");
        html_text(page, curve);
    } else if (bits > 0 && !strpbrk(algorithm, "0123456789")) {
        html_format(page, " %" PRId64, bits);
    }
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
    while (tenths >= 10240) { /* 2^63 tenths are less than 1024 PiB */
        tenths /= 1024;
        unit++;
    }
    html_count(page, tenths / 10);
    if (unit > 0) {
        html_format(page, ".%d", (int)(tenths % 10));
    }
    html_format(page, "&nbsp;%s", units[unit]);
}

void html_severity(struct page *page, const char *severity) {
    static const char *const words[][2] = {
        {"error", "Error"}, {"warning", "Warning"}, {"note", "Note"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(severity, words[i][0]) == 0) {
            html_format(page, "<span class=\"tag %s\">%s</span>", words[i][0], words[i][1]);
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
