/* Armour, keystores, archives and compressed files written as hexadecimal digits, known by their
 * first digits: in a row, or in pairs as editors, debuggers and .NET's BitConverter write them. */
#include <ctype.h>

#include "decoders/hex_pairs.h"
#include "decoders/key_report.h"

enum { HEAD_MOST = 48 }; /* bytes of the longest, with its separators */

static void examine_value(const struct blob *blob, struct examiner *examiner, size_t at,
                          struct text_lines *counter, struct hex_pairs *pairs, struct buffer *bytes,
                          uint64_t *values) {
    *pairs = (struct hex_pairs){.text = blob->bytes, .at = at};
    buffer_clear(bytes);
    for (int byte = hex_next_byte(pairs); byte >= 0; byte = hex_next_byte(pairs)) {
        buffer_append_byte(bytes, (uint8_t)byte);
    }
    if (bytes->length >= HEX_BYTES_LEAST && !bytes->failed) {
        ++*values;
        examiner_claim(examiner, at, pairs->at);
        hex_pass_on(blob, examiner, at, buffer_span(bytes), text_line_at(counter, blob->bytes, at));
    }
}

static void search_head(const struct blob *blob, struct examiner *examiner, const char *head,
                        bool amid_digits, struct buffer *bytes) {
    struct span text = blob->bytes;
    struct text_lines counter = {0};
    uint64_t values = 0;
    size_t at = text_find(text, 0, head);
    while (at != SIZE_MAX && values < examiner_limits(examiner)->blocks) {
        struct hex_pairs pairs = {.text = text, .at = at + strlen(head)};
        size_t claimed = examiner_claimed(examiner, at);
        if (claimed) {
            pairs.at = claimed;
        } else if (amid_digits || at == 0 || hex_value(text.bytes[at - 1]) < 0) {
            examine_value(blob, examiner, at, &counter, &pairs, bytes, &values);
        }
        at = text_find(text, pairs.at, head);
    }
}

/* The digits in either case, with separator (0: nothing) between pairs. */
static void write_head(const char *digits, bool capitals, char separator, char head[HEAD_MOST]) {
    size_t length = 0;
    for (size_t i = 0; digits[i]; i++) {
        if (separator && i > 0 && i % 2 == 0) {
            head[length++] = separator;
        }
        head[length++] = (char)(capitals ? toupper(digits[i]) : digits[i]);
    }
    head[length] = 0;
}

/* What an archive holds is not looked for again. Short heads count where digits begin: amid those
 * of digests there are many. */
static bool decode(const struct blob *blob, struct examiner *examiner) {
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
    static const char separators[] = {0, ' ', ':', '-'};
    struct buffer bytes = {.limit = (size_t)examiner_limits(examiner)->crl_bytes};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        for (size_t way = 0; way < sizeof separators * 2; way++) {
            char small[HEAD_MOST], head[HEAD_MOST];
            write_head(heads[i].digits, false, separators[way / 2], small);
            write_head(heads[i].digits, way % 2, separators[way / 2], head);
            if (way % 2 == 0 || strcmp(small, head) != 0) {
                search_head(blob, examiner, head, heads[i].amid_digits, &bytes);
            }
        }
    }
    buffer_wipe(&bytes);
    return false;
}

#define BETWEEN "[ :-]"
static const struct anchor anchors[] = {
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
    {"2[dD]" BETWEEN "2[dD]" BETWEEN "2[dD]" BETWEEN "2[dD]" BETWEEN "2[dD]" BETWEEN "42", NULL},
    {"1[fF]" BETWEEN "8[bB]" BETWEEN "08" BETWEEN "00", NULL},
    {"50" BETWEEN "4[bB]" BETWEEN "03" BETWEEN "04", NULL},
    {"37" BETWEEN "7[aA]" BETWEEN "[bB][cC]" BETWEEN "[aA][fF]", NULL},
    {"42" BETWEEN "5[aA]" BETWEEN "68" BETWEEN "3[1-9]", NULL},
    {"[fF][dD]" BETWEEN "37" BETWEEN "7[aA]" BETWEEN "58", NULL},
    {"28" BETWEEN "[bB]5" BETWEEN "2[fF]" BETWEEN "[fF][dD]", NULL},
    {"04" BETWEEN "22" BETWEEN "4[dD]" BETWEEN "18", NULL},
    {"5[dD]" BETWEEN "00" BETWEEN "00" BETWEEN "[0-9a-fA-F]", NULL},
    {"30" BETWEEN "37" BETWEEN "30" BETWEEN "37" BETWEEN "30", NULL},
    {"21" BETWEEN "3[cC]" BETWEEN "61" BETWEEN "72" BETWEEN "63", NULL},
    {"[fF][eE]" BETWEEN "[eE][dD]" BETWEEN "[fF][eE]" BETWEEN "[eE][dD]", NULL},
    {"[cC][eE]" BETWEEN "[cC][eE]" BETWEEN "[cC][eE]" BETWEEN "[cC][eE]", NULL},
    {0},
};

const struct decoder hex_head_decoder = {
    .name = "hex-head",
    .accepts = hex_accepts,
    .decode = decode,
    .anchors = anchors,
};
