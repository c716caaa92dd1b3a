/* Base64 (RFC 4648 sections 4 and 5) of things that hold keys, standing in any text: configuration,
 * JSON, XML, source code. A value is only taken for what it is by its first digits, and DER only
 * where the length it announces is the length of the value. PEM bodies are left to the decoder of
 * PEM. */
#define _GNU_SOURCE
#include <stdio.h>

#include "decoders/asn1.h"
#include "decoders/base64.h"
#include "decoders/base64_form.h"
#include "decoders/key_report.h"
#include "decoders/pem_block.h"
#include "decoders/structure_head.h"
#include "decoders/text_candidate.h"

enum {
    DIGITS_LEAST = 59, /* of a whole value: an Ed25519 public key */
    FRONT_DIGITS = 12, /* in a row at the begin of a value: they tell what it is */
    RUN_LEAST = 16,    /* digits in a row that make us look at where the run begins */
    LINE_LEAST = 48,   /* digits of a line that goes on in the next */
    EXCESS_MOST = 2,   /* bytes behind the DER: wrong padding */
    JOIN_BYTES = 128,  /* quotes, operators and white space between two pieces of a value */
};

/* A value being gathered from the text. */
struct value {
    struct buffer digits; /* may hold a private key */
    size_t start;         /* offset in the text */
    size_t end;           /* behind its last digit or padding */
    enum form form;
};

static bool is_digit(uint8_t byte) {
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           (byte >= '0' && byte <= '9') || byte == '+' || byte == '/';
}

static bool is_url_digit(uint8_t byte) {
    return byte == '-' || byte == '_';
}

static bool is_one_of(uint8_t byte, const char *set) {
    return byte && strchr(set, byte);
}

static bool is_any_digit(uint8_t byte) {
    return is_digit(byte) || is_url_digit(byte);
}

/* The next place where a value may begin: the start of a run of RUN_LEAST digits. Looks at every
 * RUN_LEAST-th byte, and back from there. */
static size_t next_run(struct span text, size_t from) {
    size_t start = from;
    while (text.length - start >= RUN_LEAST) {
        size_t at = start + RUN_LEAST;
        while (at > start && is_any_digit(text.bytes[at - 1])) {
            at--;
        }
        if (at == start) {
            return start;
        }
        start = at;
    }
    return SIZE_MAX;
}

static size_t digits_end(struct span text, size_t at) {
    while (at < text.length && is_any_digit(text.bytes[at])) {
        at++;
    }
    return at;
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
static size_t take_run(struct span text, struct value *value, size_t most) {
    size_t before = value->digits.length;
    size_t at = value->end;
    while (at < text.length && value->digits.length < most) {
        uint8_t byte = text.bytes[at];
        size_t length = 1;
        if (byte == '\\' || byte == '%') {
            byte = escaped_digit(span_from(text, at), &length);
        }
        if (!is_any_digit(byte)) {
            break;
        }
        at += length;
        buffer_append_byte(&value->digits, byte == '_' ? '/' : byte == '-' ? '+' : byte);
    }
    value->end = at;
    return value->digits.length - before;
}

/* The offset of the next piece of a value that is broken over lines, string literals or both; 0
 * where the value ends at at. */
static size_t joined_at(struct span text, size_t at) {
    struct span between = span_part(text, at, JOIN_BYTES);
    uint8_t quote = 0;
    bool broken = false, open = false;
    for (size_t i = 0; i < between.length; i++) {
        uint8_t byte = between.bytes[i];
        bool letter = i > 0 && between.bytes[i - 1] == '\\' && (byte == 'n' || byte == 'r');
        if (letter) {
            broken = true;
        } else if (byte == '"' || byte == '\'') {
            open = quote && byte == quote && !open;
            quote = byte;
        } else if (is_digit(byte) && (!quote || open)) {
            return broken || quote ? at + i : 0;
        } else if (byte == '\n') {
            broken = true;
        } else if (!is_one_of(byte, " \t\r\\") && !(quote && !open && is_one_of(byte, "+.&_,"))) {
            return 0;
        }
    }
    return 0;
}

/* Digits that the DER at the front needs, 0 where the front is no DER within bound. */
static size_t digits_needed(const struct value *value, uint64_t bound) {
    struct buffer front = {0};
    size_t bad = 0;
    size_t length = value->digits.length - value->digits.length % 4;
    base64_decode(
        span_part(buffer_span(&value->digits), 0, length < FRONT_DIGITS ? length : FRONT_DIGITS),
        &front, &bad);
    uint64_t announced = asn1_announced(buffer_span(&front));
    buffer_wipe(&front);
    return announced > 0 && announced <= bound ? (size_t)((announced * 4 + 2) / 3) : 0;
}

/* Gathers the value that begins at start. */
static void gather(struct span text, size_t start, uint64_t bound, struct value *value) {
    size_t most = SIZE_MAX;
    value->start = value->end = start;
    value->digits.limit = (size_t)bound * 4 / 3 + 8;
    buffer_clear(&value->digits);
    if (value->form == FORM_DER) {
        take_run(text, value, FRONT_DIGITS);
        most = digits_needed(value, bound);
    }
    while (most > value->digits.length && !value->digits.failed) {
        size_t line = value->digits.length;
        size_t taken = take_run(text, value, most);
        bool first = line <= FRONT_DIGITS;
        size_t next = value->digits.length < most ? joined_at(text, value->end) : 0;
        if (next == 0 || (taken < LINE_LEAST && !first)) {
            break;
        }
        value->end = next;
    }
    while (value->end < text.length && text.bytes[value->end] == '=') {
        value->end++;
    }
}

/* A value must end where its DER does. */
static bool is_whole(struct span text, const struct value *value, struct span bytes) {
    uint64_t announced = asn1_announced(bytes);
    size_t behind = digits_end(text, value->end) - value->end;
    return announced > 0 && announced <= bytes.length && bytes.length - announced <= EXCESS_MOST &&
           behind <= EXCESS_MOST && text_candidate_is_sound(span_part(bytes, 0, (size_t)announced));
}

/* What is base64 once more: text of digits. */
static bool is_digits_again(struct span bytes) {
    return base64_form_at(bytes) != FORM_NONE && bytes.length >= DIGITS_LEAST &&
           base64_end(bytes) == bytes.length;
}

/* False where it is none. */
static bool examine_value(const struct blob *blob, struct examiner *examiner,
                          const struct value *value, uint64_t line) {
    struct buffer bytes = {0};
    size_t bad = 0;
    char element[32];
    base64_decode(buffer_span(&value->digits), &bytes, &bad);
    struct span found = buffer_span(&bytes);
    bool usable = value->form == FORM_DER     ? is_whole(blob->bytes, value, found)
                  : value->form == FORM_TWICE ? is_digits_again(found)
                                              : true;
    usable = usable && value->digits.length >= DIGITS_LEAST;
    if (!usable) {
        goto out;
    }
    if (value->form == FORM_DER) {
        found = span_part(found, 0, (size_t)asn1_announced(found));
    }
    snprintf(element, sizeof element, "line %llu", (unsigned long long)line);
    struct child child = {.element = element,
                          .name = "",
                          .label = "",
                          .encoding = "base64",
                          .position = value->start,
                          .bytes = found};
    if (value->form == FORM_TWICE) {
        examiner_observe(examiner, blob, "base64-twice", line, 0, "a value is base64 of base64");
    }
    examiner_child(examiner, blob, &child);
out:
    buffer_wipe(&bytes);
    return usable;
}

/* The blocks of PEM, whose bodies are not for us. */
struct armour {
    struct pem_walk walk;
    struct pem_block block;
    bool any;
};

/* Where the block that holds offset ends; 0 outside of blocks. Offsets never go back. */
static size_t armour_end(struct armour *armour, size_t offset) {
    while (armour->any && armour->block.next <= offset) {
        armour->any = pem_next_block(&armour->walk, armour->block.next, &armour->block);
    }
    return armour->any && armour->block.begin.start <= offset ? armour->block.next : 0;
}

static bool accepts(const struct blob *blob) {
    return !blob->label[0] && blob->bytes.length >= DIGITS_LEAST;
}

/* A run may begin with the letter of an escape, "\nMIIC", or with dashes. */
static size_t value_start(struct span text, size_t run) {
    while (is_url_digit(text.bytes[run]) && run + 1 < text.length) {
        run++;
    }
    bool escaped = run > 0 && text.bytes[run - 1] == '\\' && is_one_of(text.bytes[run], "nrt");
    return escaped ? run + 1 : run;
}

static bool has_front(struct span text, size_t at) {
    return digits_end(span_part(text, at, FRONT_DIGITS), 0) == FRONT_DIGITS;
}

static bool decode(const struct blob *blob, struct examiner *examiner) {
    struct span text = blob->bytes;
    struct armour armour = {.walk = pem_walk_of(text)};
    struct text_lines counter = {0};
    struct value value = {0};
    uint64_t bound = examiner_limits(examiner)->crl_bytes;
    uint64_t values = 0;
    size_t run = 0;
    armour.any = pem_next_block(&armour.walk, 0, &armour.block);
    while ((run = next_run(text, run)) != SIZE_MAX) {
        size_t inside = armour_end(&armour, run);
        size_t start = value_start(text, run);
        value.form = base64_form_at(span_from(text, start));
        if (inside || value.form == FORM_NONE || !has_front(text, start)) {
            run = inside ? inside : digits_end(text, run);
            continue;
        }
        gather(text, start, bound, &value);
        run = digits_end(text, value.end > run ? value.end : run);
        if (values == examiner_limits(examiner)->blocks) {
            examiner_problem(examiner, blob, "decode", "limit",
                             "more base64 values than the limit blocks allows; the rest is unread");
            break;
        }
        if (!value.digits.failed) {
            values += examine_value(blob, examiner, &value, text_line_at(&counter, text, start));
        }
    }
    buffer_wipe(&value.digits);
    return false;
}

/* Digits on either side of a place, as far as that matters. */
static size_t digits_around(struct span text, size_t at) {
    size_t before = 0;
    while (before < RUN_LEAST && before < at && is_any_digit(text.bytes[at - before - 1])) {
        before++;
    }
    return before + digits_end(span_part(text, at, RUN_LEAST), 0);
}

/* Values begin with their run, or behind an escaped line end or dashes in front of it. */
static bool value_may_begin(struct span text, size_t at) {
    uint8_t before = at > 0 ? text.bytes[at - 1] : 0;
    bool begins =
        !is_digit(before) || (at > 1 && text.bytes[at - 2] == '\\' && is_one_of(before, "nrt"));
    return begins && has_front(text, at) && digits_around(text, at) >= RUN_LEAST;
}

/* What the first digits at a place decode to. Freed with buffer_wipe. */
static struct buffer front_at(struct span text, size_t at) {
    struct value value = {.end = at};
    struct buffer front = {0};
    size_t bad = 0;
    take_run(text, &value, FRONT_DIGITS);
    base64_decode(buffer_span(&value.digits), &front, &bad);
    buffer_wipe(&value.digits);
    return front;
}

static bool digits_may_begin(struct span text, size_t at) {
    if (!value_may_begin(text, at)) {
        return false;
    }
    struct buffer front = front_at(text, at);
    bool may = base64_end(buffer_span(&front)) == front.length;
    buffer_wipe(&front);
    return may;
}

/* Does the value go on to where its DER ends, as far as can be seen? Many a name in capitals begins
 * like one. A short one is read whole. */
static bool der_may_begin(struct span text, size_t at) {
    enum { BYTES_MOST = 1 << 30, SHORT = 129 };
    struct value value = {.form = FORM_DER};
    struct buffer bytes = {0};
    size_t bad = 0;
    bool may = false;
    if (!value_may_begin(text, at)) {
        return false;
    }
    gather(text, at, BYTES_MOST, &value);
    base64_decode(buffer_span(&value.digits), &bytes, &bad);
    uint64_t announced = asn1_announced(buffer_span(&bytes));
    if (announced > 0 && announced <= SHORT) {
        may = value.digits.length >= DIGITS_LEAST && is_whole(text, &value, buffer_span(&bytes));
    } else if (announced > 0 && structure_may_begin(buffer_span(&bytes))) {
        may = bytes.length >= announced || text.length - value.end <= JOIN_BYTES;
    }
    buffer_wipe(&value.digits);
    buffer_wipe(&bytes);
    return may;
}

static bool text_may_begin(struct span text, size_t at) {
    return value_may_begin(text, at) && base64_is_text(span_from(text, at));
}

/* Four digits are three bytes; of ASCII each begins with a zero. */
#define THIRD_OF_TEXT "[ABEFIJMNQRUVYZcdghklopstwx014589]"
#define FOUR_OF_TEXT "[A-Za-f][A-HQ-Xg-nw-z0-3]" THIRD_OF_TEXT "[A-Za-z0-9+/]"

/* The heads above. Of DER those whose first content may be a SEQUENCE, an INTEGER or an object
 * identifier, by the octets of the outer length: none, one, two, ... Next to armour a value may
 * begin amid digits. */
static const struct anchor anchors[] = {
    {"TFMwdExTMUNSVWRKVGl", value_may_begin},
    {"TU[MYh][A-Za-z0-9+/_-]", digits_may_begin},
    {"AAAAA[Qg]AAABQ", value_may_begin},
    {"H4sIA", value_may_begin},
    {"LQAtAC0ALQAt", value_may_begin},
    {"//4tAC0ALQAt", value_may_begin},
    {"/v8ALQAtAC0A", value_may_begin},
    {"77u/LS0tLS1C", value_may_begin},
    {"LS0t[A-Za-z0-9+/]", text_may_begin},
    {"eyJ[A-Za-z0-9+/]", text_may_begin},
    {"ew[o0][A-Za-z0-9+/]", text_may_begin},
    {"P[D-H]" THIRD_OF_TEXT "[A-Za-z0-9+/]" FOUR_OF_TEXT, text_may_begin},
    {"I[yw]" THIRD_OF_TEXT "[A-Za-z0-9+/]" FOUR_OF_TEXT, text_may_begin},
    {"W3si", text_may_begin},
    {"YXBp", text_may_begin},
    {"a2lu", text_may_begin},
    {"c3No", text_may_begin},
    {"ZWNk", text_may_begin},
    {"I2Ns", text_may_begin},
    {"Y2xp", text_may_begin},
    {"UHVU", text_may_begin},
    {"Q2Vy", text_may_begin},
    {"QmFn", text_may_begin},
    {"MzA4", text_may_begin},
    {"VEZN", text_may_begin},
    {"SDRz", text_may_begin},
    {"VFVs", text_may_begin},
    {"TUl[A-Za-z0-9+/_-]", digits_may_begin},
    {"/u3+7QAAAA", value_may_begin},
    {"zs7OzgAAAA", value_may_begin},
    {"M[C-H][AEIMQUYcgkosw048][wCG]", der_may_begin},
    {"MI[GH].[MAB][A-Ig-o]", der_may_begin},
    {"MI[I-L]..[ADQTgjwz][A-DI-LYZab]", der_may_begin},
    {"MI[M-P]...[AEIMQUYcgkosw048][wCG]", der_may_begin},
    {"MI[Q-T].....[MAB]", der_may_begin},
    {"MI[U-X]......[ADQTgjwz][A-DI-LYZab]", der_may_begin},
    {"MI[YZab].......[AEIMQUYcgkosw048][wCG]", der_may_begin},
    {PEM_ANCHOR, pem_anchor_confirms},
    {0},
};

const struct decoder base64_blob_decoder = {
    .name = "base64",
    .accepts = accepts,
    .decode = decode,
    .anchors = anchors,
};
