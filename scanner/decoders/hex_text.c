/* DER written as hexadecimal digits: plain, in groups, separated by colons, commas or spaces, in
 * one line or many, in one string or many. Taken only where the announced length is there and the
 * shape is one we know. Armour, keystores, archives and compressed files are known by their first
 * digits. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>

#include "decoders/asn1.h"
#include "decoders/key_report.h"
#include "decoders/structure_head.h"
#include "decoders/text_candidate.h"

enum {
    BYTES_LEAST = 44, /* an Ed25519 public key */
    GAP_BYTES = 64,   /* between two bytes: separators, line ends, a cast */
    HEADER_BYTES = 5, /* of a SEQUENCE, which tells how many are to come */
    SHORT_LEAST = BYTES_LEAST - 2,
    WORK = 8, /* bytes looked at, for each byte of the text */
};

/* A walk over the bytes written in a text. */
struct pairs {
    struct span text;
    size_t at;
};

static int hex_value(uint8_t byte) {
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    uint8_t small = byte | 0x20;
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

static int hex_at(struct span text, size_t at) {
    return at < text.length ? hex_value(text.bytes[at]) : -1;
}

/* Passes over what may stand between two bytes. False where something else does. */
static bool skip_gap(struct pairs *pairs) {
    for (size_t i = 0; i < GAP_BYTES && pairs->at < pairs->text.length; i++) {
        uint8_t byte = pairs->text.bytes[pairs->at];
        uint8_t next = pairs->at + 1 < pairs->text.length ? pairs->text.bytes[pairs->at + 1] : 0;
        bool continuation = byte == '\\' && (next == '\n' || next == '\r');
        if (hex_value(byte) >= 0) {
            return true;
        }
        if (byte == 0 || (!strchr(" \t\r\n:,\"'+-", byte) && !continuation)) {
            return false;
        }
        pairs->at++;
    }
    return false;
}

/* The next byte, -1 where there is none. */
static int next_byte(struct pairs *pairs) {
    if (!skip_gap(pairs)) {
        return -1;
    }
    int high = hex_at(pairs->text, pairs->at);
    int low = hex_at(pairs->text, pairs->at + 1);
    if (high < 0 || low < 0) {
        return -1;
    }
    pairs->at += 2;
    return high << 4 | low;
}

/* May a first byte 30 stand at offset? Lists of 0x30 and strings of \x30 have their own decoders.
 */
static bool starts_at(struct span text, size_t at) {
    uint8_t before = at > 0 ? text.bytes[at - 1] : ' ';
    bool marked = (before | 0x20) == 'x'; /* 0x3082..., \x3082... */
    return marked ? hex_at(text, at + 2) >= 0 : !isalnum(before) && before < 0x80;
}

static size_t digits_from(struct span text, size_t at) {
    size_t count = 0;
    while (hex_at(text, at + count) >= 0) {
        count++;
    }
    return count;
}

static size_t digits_up_to(struct span text, size_t at, size_t most) {
    size_t count = 0;
    while (count < at && count < most && hex_at(text, at - count - 1) >= 0) {
        count++;
    }
    return count;
}

/* Bytes back over what may stand between two. */
static size_t gap_up_to(struct span text, size_t at) {
    size_t count = 0;
    while (count < at && count < GAP_BYTES &&
           byte_is_one_of(text.bytes[at - count - 1], " \t\r\n:,\"'+-")) {
        count++;
    }
    return count;
}

/* Does a group of as many digits, set off from another like it as ours from the next, end at at? */
static bool ends_grouped(struct span text, size_t at, size_t digits, struct span gap) {
    size_t group = digits_up_to(text, at, digits + 1);
    size_t start = at - group;
    return group == digits && start >= gap.length &&
           memcmp(text.bytes + start - gap.length, gap.bytes, gap.length) == 0 &&
           digits_up_to(text, start - gap.length, digits + 1) == digits;
}

/* Is what begins at start, and is so short, the inside of something that did not prove itself? Not
 * where it is one run of its own digits, whatever stands before; otherwise where lines or groups
 * of digits like its own do. */
static bool is_inside(struct span text, size_t start, uint64_t announced) {
    enum { LINE_LEAST = 16 };
    size_t run = digits_from(text, start);
    size_t before = start - gap_up_to(text, start);
    if (run == 2 * announced || before == start) {
        return false;
    }
    struct pairs behind = {.text = text, .at = start + run};
    bool grouped = run < LINE_LEAST && skip_gap(&behind);
    struct span gap = span_part(text, start + run, grouped ? behind.at - start - run : 0);
    size_t line = digits_up_to(text, before, LINE_LEAST);
    if (!grouped) {
        return line == LINE_LEAST || line == run;
    }
    /* Lines of pairs end in what stands between pairs, where that is more than space. */
    bool goes_on = isspace(*gap.bytes) || memchr(text.bytes + before, *gap.bytes, start - before);
    return goes_on && ends_grouped(text, before, run, gap);
}

/* Reads the element that begins at the walk's place into bytes, and charges work. False where it
 * is not there whole. */
static bool gather(struct pairs *pairs, uint64_t bound, struct buffer *bytes, uint64_t *work) {
    size_t begin = pairs->at;
    uint64_t announced = HEADER_BYTES;
    buffer_clear(bytes);
    while (bytes->length < announced) {
        int byte = next_byte(pairs);
        if (byte < 0 ||
            (bytes->length == 1 && (byte < SHORT_LEAST || byte == 0x80 || byte > 0x83))) {
            break;
        }
        buffer_append_byte(bytes, (uint8_t)byte);
        if (bytes->length == HEADER_BYTES) {
            announced = asn1_announced(buffer_span(bytes));
            bool short_form = bytes->bytes[1] < 0x80;
            if ((short_form && is_inside(pairs->text, begin, announced)) ||
                announced < BYTES_LEAST || announced > bound ||
                announced > pairs->text.length / 2) {
                break;
            }
        }
    }
    *work += pairs->at - begin;
    return !bytes->failed && bytes->length >= BYTES_LEAST && bytes->length == announced;
}

static void pass_on(const struct blob *blob, struct examiner *examiner, size_t start,
                    struct span bytes, uint64_t line) {
    char element[32];
    snprintf(element, sizeof element, "line %llu", (unsigned long long)line);
    struct child child = {.element = element,
                          .name = "",
                          .label = "",
                          .encoding = "hex",
                          .position = start,
                          .bytes = bytes};
    examiner_child(examiner, blob, &child);
}

static void examine_other(const struct blob *blob, struct examiner *examiner, size_t at,
                          struct text_lines *counter, struct pairs *pairs, struct buffer *bytes,
                          uint64_t *values) {
    *pairs = (struct pairs){.text = blob->bytes, .at = at};
    buffer_clear(bytes);
    for (int byte = next_byte(pairs); byte >= 0; byte = next_byte(pairs)) {
        buffer_append_byte(bytes, (uint8_t)byte);
    }
    if (bytes->length >= BYTES_LEAST && !bytes->failed) {
        ++*values;
        examiner_claim(examiner, at, pairs->at);
        pass_on(blob, examiner, at, buffer_span(bytes), text_line_at(counter, blob->bytes, at));
    }
}

static void search_head(const struct blob *blob, struct examiner *examiner, const char *head,
                        bool amid_digits, struct buffer *bytes) {
    struct span text = blob->bytes;
    struct text_lines counter = {0};
    uint64_t values = 0;
    size_t at = text_find(text, 0, head);
    while (at != SIZE_MAX && values < examiner_limits(examiner)->blocks) {
        struct pairs pairs = {.text = text, .at = at + strlen(head)};
        size_t claimed = examiner_claimed(examiner, at);
        if (claimed) {
            pairs.at = claimed;
        } else if (amid_digits || at == 0 || hex_value(text.bytes[at - 1]) < 0) {
            examine_other(blob, examiner, at, &counter, &pairs, bytes, &values);
        }
        at = text_find(text, pairs.at, head);
    }
}

/* Other things than DER, by their first bytes in plain digits. What an archive holds is not looked
 * for again. Short heads count where digits begin: amid those of digests there are many. */
static void search_others(const struct blob *blob, struct examiner *examiner) {
    static const struct {
        const char *digits;
        bool amid_digits;
    } heads[] = {
        {"504b0304", false},         /* zip */
        {"377abcaf271c", false},     /* 7-Zip */
        {"1f8b0800", true},          /* gzip */
        {"425a68", false},           /* bzip2 */
        {"fd377a585a00", false},     /* xz */
        {"28b52ffd", false},         /* zstd */
        {"04224d18", false},         /* lz4 */
        {"5d0000", false},           /* lzma */
        {"3037303730", false},       /* cpio */
        {"213c617263683e0a", false}, /* ar */
        {"2d2d2d2d2d424547494e20", true},
        {"feedfeed0000000", true}, /* JKS */
        {"cececece0000000", true}, /* JCEKS */
    };
    struct buffer bytes = {.limit = (size_t)examiner_limits(examiner)->crl_bytes};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        char capitals[32] = "";
        for (size_t j = 0; heads[i].digits[j]; j++) {
            capitals[j] = (char)toupper(heads[i].digits[j]);
        }
        search_head(blob, examiner, heads[i].digits, heads[i].amid_digits, &bytes);
        if (strcmp(capitals, heads[i].digits) != 0) {
            search_head(blob, examiner, capitals, heads[i].amid_digits, &bytes);
        }
    }
    buffer_wipe(&bytes);
}

static bool accepts(const struct blob *blob) {
    return !blob->label[0] && blob->bytes.length >= BYTES_LEAST * 2;
}

static bool decode(const struct blob *blob, struct examiner *examiner) {
    struct span text = blob->bytes;
    struct text_lines counter = {0};
    uint64_t bound = examiner_limits(examiner)->crl_bytes;
    uint64_t work = 0, values = 0;
    struct buffer bytes = {.limit = (size_t)bound};
    const uint8_t *end = text.bytes + text.length;
    const uint8_t *found = text.bytes;
    while (found < end && (found = memchr(found, '3', (size_t)(end - found)))) {
        size_t start = (size_t)(found - text.bytes);
        struct pairs pairs = {.text = text, .at = start};
        found++;
        if (found == end || *found != '0' || !starts_at(text, start)) {
            continue;
        }
        bool whole = gather(&pairs, bound, &bytes, &work);
        if (whole && text_candidate_is_sound(buffer_span(&bytes)) &&
            ++values <= examiner_limits(examiner)->blocks) {
            pass_on(blob, examiner, start, buffer_span(&bytes),
                    text_line_at(&counter, text, start));
            found = text.bytes + pairs.at;
        } else if (work / WORK > text.length) {
            found = text.bytes + (pairs.at > start + 1 ? pairs.at : start + 1);
        }
    }
    buffer_wipe(&bytes);
    search_others(blob, examiner);
    return false;
}

/* Reads as much of the element as tells what it is. */
static bool element_may_begin(struct span text, size_t at) {
    enum { FRONT_BYTES = 12 };
    uint8_t front[FRONT_BYTES] = {0};
    struct pairs pairs = {.text = text, .at = at};
    if (!starts_at(text, at)) {
        return false;
    }
    for (size_t i = 0; i < FRONT_BYTES; i++) {
        int byte = next_byte(&pairs);
        if (byte < 0 || (i == 1 && (byte < SHORT_LEAST || byte == 0x80 || byte > 0x83))) {
            return false;
        }
        front[i] = (uint8_t)byte;
    }
    return structure_may_begin(span_of(front, sizeof front));
}

static bool begins_with_element(const struct blob *blob) {
    return span_starts_with(blob->bytes, "30", 2) && element_may_begin(blob->bytes, 0);
}

static bool confirms(struct span text, size_t at) {
    return element_may_begin(text, at + 1);
}

/* Behind what is no letter and no digit, save the x of a prefix: 30, and the first digit of the
 * next byte or the first of what separates them; where the length is short, also what comes next.
 * The heads of the others. */
#define BEFORE "[\\x00-/:-@\\[-`{-\\x7fxX]"
static const struct anchor anchors[] = {
    {BEFORE "308[1-3]", confirms},
    {BEFORE "30[2-7][0-9A-Fa-f]30[0-7]", confirms},
    {BEFORE "30[2-7][0-9A-Fa-f]0201", confirms},
    {BEFORE "30[ \t\r\n:,\"'+\\\\-]", confirms},
    {"2[dD]2[dD]2[dD]2[dD]2[dD]42", NULL},
    {"1[fF]8[bB]0800", NULL},
    {"504[bB]0304", NULL},
    {"377[aA][bB][cC][aA][fF]271[cC]", NULL},
    {"425[aA]683[1-9]", NULL},
    {"[fF][dD]377[aA]585[aA]00", NULL},
    {"28[bB]52[fF][fF][dD]", NULL},
    {"04224[dD]18", NULL},
    {"5[dD]0000[0-9a-fA-F][0-9a-fA-F]", NULL},
    {"3037303730", NULL},
    {"213[cC]617263683[eE]0[aA]", NULL},
    {"[fF][eE][eE][dD][fF][eE][eE][dD]000000", NULL},
    {"[cC][eE][cC][eE][cC][eE][cC][eE]000000", NULL},
    {0},
};

const struct decoder hex_text_decoder = {
    .name = "hex",
    .accepts = accepts,
    .decode = decode,
    .anchors = anchors,
    .front = begins_with_element,
};
