/* Base64 (RFC 4648 sections 4 and 5) of things that hold keys, standing in any text: configuration,
 * JSON, XML, source code. A value is only taken for what it is by its first digits, and DER only
 * where the length it announces is the length of the value. PEM bodies are left to the decoder of
 * PEM, and what another decoder has claimed to that. */
#define _GNU_SOURCE
#include <ctype.h>

#include "decoders/asn1.h"
#include "decoders/base64.h"
#include "decoders/base64_form.h"
#include "decoders/base64_gather.h"
#include "decoders/key_report.h"
#include "decoders/pem_block.h"
#include "decoders/structure_head.h"
#include "decoders/text_candidate.h"

enum {
    DIGITS_LEAST = 59, /* of a whole value: an Ed25519 public key */
    EXCESS_MOST = 2,   /* bytes behind the DER: wrong padding */
};

/* A value must end where its DER does, or where another begins. */
static bool is_whole(struct span text, const struct base64_value *value, struct span bytes) {
    uint64_t announced = asn1_announced(bytes);
    size_t behind = base64_digits_end(text, value->end) - value->end;
    return announced > 0 && announced <= bytes.length && bytes.length - announced <= EXCESS_MOST &&
           (behind <= EXCESS_MOST || base64_form_at(span_from(text, value->end)) == FORM_DER) &&
           text_candidate_is_sound(span_part(bytes, 0, (size_t)announced));
}

/* What is base64 once more: text of digits. */
static bool is_digits_again(struct span bytes) {
    return base64_form_at(bytes) != FORM_NONE && bytes.length >= DIGITS_LEAST &&
           base64_end(bytes) == bytes.length;
}

/* False where it is none. */
static bool examine_value(const struct blob *blob, struct examiner *examiner,
                          const struct base64_value *value, uint64_t line) {
    struct buffer bytes = {0};
    size_t bad = 0;
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
    if (value->form == FORM_TWICE) {
        examiner_observe(examiner, blob, "base64-twice", line, 0, "a value is base64 of base64");
    }
    text_candidate_examine(blob, examiner, "base64", value->start, found, line);
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

/* Letters or digits at at that belong to an escape which begins before: "\nMIIC", "%22MIIC". */
static size_t escape_letters(struct span text, size_t at) {
    uint8_t before = at > 0 ? text.bytes[at - 1] : 0;
    if (before == '\\' && at < text.length && byte_is_one_of(text.bytes[at], "nrt")) {
        return 1;
    }
    bool percent = before == '%' && text.length - at >= 2 && isxdigit(text.bytes[at]) &&
                   isxdigit(text.bytes[at + 1]);
    return percent ? 2 : 0;
}

/* A run may go on from digits of which some are escaped, not before floor; it may begin with the
 * letters of an escape or with dashes. */
static size_t value_start(struct span text, size_t run, size_t floor) {
    while (run > floor && base64_is_escaped_digit(span_from(text, run - 1))) {
        run--;
        while (run > floor && base64_is_any_digit(text.bytes[run - 1])) {
            run--;
        }
    }
    while (byte_is_one_of(text.bytes[run], "-_") && run + 1 < text.length) {
        run++;
    }
    return run + escape_letters(text, run);
}

/* So many digits, of which some may be escaped. */
static bool has_front(struct span text, size_t at) {
    struct base64_value value = {.end = at};
    bool has =
        base64_digits_end(span_part(text, at, BASE64_FRONT_DIGITS), 0) == BASE64_FRONT_DIGITS ||
        base64_take_run(text, &value, BASE64_FRONT_DIGITS) == BASE64_FRONT_DIGITS;
    buffer_wipe(&value.digits);
    return has;
}

/* A value that tells nothing at its front, and holds armour further on. */
struct carriers {
    struct base64_marks marks;
    size_t barren; /* up to here they have been looked for */
};

static bool may_carry(struct carriers *carriers, struct span text, size_t start, uint64_t bound) {
    size_t mark =
        start < carriers->barren ? SIZE_MAX : base64_next_mark(&carriers->marks, text, start);
    return mark != SIZE_MAX && mark - start <= bound;
}

/* Was there a mark in what was gathered? */
static bool carries(struct carriers *carriers, struct span text, const struct base64_value *value) {
    carriers->barren = value->end;
    return base64_next_mark(&carriers->marks, text, value->start) < value->end;
}

static bool decode(const struct blob *blob, struct examiner *examiner) {
    struct span text = blob->bytes;
    struct carriers carriers = {0};
    struct armour armour = {.walk = pem_walk_of(text)};
    struct text_lines counter = {0};
    struct base64_value value = {0};
    uint64_t bound = examiner_limits(examiner)->crl_bytes;
    uint64_t values = 0;
    size_t run = 0, floor = 0;
    armour.any = pem_next_block(&armour.walk, 0, &armour.block);
    while ((run = base64_next_run(text, run)) != SIZE_MAX) {
        size_t inside = armour_end(&armour, run);
        size_t start = value_start(text, run, floor);
        inside = inside ? inside : examiner_claimed(examiner, start);
        value.form = base64_form_at(span_from(text, start));
        if (value.form == FORM_NONE && !inside && may_carry(&carriers, text, start, bound)) {
            value.form = FORM_CARRIER;
        }
        if (inside || value.form == FORM_NONE || !has_front(text, start)) {
            run = floor = inside ? inside : base64_digits_end(text, run);
            continue;
        }
        base64_gather(text, start, bound, &value);
        if (value.form == FORM_CARRIER && !carries(&carriers, text, &value)) {
            run = floor = base64_digits_end(text, run);
            continue;
        }
        run = value.end > run ? value.end : run;
        if (values == examiner_limits(examiner)->blocks) {
            examiner_problem(examiner, blob, "decode", "limit",
                             "more base64 values than the limit blocks allows; the rest is unread");
            break;
        }
        bool usable = !value.digits.failed &&
                      examine_value(blob, examiner, &value, text_line_at(&counter, text, start));
        values += usable;
        run = usable && value.form == FORM_DER ? run : base64_digits_end(text, run);
        floor = run;
    }
    buffer_wipe(&value.digits);
    return false;
}

/* Digits on either side of a place, as far as that matters; some may be escaped. */
static size_t digits_around(struct span text, size_t at) {
    struct base64_value value = {.end = at};
    size_t before = 0;
    while (before < BASE64_RUN_LEAST && before < at &&
           base64_is_any_digit(text.bytes[at - before - 1])) {
        before++;
    }
    size_t behind = base64_take_run(text, &value, BASE64_RUN_LEAST);
    buffer_wipe(&value.digits);
    return before + behind;
}

/* Values begin with their run, or behind an escaped line end or dashes in front of it. */
static bool value_may_begin(struct span text, size_t at) {
    bool begins = at == 0 || !base64_is_digit(text.bytes[at - 1]) ||
                  escape_letters(text, at - 1) == 1 ||
                  (at > 1 && escape_letters(text, at - 2) == 2);
    return begins && has_front(text, at) && digits_around(text, at) >= BASE64_RUN_LEAST;
}

/* What the first digits at a place decode to. Freed with buffer_wipe. */
static struct buffer front_at(struct span text, size_t at) {
    struct base64_value value = {.end = at};
    struct buffer front = {0};
    size_t bad = 0;
    base64_take_run(text, &value, BASE64_FRONT_DIGITS);
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
    struct base64_value value = {.form = FORM_DER};
    struct buffer bytes = {0};
    size_t bad = 0;
    bool may = false;
    if (!value_may_begin(text, at)) {
        return false;
    }
    base64_gather(text, at, BYTES_MOST, &value);
    base64_decode(buffer_span(&value.digits), &bytes, &bad);
    uint64_t announced = asn1_announced(buffer_span(&bytes));
    if (announced > 0 && announced <= SHORT) {
        may = value.digits.length >= DIGITS_LEAST && is_whole(text, &value, buffer_span(&bytes));
    } else if (announced > 0 && structure_may_begin(buffer_span(&bytes))) {
        may = bytes.length >= announced || text.length - value.end <= BASE64_JOIN_BYTES;
    }
    buffer_wipe(&value.digits);
    buffer_wipe(&bytes);
    return may;
}

static bool form_may_begin(struct span text, size_t at) {
    return value_may_begin(text, at) && base64_form_at(span_from(text, at)) != FORM_NONE;
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
    {"LS0tLS1CRUdJTi", NULL},
    {"0tLS0tQkVHSU4g", NULL},
    {"tLS0tLUJFR0lOI", NULL},
    {"QgBFAEcASQBOA", NULL},
    {"IARQBHAEkATgA", NULL},
    {"CAEUARwBJAE4A", NULL},
    {"TFMwdExTMUNSVWRKVGl", value_may_begin},
    {"UEsD[A-Za-z0-9+/]", value_may_begin},
    {"QlpoOTFBWSZTW", value_may_begin},
    {"/Td6WFoA", value_may_begin},
    {"KLUv/", value_may_begin},
    {"BCJNG[E-H]", value_may_begin},
    {"MDcwNzA", value_may_begin},
    {"ITxhcmNoPgo", value_may_begin},
    {"XQAA[A-Za-z0-9+/]", form_may_begin},
    {"VUVzR", digits_may_begin},
    {"UWxwb09", digits_may_begin},
    {"L1RkNldG", digits_may_begin},
    {"S0xVdi", digits_may_begin},
    {"QkNKTkd", digits_may_begin},
    {"TjNxOHJ5Y2NB", digits_may_begin},
    {"WFFBQ", digits_may_begin},
    {"N3q8ryccA", value_may_begin},
    {"e[JN][o-rw-z][A-Za-z0-9+/]", form_may_begin},
    {"b3BlbnNzaC1rZXktdjE", value_may_begin},
    {"TU[MNQRUVYZcdghl][A-Za-z0-9+/_-]", digits_may_begin},
    {"AAAAA[Qg]AAABQ", value_may_begin},
    {"H4sIA", value_may_begin},
    {"/v8ALQAtAC0A", value_may_begin},
    {"LS0t[A-Za-z0-9+/]", text_may_begin},
    {"eyJ[A-Za-z0-9+/]", text_may_begin},
    {"ew[o0][A-Za-z0-9+/]", text_may_begin},
    {"P[D-H]" THIRD_OF_TEXT "[A-Za-z0-9+/]" FOUR_OF_TEXT, text_may_begin},
    {"I[yw]" THIRD_OF_TEXT "[A-Za-z0-9+/]" FOUR_OF_TEXT, text_may_begin},
    {"[YaZ][X2W][BlN][puk]", text_may_begin}, /* YXBp, a2lu, ZWNk, and so on below */
    {"[WcI][32][sN][ios]", text_may_begin},
    {"[YU][2H][xV][pU]", text_may_begin},
    {"[MV][zE][AZ][4N]", text_may_begin},
    {"[SV][DF][RV][zs]", text_may_begin},
    {"/u3+7QAAAA", value_may_begin},
    {"zs7OzgAAAA", value_may_begin},
    {"M[C-H][AEIMQUYcgkosw048][wCG]", der_may_begin},
    {"MI[GH].[MAB][A-Ig-o]", der_may_begin},
    {"MI[GH]%2[BFbf]", der_may_begin},
    {"MI[GH]\\\\/", der_may_begin},
    {"MI[I-L].%2[BFbf]", der_may_begin},
    {"MI[I-L].\\\\/", der_may_begin},
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
