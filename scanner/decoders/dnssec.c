/* DNSSEC keys: the private-key files of BIND and ldns (K*.private), and DNSKEY records (RFC 4034
 * section 2) in key files, zones and trust anchors. Algorithms: RFC 3110 and 5702 (RSA), 2536
 * (DSA), 6605 (ECDSA), 8080 (EdDSA). */
#include <ctype.h>
#include <stdio.h>
#include <strings.h>

#include "decoders/base64.h"
#include "decoders/decoder.h"
#include "decoders/key_report.h"
#include "decoders/public_key_build.h"

static const char private_anchor[] = "Private-key-format: v1.";
static const char *const record_anchors[] = {"DNSKEY", "initial-key"};

enum {
    FIELDS_MOST = 40,
    RECORD_BYTES_MOST = 1 << 15,
    VALUE_BYTES_MOST = 1 << 14,
};

enum family { FAMILY_NONE, FAMILY_RSA, FAMILY_DSA, FAMILY_ECDSA, FAMILY_EDWARDS, FAMILY_SYMMETRIC };

struct algorithm {
    const char *mnemonic;
    const char *name; /* of the curve or algorithm, in our words */
    size_t bytes;     /* of the public key on the wire */
    unsigned number;
    enum family family;
};

static const struct algorithm algorithms[] = {
    {"RSAMD5", "", 0, 1, FAMILY_RSA},
    {"DSA", "", 0, 3, FAMILY_DSA},
    {"RSASHA1", "", 0, 5, FAMILY_RSA},
    {"NSEC3DSA", "", 0, 6, FAMILY_DSA},
    {"NSEC3RSASHA1", "", 0, 7, FAMILY_RSA},
    {"RSASHA256", "", 0, 8, FAMILY_RSA},
    {"RSASHA512", "", 0, 10, FAMILY_RSA},
    {"ECDSAP256SHA256", "P-256", 64, 13, FAMILY_ECDSA},
    {"ECDSAP384SHA384", "P-384", 96, 14, FAMILY_ECDSA},
    {"ED25519", "Ed25519", 32, 15, FAMILY_EDWARDS},
    {"ED448", "Ed448", 57, 16, FAMILY_EDWARDS},
};

static const struct algorithm *algorithm_of(struct span word) {
    unsigned number = 0;
    if (!word.bytes) {
        return NULL;
    }
    for (size_t i = 0; i < word.length && i < 3 && isdigit(word.bytes[i]); i++) {
        number = number * 10 + (unsigned)(word.bytes[i] - '0');
    }
    for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++) {
        const struct algorithm *algorithm = &algorithms[i];
        if (number == algorithm->number ||
            (word.length == strlen(algorithm->mnemonic) &&
             strncasecmp((const char *)word.bytes, algorithm->mnemonic, word.length) == 0)) {
            return algorithm;
        }
    }
    return NULL;
}

/* Private-key files. */

struct private_file {
    const struct algorithm *algorithm;
    bool has_algorithm;
    bool is_symmetric; /* HMAC or Diffie-Hellman: no key pair of ours */
    bool is_label;     /* the private half is in a token */
    struct buffer modulus, exponent, private_exponent; /* RSA */
    struct buffer private_key;                         /* elliptic curves */
    struct buffer p, q, g, x, y;                       /* DSA */
};

static void private_file_wipe(struct private_file *file) {
    buffer_wipe(&file->modulus);
    buffer_wipe(&file->exponent);
    buffer_wipe(&file->private_exponent);
    buffer_wipe(&file->private_key);
    buffer_wipe(&file->p);
    buffer_wipe(&file->q);
    buffer_wipe(&file->g);
    buffer_wipe(&file->x);
    buffer_wipe(&file->y);
}

static struct span take_line(struct span *rest) {
    const uint8_t *end =
        rest->length && rest->bytes ? memchr(rest->bytes, '\n', rest->length) : NULL;
    size_t length = end ? (size_t)(end - rest->bytes) : rest->length;
    struct span line = span_part(*rest, 0, length);
    *rest = span_from(*rest, end ? length + 1 : length);
    while (line.bytes && line.length && isspace(line.bytes[0])) {
        line = span_from(line, 1);
    }
    return line;
}

/* Splits "Name: value"; false at the end of the file's lines. */
static bool take_field(struct span *rest, struct span *name, struct span *value) {
    struct span line = take_line(rest);
    const uint8_t *colon = line.length && line.bytes ? memchr(line.bytes, ':', line.length) : NULL;
    if (!colon) {
        return false;
    }
    *name = span_part(line, 0, (size_t)(colon - line.bytes));
    *value = span_from(line, name->length + 1);
    while (value->length && value->bytes[0] == ' ') {
        *value = span_from(*value, 1);
    }
    return value->length <= VALUE_BYTES_MOST;
}

/* With all its padding: nothing else tells a number that was cut short. */
static bool decode_value(struct span value, struct buffer *number) {
    size_t bad = 0;
    while (value.length && isspace(value.bytes[value.length - 1])) {
        value.length--;
    }
    return value.length % 4 == 0 && base64_decode(value, number, &bad);
}

static void keep_field(struct private_file *file, struct span name, struct span value) {
    const struct {
        const char *name;
        struct buffer *number;
    } fields[] = {{"Modulus", &file->modulus},
                  {"PublicExponent", &file->exponent},
                  {"PrivateExponent", &file->private_exponent},
                  {"PrivateKey", &file->private_key},
                  {"Prime(p)", &file->p},
                  {"Subprime(q)", &file->q},
                  {"Base(g)", &file->g},
                  {"Private_value(x)", &file->x},
                  {"Public_value(y)", &file->y}};
    if (span_equal(name, span_text("Algorithm"))) {
        file->has_algorithm = true;
        file->algorithm = algorithm_of(value);
        file->is_symmetric = span_starts_with(value, "157", 3) ||
                             span_starts_with(value, "16", 2) || span_starts_with(value, "2 ", 2);
        if (span_starts_with(value, "16 ", 3)) {
            file->is_symmetric = false; /* Ed448 */
        }
    } else if (span_equal(name, span_text("Label"))) {
        file->is_label = true;
    }
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (span_equal(name, span_text(fields[i].name)) && !fields[i].number->length &&
            !decode_value(value, fields[i].number)) {
            buffer_wipe(fields[i].number);
        }
    }
}

static bool private_half(const struct private_file *file, struct public_key *key,
                         struct arena *arena) {
    struct span private = buffer_span(&file->private_key);
    struct dsa_numbers dsa = {buffer_span(&file->p), buffer_span(&file->q), buffer_span(&file->g),
                              buffer_span(&file->y)};
    switch (file->algorithm->family) {
    case FAMILY_RSA:
        return (file->private_exponent.length || file->is_label) &&
               public_key_of_rsa(buffer_span(&file->modulus), buffer_span(&file->exponent), key,
                                 arena);
    case FAMILY_DSA:
        return file->x.length && public_key_of_dsa(&dsa, key, arena);
    case FAMILY_ECDSA: /* written without leading zeros */
        return private.length + 1 >= file->algorithm->bytes / 2 &&
               public_key_of_scalar(file->algorithm->name, private, key, arena);
    case FAMILY_EDWARDS:
        return private.length && public_key_of_seed(file->algorithm->name, private, key, arena);
    default:
        return false;
    }
}

static void report_private(const struct blob *at, struct examiner *examiner,
                           const struct private_file *file) {
    struct artifact artifact = artifact_of(KIND_PRIVATE_KEY, "DNSSEC private key");
    struct arena arena = {0};
    artifact.encoding = "dnssec";
    if (file->is_symmetric) {
        examiner_recognised(examiner);
    } else if (!file->algorithm) {
        examiner_problem(examiner, at, "decode", "unsupported",
                         "DNSSEC private key of an unknown algorithm: not opened");
    } else if (private_half(file, &artifact.key, &arena)) {
        report_key(examiner, at, &artifact, (struct span){0});
    } else {
        examiner_problem(examiner, at, "decode", "malformed",
                         "the DNSSEC private key lacks numbers or is damaged");
    }
    arena_release(&arena);
}

static void examine_private(const struct blob *blob, struct examiner *examiner) {
    struct text_lines lines = {0};
    struct place place;
    size_t at = text_find(blob->bytes, 0, private_anchor);
    while (at != SIZE_MAX) {
        size_t next = text_find(blob->bytes, at + 1, private_anchor);
        struct private_file file = {0};
        struct span name, value, rest = span_part(blob->bytes, at, next - at);
        for (int i = 0; i < FIELDS_MOST && take_field(&rest, &name, &value); i++) {
            keep_field(&file, name, value);
        }
        if (file.has_algorithm) {
            place_at_line(&place, blob, &lines, at);
            report_private(&place.at, examiner, &file);
        }
        private_file_wipe(&file);
        at = next;
    }
}

/* Records. */

static struct span take_word(struct span *rest) {
    size_t start = 0;
    if (!rest->bytes) {
        return *rest;
    }
    while (start < rest->length &&
           (rest->bytes[start] == ' ' || rest->bytes[start] == '\t' || rest->bytes[start] == '(')) {
        start++;
    }
    size_t end = start;
    while (end < rest->length && end - start < 32 && isalnum(rest->bytes[end])) {
        end++;
    }
    struct span word = span_part(*rest, start, end - start);
    *rest = span_from(*rest, end);
    return word;
}

static bool is_number(struct span word) {
    for (size_t i = 0; i < word.length; i++) {
        if (!isdigit(word.bytes[i])) {
            return false;
        }
    }
    return word.length > 0 && word.length <= 5;
}

/* Base64 in pieces: between parentheses over several lines with comments, or between quotes. False
 * where the text ends before the record does: nothing else tells an RSA key that was cut short. */
static bool take_base64(struct span rest, bool open, struct buffer *digits) {
    for (size_t at = 0; at < rest.length; at++) {
        uint8_t byte = rest.bytes[at];
        if (isalnum(byte) || byte == '+' || byte == '/' || byte == '=') {
            buffer_append_byte(digits, byte);
        } else if (byte == '(') {
            open = true;
        } else if (byte == ';' && open) {
            const uint8_t *end = memchr(rest.bytes + at, '\n', rest.length - at);
            at = end ? (size_t)(end - rest.bytes) : rest.length - 1;
        } else if (byte == '\n' ? !open : !isspace(byte) && byte != '"') {
            return true;
        }
    }
    return false;
}

/* RFC 3110 section 2: length of the exponent in one byte, or in two after a zero. */
static bool rsa_record(struct span bytes, struct public_key *key, struct arena *arena) {
    size_t head = bytes.length && bytes.bytes[0] ? 1 : 3;
    if (bytes.length <= head) {
        return false;
    }
    size_t length = head == 1 ? bytes.bytes[0] : (size_t)bytes.bytes[1] << 8 | bytes.bytes[2];
    return length < bytes.length - head &&
           public_key_of_rsa(span_from(bytes, head + length), span_part(bytes, head, length), key,
                             arena);
}

/* RFC 2536 section 2: T, q, then p, g and y of 64 + 8 T bytes each. */
static bool dsa_record(struct span bytes, struct public_key *key, struct arena *arena) {
    size_t length = bytes.length ? 64 + 8 * (size_t)bytes.bytes[0] : 0;
    if (length == 0 || bytes.length != 21 + 3 * length) {
        return false;
    }
    struct dsa_numbers numbers = {.q = span_part(bytes, 1, 20),
                                  .p = span_part(bytes, 21, length),
                                  .g = span_part(bytes, 21 + length, length),
                                  .y = span_part(bytes, 21 + 2 * length, length)};
    return public_key_of_dsa(&numbers, key, arena);
}

static bool public_half(const struct algorithm *algorithm, struct span bytes,
                        struct public_key *key, struct arena *arena) {
    size_t half = bytes.length / 2;
    if (algorithm->bytes && algorithm->bytes != bytes.length) {
        return false;
    }
    switch (algorithm->family) {
    case FAMILY_RSA:
        return rsa_record(bytes, key, arena);
    case FAMILY_DSA:
        return dsa_record(bytes, key, arena);
    case FAMILY_ECDSA:
        return public_key_of_coordinates(algorithm->name, span_part(bytes, 0, half),
                                         span_from(bytes, half), key, arena);
    case FAMILY_EDWARDS:
        return public_key_of_octets(algorithm->name, bytes, key, arena);
    default:
        return false;
    }
}

/* rest: what follows the record type: flags, protocol 3, algorithm, key. */
static bool read_record(struct span rest, struct public_key *key, struct arena *arena) {
    struct buffer digits = {.limit = RECORD_BYTES_MOST}, bytes = {0};
    struct span start = rest;
    struct span flags = take_word(&rest), protocol = take_word(&rest);
    const struct algorithm *algorithm = algorithm_of(take_word(&rest));
    size_t bad = 0;
    bool known = false;
    if (start.bytes && start.length && isspace(start.bytes[0]) && is_number(flags) && algorithm &&
        span_equal(protocol, span_text("3")) && rest.length && !isalnum(rest.bytes[0])) {
        size_t head = start.length - rest.length;
        known = take_base64(rest, memchr(start.bytes, '(', head) != NULL, &digits) &&
                !digits.failed && base64_decode(buffer_span(&digits), &bytes, &bad) &&
                public_half(algorithm, buffer_span(&bytes), key, arena);
    }
    buffer_release(&digits);
    buffer_release(&bytes);
    return known;
}

static void examine_records(const struct blob *blob, struct examiner *examiner,
                            const char *anchor) {
    struct text_lines lines = {0};
    struct place place;
    size_t length = strlen(anchor);
    size_t at = text_find(blob->bytes, 0, anchor);
    while (at != SIZE_MAX) {
        struct artifact artifact = artifact_of(KIND_PUBLIC_KEY, "DNSKEY");
        struct arena arena = {0};
        size_t start = at + length;
        size_t next = text_find(blob->bytes, start, anchor);
        size_t most = next - start < RECORD_BYTES_MOST ? next - start : RECORD_BYTES_MOST;
        if (read_record(span_part(blob->bytes, start, most), &artifact.key, &arena)) {
            artifact.encoding = "dnssec";
            place_at_line(&place, blob, &lines, at);
            report_key(examiner, &place.at, &artifact, (struct span){0});
        }
        arena_release(&arena);
        at = next;
    }
}

static bool dnssec_accepts(const struct blob *blob) {
    return !blob->label[0];
}

static bool dnssec_decode(const struct blob *blob, struct examiner *examiner) {
    examine_private(blob, examiner);
    for (size_t i = 0; i < sizeof record_anchors / sizeof *record_anchors; i++) {
        examine_records(blob, examiner, record_anchors[i]);
    }
    return false;
}

/* Flags and protocol follow the record type. */
static bool record_may_begin(struct span text, size_t at) {
    struct span rest = span_from(text, at);
    bool spaced = rest.length && isspace(rest.bytes[0]);
    struct span flags = take_word(&rest), protocol = take_word(&rest);
    return rest.length == 0 || (spaced && is_number(flags) && span_equal(protocol, span_text("3")));
}

static bool dnskey_confirms(struct span text, size_t at) {
    return record_may_begin(text, at + strlen(record_anchors[0]));
}

static bool initial_key_confirms(struct span text, size_t at) {
    return record_may_begin(text, at + strlen(record_anchors[1]));
}

static const struct anchor anchors[] = {{private_anchor, NULL},
                                        {"DNSKEY", dnskey_confirms},
                                        {"initial-key", initial_key_confirms},
                                        {0}};

const struct decoder dnssec_decoder = {
    .name = "dnssec",
    .accepts = dnssec_accepts,
    .decode = dnssec_decode,
    .anchors = anchors,
};
