#include "decoders/base64_gather.h"

#include "decoders/asn1.h"
#include "decoders/base64.h"

enum {
    LINE_LEAST = 48, /* digits of a line that goes on in the next */
};

/* The next place where a value may begin: the start of a run of BASE64_RUN_LEAST digits. Looks at
 * every BASE64_RUN_LEAST-th byte, and back from there. */
size_t base64_next_run(struct span text, size_t from) {
    size_t start = from;
    while (text.length - start >= BASE64_RUN_LEAST) {
        size_t at = start + BASE64_RUN_LEAST;
        while (at > start && base64_is_any_digit(text.bytes[at - 1])) {
            at--;
        }
        if (at == start) {
            return start;
        }
        start = at;
    }
    return SIZE_MAX;
}

/* A digit that JSON or a URL escapes; 0 where there is none. */
static uint8_t escaped_digit(struct span text, size_t *length) {
    static const struct {
        const char *written;
        uint8_t digit;
    } escapes[] = {{"\\/", '/'},     {"%2B", '+'},     {"%2b", '+'},
                   {"%2F", '/'},     {"%2f", '/'},     {"\\u002b", '+'},
                   {"\\u002B", '+'}, {"\\u002f", '/'}, {"\\u002F", '/'}};
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
        *length = strlen(escapes[i].written);
        if (span_starts_with(text, escapes[i].written, *length)) {
            return escapes[i].digit;
        }
    }
    return 0;
}

/* Takes digits up to the first byte that is none; some may be escaped, or those of the URL
 * alphabet. Returns how many. */
size_t base64_take_run(struct span text, struct base64_value *value, size_t most) {
    size_t before = value->digits.length;
    size_t at = value->end;
    while (at < text.length && value->digits.length < most) {
        uint8_t byte = text.bytes[at];
        size_t length = 1;
        if (byte == '\\' || byte == '%') {
            byte = escaped_digit(span_from(text, at), &length);
        }
        if (!base64_is_any_digit(byte)) {
            break;
        }
        at += length;
        buffer_append_byte(&value->digits, byte == '_' ? '/' : byte == '-' ? '+' : byte);
    }
    value->end = at;
    return value->digits.length - before;
}

/* Bytes of a line end that XML writes as a reference (XML 1.0 section 4.1); 0 where there is none.
 */
static size_t referred_line_end(struct span text) {
    static const char *const references[] = {"&#13;", "&#xD;", "&#xd;", "&#10;", "&#xA;", "&#xa;"};
    for (size_t i = 0; i < sizeof references / sizeof *references; i++) {
        if (span_starts_with(text, references[i], strlen(references[i]))) {
            return strlen(references[i]);
        }
    }
    return 0;
}

/* The offset of the next piece of a value that is broken over lines, string literals or both; 0
 * where the value ends at at. */
static size_t joined_at(struct span text, size_t at) {
    struct span between = span_part(text, at, BASE64_JOIN_BYTES);
    uint8_t quote = 0;
    bool broken = false, open = false;
    for (size_t i = 0; i < between.length; i++) {
        uint8_t byte = between.bytes[i];
        size_t reference = byte == '&' ? referred_line_end(span_from(between, i)) : 0;
        bool letter = i > 0 && between.bytes[i - 1] == '\\' && (byte == 'n' || byte == 'r');
        if (letter || reference) {
            broken = true;
            i += reference ? reference - 1 : 0;
        } else if (byte == '"' || byte == '\'') {
            open = quote && byte == quote && !open;
            quote = byte;
        } else if (base64_is_digit(byte) && (!quote || open)) {
            return broken || quote ? at + i : 0;
        } else if (byte == '\n') {
            broken = true;
        } else if (!byte_is_one_of(byte, " \t\r\\") &&
                   !(quote && !open && byte_is_one_of(byte, "+.&_,"))) {
            return 0;
        }
    }
    return 0;
}

/* Digits that the DER at the front needs, 0 where the front is no DER within bound. */
static size_t digits_needed(const struct base64_value *value, uint64_t bound) {
    struct buffer front = {0};
    size_t bad = 0;
    size_t length = value->digits.length - value->digits.length % 4;
    base64_decode(span_part(buffer_span(&value->digits), 0,
                            length < BASE64_FRONT_DIGITS ? length : BASE64_FRONT_DIGITS),
                  &front, &bad);
    uint64_t announced = asn1_announced(buffer_span(&front));
    buffer_wipe(&front);
    return announced > 0 && announced <= bound ? (size_t)((announced * 4 + 2) / 3) : 0;
}

/* Whether what stands at next begins like the value itself, where a value may end: one line each,
 * without padding between them. */
static bool begins_anew(struct span text, size_t next, const struct base64_value *value) {
    return value->form != FORM_DER && value->digits.length % 4 == 0 &&
           value->digits.length >= BASE64_FRONT_DIGITS &&
           span_starts_with(span_from(text, next), value->digits.bytes, BASE64_FRONT_DIGITS);
}

/* Whether a name stands at next to which the value behind it is assigned, "TLS_KEY=MIGH": no digits
 * with their padding, since something follows on the line. */
static bool is_assignment(struct span text, size_t next) {
    size_t end = base64_digits_end(text, next);
    bool assigns = end < text.length && text.bytes[end] == '=';
    while (end < text.length && text.bytes[end] == '=') {
        end++;
    }
    return assigns && end < text.length && !byte_is_one_of(text.bytes[end], " \t\r\n\\,;)]}<&%") &&
           (!byte_is_one_of(text.bytes[end], "\"'") ||
            base64_digits_end(text, end + 1) - end > BASE64_RUN_LEAST);
}

void base64_gather(struct span text, size_t start, uint64_t bound, struct base64_value *value) {
    size_t most = SIZE_MAX;
    value->start = value->end = start;
    value->digits.limit = (size_t)bound * 4 / 3 + 8;
    buffer_clear(&value->digits);
    if (value->form == FORM_DER) {
        base64_take_run(text, value, BASE64_FRONT_DIGITS);
        most = digits_needed(value, bound);
    }
    while (most > value->digits.length && !value->digits.failed) {
        size_t line = value->digits.length;
        size_t taken = base64_take_run(text, value, most);
        bool first = line <= BASE64_FRONT_DIGITS;
        size_t next = value->digits.length < most ? joined_at(text, value->end) : 0;
        if (next == 0 || (taken < LINE_LEAST && !first) || begins_anew(text, next, value) ||
            is_assignment(text, next)) {
            break;
        }
        value->end = next;
    }
    while (value->end < text.length && text.bytes[value->end] == '=') {
        value->end++;
    }
}
