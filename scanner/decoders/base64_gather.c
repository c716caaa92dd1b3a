#include "decoders/base64_gather.h"

#include "decoders/asn1.h"
#include "decoders/base64.h"
#include "decoders/key_report.h"

enum {
    LINE_LEAST = 48,  /* digits of a line that goes on in the next */
    LINE_USUAL = 128, /* and no more where lines are folded */
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

/* A digit that JSON, a URL or HTML escapes; 0 where there is none. */
static uint8_t escaped_digit(struct span text, size_t *length) {
    static const struct {
        const char *written;
        uint8_t digit;
    } escapes[] = {{"\\/", '/'},     {"%2B", '+'},     {"%2b", '+'},     {"%2F", '/'},
                   {"%2f", '/'},     {"\\u002b", '+'}, {"\\u002B", '+'}, {"\\u002f", '/'},
                   {"\\u002F", '/'}, {"&#43;", '+'},   {"&#x2B;", '+'},  {"&#x2b;", '+'},
                   {"&#47;", '/'},   {"&#x2F;", '/'},  {"&#x2f;", '/'}};
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
        *length = strlen(escapes[i].written);
        if (span_starts_with(text, escapes[i].written, *length)) {
            return escapes[i].digit;
        }
    }
    return 0;
}

bool base64_is_escaped_digit(struct span text) {
    size_t length = 0;
    return text.length && byte_is_one_of(text.bytes[0], "\\%&") &&
           escaped_digit(text, &length) != 0;
}

/* Bytes of a line end that is written as something else: as a reference (XML 1.0 section 4.1), in a
 * form that was sent (RFC 3986 section 2.1), as spreadsheets do (ECMA-376 part 1, ST_Xstring), or
 * as `cat -A` shows it. 0 where there is none. */
static size_t written_line_end(struct span text) {
    static const char *const forms[] = {
        "&#13;",   "&#xD;",   "&#xd;", "&#10;", "&#xA;", "&#xa;", "_x000D_", "_x000d_",
        "_x000A_", "_x000a_", "^M$\n", "$\n",   "%0D",   "%0d",   "%0A",     "%0a"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (span_starts_with(text, forms[i], strlen(forms[i]))) {
            return strlen(forms[i]);
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
        if (byte == '_' && written_line_end(span_from(text, at))) {
            break;
        }
        if (byte_is_one_of(byte, "\\%&")) {
            byte = escaped_digit(span_from(text, at), &length);
        }
        if (!base64_is_any_digit(byte)) {
            break;
        }
        at += length;
        value->url |= byte == '_' || byte == '-';
        buffer_append_byte(&value->digits, byte == '_' ? '/' : byte == '-' ? '+' : byte);
    }
    value->end = at;
    return value->digits.length - before;
}

/* What stands before each line of a remark: "# ", "// ", " * ", "> ". Empty where the line of at
 * begins otherwise. */
static struct span remark_before(struct span text, size_t at) {
    enum { LINE_MOST = 256, PREFIX_MOST = 16 };
    size_t start = text_line_start(text, at, LINE_MOST);
    size_t mark = start, end = start;
    while (mark < at && byte_is_one_of(text.bytes[mark], " \t")) {
        mark++;
    }
    for (end = mark; end < at && byte_is_one_of(text.bytes[end], "#/;*>|!%'"); end++) {
    }
    bool marked = end > mark && !(end - mark == 1 && text.bytes[mark] == '/');
    while (end < at && byte_is_one_of(text.bytes[end], " \t")) {
        end++;
    }
    bool begins = start == 0 || text.bytes[start - 1] == '\n';
    return marked && begins && end - start <= PREFIX_MOST ? span_part(text, start, end - start)
                                                          : (struct span){0};
}

/* What stands between two pieces of a value. */
struct joint {
    size_t next; /* offset of the next piece; 0 where the value ends */
    bool empty_line;
};

/* Bytes of a remark's mark that repeats at the begin of a line. */
static size_t mark_length(struct span line, struct span remark) {
    return span_starts_with(line, remark.bytes, remark.length) ? remark.length : 0;
}

static bool begins_piece(struct span rest, bool url) {
    bool dash = url && rest.length > 1 && rest.bytes[0] == '-' && base64_is_digit(rest.bytes[1]);
    return base64_is_digit(rest.bytes[0]) || rest.bytes[0] == '_' || dash ||
           base64_is_escaped_digit(rest);
}

/* The next piece of a value that is broken over lines, string literals or both. */
static struct joint joint_at(struct span text, const struct base64_value *value) {
    struct span between = span_part(text, value->end, BASE64_JOIN_BYTES);
    uint8_t quote = 0;
    size_t lines = 0;
    bool broken = false, open = false;
    for (size_t i = 0; i < between.length; i++) {
        uint8_t byte = between.bytes[i];
        size_t written = written_line_end(span_from(between, i));
        bool letter = i > 0 && between.bytes[i - 1] == '\\' && (byte == 'n' || byte == 'r');
        if (byte == '\n' || written) {
            i += written ? written - 1 : 0;
            broken = true;
            lines += between.bytes[i] == '\n';
            i += between.bytes[i] == '\n' ? mark_length(span_from(between, i + 1), value->remark)
                                          : 0;
        } else if (letter) {
            broken = true;
        } else if (byte == '"' || byte == '\'') {
            open = quote && byte == quote && !open;
            quote = byte;
        } else if (begins_piece(span_from(between, i), value->url) && (!quote || open)) {
            return (struct joint){broken || quote ? value->end + i : 0, lines > 1 && !quote};
        } else if (!byte_is_one_of(byte, " \t\r\\") &&
                   !(quote && !open && byte_is_one_of(byte, "+.&_,"))) {
            break;
        }
    }
    return (struct joint){0};
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

/* Whether another value begins at next, where this one may end: armour at the begin of a line, or
 * behind an empty line or a line of taken digits that is not folded what has a form of its own. Of
 * DER the length tells. */
static bool begins_anew(struct span text, const struct joint *joint, size_t taken,
                        const struct base64_value *value) {
    static const char armour[] = "LS0tLS1CRUdJTi";
    struct span next = span_from(text, joint->next);
    bool may_end = value->form != FORM_DER && value->digits.length >= BASE64_FRONT_DIGITS;
    bool whole = value->digits.length % 4 == 0 || value->form == FORM_CARRIER;
    bool alike = span_starts_with(next, value->digits.bytes, BASE64_FRONT_DIGITS) ||
                 span_starts_with(next, armour, sizeof armour - 1);
    return may_end &&
           ((whole && alike) ||
            (joint->empty_line && !value->joined_over_empty && value->joints > 0) ||
            ((joint->empty_line || taken > LINE_USUAL) && base64_form_at(next) != FORM_NONE));
}

/* Whether a name stands at next to which the value behind it is assigned, "TLS_KEY=MIGH": no digits
 * with their padding, since something follows on the line. */
static bool is_assignment(struct span text, size_t next) {
    size_t end = base64_digits_end(text, next);
    bool assigns = end < text.length && text.bytes[end] == '=';
    while (end < text.length && text.bytes[end] == '=') {
        end++;
    }
    return assigns && end < text.length && !written_line_end(span_from(text, end)) &&
           !byte_is_one_of(text.bytes[end], " \t\r\n\\,;)]}<&%") &&
           (!byte_is_one_of(text.bytes[end], "\"'") ||
            base64_digits_end(text, end + 1) - end > BASE64_RUN_LEAST);
}

void base64_gather(struct span text, size_t start, uint64_t bound, struct base64_value *value) {
    size_t most = SIZE_MAX;
    value->start = value->end = start;
    value->digits.limit = (size_t)bound * 4 / 3 + 8;
    value->remark = remark_before(text, start);
    value->url = value->joined_over_empty = false;
    value->joints = 0;
    buffer_clear(&value->digits);
    if (value->form == FORM_DER) {
        base64_take_run(text, value, BASE64_FRONT_DIGITS);
        most = digits_needed(value, bound);
    }
    while (most > value->digits.length && !value->digits.failed) {
        size_t line = value->digits.length;
        size_t taken = base64_take_run(text, value, most);
        bool first = line <= BASE64_FRONT_DIGITS;
        struct joint joint =
            value->digits.length < most ? joint_at(text, value) : (struct joint){0};
        if (joint.next == 0 || (taken < LINE_LEAST && !first) ||
            begins_anew(text, &joint, first ? line + taken : taken, value) ||
            is_assignment(text, joint.next)) {
            break;
        }
        value->joints++;
        value->joined_over_empty |= joint.empty_line;
        value->end = joint.next;
    }
    while (value->end < text.length && text.bytes[value->end] == '=') {
        value->end++;
    }
}
