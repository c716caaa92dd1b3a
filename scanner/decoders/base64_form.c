#define _GNU_SOURCE
#include "decoders/base64_form.h"

#include "decoders/archive_magic.h"
#include "decoders/base64.h"

enum { FRONT_DIGITS = 24 }; /* that tell text from other bytes */

/* What the first digits tell. */
static const struct {
    const char *head;
    enum form form;
} heads[] = {
    {"TFMwdExTMUNSVWRKVGl", FORM_TWICE}, /* LS0tLS1CRUdJTi */
    {"VUVzR", FORM_TWICE},               /* zip */
    {"UWxwb09", FORM_TWICE},             /* bzip2 */
    {"L1RkNldG", FORM_TWICE},            /* xz */
    {"S0xVdi", FORM_TWICE},              /* zstd */
    {"QkNKTkd", FORM_TWICE},             /* lz4 */
    {"TjNxOHJ5Y2NB", FORM_TWICE},        /* 7-Zip */
    {"WFFBQ", FORM_TWICE},               /* lzma */
    {"/u3+7QAAAA", FORM_BINARY},         /* JKS */
    {"zs7OzgAAAA", FORM_BINARY},         /* JCEKS */
    {"AAAAAQAAABQ", FORM_BINARY},        /* BKS, UBER */
    {"AAAAAgAAABQ", FORM_BINARY},        /* BKS */
    {"H4sIA", FORM_BINARY},              /* gzip */
    {"UEsD", FORM_BINARY},               /* zip */
    {"QlpoOTFBWSZTW", FORM_BINARY},      /* bzip2 */
    {"/Td6WFoA", FORM_BINARY},           /* xz */
    {"KLUv/", FORM_BINARY},              /* zstd */
    {"BCJNGE", FORM_BINARY},             /* lz4, by its flags */
    {"BCJNGF", FORM_BINARY},
    {"BCJNGG", FORM_BINARY},
    {"BCJNGH", FORM_BINARY},
    {"MDcwNzA", FORM_BINARY},             /* cpio */
    {"ITxhcmNoPgo", FORM_BINARY},         /* ar */
    {"N3q8ryccA", FORM_BINARY},           /* 7-Zip */
    {"b3BlbnNzaC1rZXktdjE", FORM_BINARY}, /* openssh-key-v1 */
    {"/v8ALQAtAC0A", FORM_BINARY},        /* dashes in UTF-16, high byte first */
};

/* SEQUENCE and its length: short, or in one to three octets. */
static bool is_der_head(struct span text) {
    return text.bytes && text.length >= 4 && text.bytes[0] == 'M' && text.bytes[1] >= 'A' &&
           text.bytes[1] <= 'I';
}

/* The header of zlib (RFC 1950) at its usual level or its best, and a compressed block (RFC 1951
 * section 3.2.3): stored ones hold nothing that is not found without them. */
static bool is_zlib(struct span text) {
    static const struct {
        uint8_t second, least, most; /* digits */
    } levels[] = {{'J', 'w', 'z'}, {'N', 'o', 'r'}};
    if (text.length < 4 || text.bytes[0] != 'e' || base64_value(text.bytes[3]) < 0) {
        return false;
    }
    int block = base64_value(text.bytes[3]) >> 1 & 3;
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        if (text.bytes[1] == levels[i].second && text.bytes[2] >= levels[i].least &&
            text.bytes[2] <= levels[i].most) {
            return block == 1 || block == 2;
        }
    }
    return false;
}

/* LZMA before xz has a head of numbers. */
static bool is_lzma(struct span text) {
    struct buffer front = {0};
    size_t bad = 0;
    if (!span_starts_with(text, "XQAA", 4)) {
        return false;
    }
    base64_decode(span_part(text, 0, FRONT_DIGITS), &front, &bad);
    bool is = archive_magic_at_front(buffer_span(&front)) == MAGIC_COMPRESSED;
    buffer_release(&front);
    return is;
}

bool base64_is_text(struct span text) {
    uint32_t gathered = 0;
    if (text.length < FRONT_DIGITS) {
        return false;
    }
    for (size_t i = 0; i < FRONT_DIGITS; i++) {
        int value = base64_value(text.bytes[i]);
        if (value < 0) {
            return false;
        }
        gathered = gathered << 6 | (uint32_t)value;
        if (i % 4 == 0) {
            continue;
        }
        uint8_t byte = (uint8_t)(gathered >> (6 - 2 * (i % 4)));
        if (byte >= 0x7F || (byte < ' ' && byte != '\n' && byte != '\r' && byte != '\t')) {
            return false;
        }
    }
    return true;
}

/* How texts begin that are known to hold keys: armour, JSON, YAML of Kubernetes, XML, remarks,
 * keys of SSH, what OpenSSL prints, base64 and hexadecimal once more. */
static bool is_known_text(struct span text) {
    static const char *const fronts[] = {
        "LS0t", "eyJ",  "ewo", "ew0", "W3si", "YXBp", "a2lu", "PD",   "PE",   "PF",   "PG",  "PH",
        "c3No", "ZWNk", "Iy",  "Iw",  "I2Ns", "Y2xp", "UHVU", "MzA4", "VEZN", "VFVs", "SDRz"};
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++) {
        if (span_starts_with(text, fronts[i], strlen(fronts[i]))) {
            return base64_is_text(text);
        }
    }
    return false;
}

/* Base64 once more of what begins as a SEQUENCE, or as a cpio file: MC to MI, then a digit or a
 * letter of the next byte. */
static bool is_der_again(struct span text) {
    return text.length > 2 && span_starts_with(text, "TU", 2) &&
           byte_is_one_of(text.bytes[2], "MNQRUVYZcdghl");
}

enum form base64_form_at(struct span text) {
    for (size_t i = 0; text.bytes && i < sizeof heads / sizeof *heads; i++) {
        if (span_starts_with(text, heads[i].head, strlen(heads[i].head))) {
            return heads[i].form;
        }
    }
    return is_der_again(text)    ? FORM_TWICE
           : is_der_head(text)   ? FORM_DER
           : is_known_text(text) ? FORM_TEXT
           : is_zlib(text)       ? FORM_BINARY
           : is_lzma(text)       ? FORM_BINARY
                                 : FORM_NONE;
}

/* Three ways to fall on groups of three bytes, each for "-----BEGIN " and for "BEGIN" in UTF-16. */
static const char *const mark_digits[BASE64_MARKS] = {
    "LS0tLS1CRUdJTi", "0tLS0tQkVHSU4g", "tLS0tLUJFR0lOI",
    "QgBFAEcASQBOA",  "IARQBHAEkATgA",  "CAEUARwBJAE4A",
};

size_t base64_next_mark(struct base64_marks *marks, struct span text, size_t from) {
    size_t nearest = SIZE_MAX;
    for (size_t i = 0; i < BASE64_MARKS; i++) {
        size_t *next = &marks->next[i];
        if (*next <= from) { /* the one behind was passed */
            struct span rest = span_from(text, from);
            const uint8_t *found = rest.length ? memmem(rest.bytes, rest.length, mark_digits[i],
                                                        strlen(mark_digits[i]))
                                               : NULL;
            *next = found ? (size_t)(found - text.bytes) + 1 : SIZE_MAX;
        }
        if (*next != SIZE_MAX && *next - 1 < nearest) {
            nearest = *next - 1;
        }
    }
    return nearest;
}
