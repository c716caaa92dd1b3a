/* Armour, keystores, archives and compressed files written as hexadecimal digits, known by their
 * first digits: in a row, or in pairs as editors, debuggers and .NET's BitConverter write them. */
#include <ctype.h>

#include "decoders/hex_pairs.h"
#include "decoders/key_report.h"
#include "decoders/text_candidate.h"

/* Short heads count where digits begin: amid those of digests there are many. */
static const struct head {
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
enum { HEADS = sizeof heads / sizeof *heads };

/* Where a value that begins with each head ended: within it the head is not looked for again. */
struct search {
    size_t resume[HEADS];
    struct text_lines counter;
    struct buffer bytes;
    uint64_t values;
};

/* Do the digits stand there, in a row or with one separator between all pairs? */
static bool stands_at(struct span text, size_t at, const char *digits) {
    uint8_t separator = at + 2 < text.length ? text.bytes[at + 2] : 0;
    bool apart = byte_is_one_of(separator, " :-");
    for (size_t i = 0; digits[i]; i++, at++) {
        if (apart && i > 0 && i % 2 == 0) {
            if (at >= text.length || text.bytes[at] != separator) {
                return false;
            }
            at++;
        }
        if (at >= text.length || tolower(text.bytes[at]) != digits[i]) {
            return false;
        }
    }
    return true;
}

/* What an archive holds is not looked for again. */
static void examine_value(const struct blob *blob, struct examiner *examiner, size_t at,
                          struct search *search, size_t head) {
    struct hex_pairs pairs = {.text = blob->bytes, .at = at};
    struct buffer *bytes = &search->bytes;
    buffer_clear(bytes);
    for (int byte = hex_next_byte(&pairs); byte >= 0; byte = hex_next_byte(&pairs)) {
        buffer_append_byte(bytes, (uint8_t)byte);
    }
    search->resume[head] = pairs.at;
    if (bytes->length >= HEX_BYTES_LEAST && !bytes->failed) {
        search->values++;
        examiner_claim(examiner, at, pairs.at);
        text_candidate_examine(blob, examiner, "hex", at, buffer_span(bytes),
                               text_line_at(&search->counter, blob->bytes, at));
    }
}

/* The heads that may stand at at; claimed places are passed over. */
static void try_place(const struct blob *blob, struct examiner *examiner, size_t at,
                      struct search *search) {
    struct span text = blob->bytes;
    bool amid_digits = at > 0 && hex_value(text.bytes[at - 1]) >= 0;
    for (size_t i = 0; i < HEADS; i++) {
        const struct head *head = &heads[i];
        if (at < search->resume[i] || (amid_digits && !head->amid_digits) ||
            !stands_at(text, at, head->digits)) {
            continue;
        }
        size_t claimed = examiner_claimed(examiner, at);
        if (claimed) {
            search->resume[i] = claimed;
        } else {
            examine_value(blob, examiner, at, search, i);
        }
    }
}

static bool decode(const struct blob *blob, struct examiner *examiner) {
    struct span text = blob->bytes;
    struct search search = {.bytes.limit = (size_t)examiner_limits(examiner)->crl_bytes};
    uint64_t most = examiner_limits(examiner)->blocks;
    bool begins[256] = {false}; /* a head, with this byte */
    uint8_t digit[256];
    for (size_t byte = 0; byte < 256; byte++) {
        digit[byte] = (uint8_t)hex_value((uint8_t)byte); /* 0xFF where it is none */
    }
    for (size_t i = 0; i < HEADS; i++) {
        const uint8_t *first = (const uint8_t *)heads[i].digits;
        begins[digit[first[0]] << 4 | digit[first[1]]] = true;
    }
    for (size_t at = 0; at + 1 < text.length && search.values < most; at++) {
        uint8_t high = digit[text.bytes[at]], low = digit[text.bytes[at + 1]];
        if ((high | low) < 16 && begins[high << 4 | low]) {
            try_place(blob, examiner, at, &search);
        }
    }
    buffer_wipe(&search.bytes);
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
