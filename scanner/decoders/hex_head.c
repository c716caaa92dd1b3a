/* Armour, keystores, archives and compressed files written as hexadecimal digits, known by their
 * first digits, which stand without anything between them. */
#include <ctype.h>

#include "decoders/hex_pairs.h"
#include "decoders/key_report.h"

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
    return false;
}

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
    {0},
};

const struct decoder hex_head_decoder = {
    .name = "hex-head",
    .accepts = hex_accepts,
    .decode = decode,
    .anchors = anchors,
};
