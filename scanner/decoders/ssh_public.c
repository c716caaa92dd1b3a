/* SSH public keys in text (RFC 4253 section 6.6 in base64, sshd(8) AUTHORIZED_KEYS and
 * SSH_KNOWN_HOSTS FILE FORMAT): "TYPE AAAA..." wherever it stands in a line, also in source code
 * and configuration. OpenSSH certificates give the key they certify and the key that signed them.
 */
#include <ctype.h>

#include "base/text.h"
#include "decoders/base64.h"
#include "decoders/decoder.h"
#include "decoders/key_report.h"
#include "decoders/ssh_report.h"

enum {
    TYPE_BYTES_MOST = 64,
    SEAM_BYTES_MOST = 128,
    GAP_BYTES_MOST = 16,         /* white space between type and key */
    BASE64_BYTES_MOST = 1 << 18, /* a certificate with many principals stays far below */
};

/* Every key begins with the length of its type name: four bytes of which three are zero. */
static const char anchor[] = "AAAA";

static bool is_digit(uint8_t byte) {
    return isalnum(byte) || byte == '+' || byte == '/';
}

static bool is_gap(uint8_t byte) {
    return byte == ' ' || byte == '\t';
}

/* The word before offset, at most one stretch of white space away; empty where there is none. */
static struct span word_before(struct span text, size_t offset) {
    size_t end = offset;
    while (end > 0 && offset - end < GAP_BYTES_MOST && is_gap(text.bytes[end - 1])) {
        end--;
    }
    size_t start = end;
    while (start > 0 && end - start <= TYPE_BYTES_MOST &&
           (isalnum(text.bytes[start - 1]) || strchr("-.@", text.bytes[start - 1])) &&
           text.bytes[start - 1]) {
        start--;
    }
    if (start > 0 && start < end && text.bytes[start - 1] == '\\') {
        start++; /* an escaped line end or tab */
    }
    return end < offset ? span_part(text, start, end - start) : (struct span){0};
}

/* Length of what source code puts between two parts of a key: a backslash before the line end, or
 * the seam of two strings with white space or an operator inside. 0 where there is none. */
static size_t seam_at(struct span text, size_t at) {
    uint8_t first = at < text.length ? text.bytes[at] : 0;
    size_t end = at + 1;
    if (first != '"' && first != '\'' && first != '\\') {
        return 0;
    }
    while (end < text.length && end - at < SEAM_BYTES_MOST &&
           (isspace(text.bytes[end]) || text.bytes[end] == '\\' ||
            (first != '\\' && text.bytes[end] == '+'))) {
        end++;
    }
    if (end >= text.length || end == at + 1) {
        return 0;
    }
    if (first == '\\') {
        return isspace(text.bytes[at + 1]) && is_digit(text.bytes[end]) ? end - at : 0;
    }
    return text.bytes[end] == first ? end + 1 - at : 0;
}

static void take_digits(struct span text, size_t at, struct buffer *digits) {
    while (at < text.length && !digits->failed) {
        size_t seam = is_digit(text.bytes[at]) ? 0 : seam_at(text, at);
        if (!seam && !is_digit(text.bytes[at])) {
            return;
        }
        if (!seam) {
            buffer_append_byte(digits, text.bytes[at]);
        }
        at += seam ? seam : 1;
    }
}

/* A file that is there for keys owes a row for one that cannot be read; in any other text it may be
 * an example that was cut short. */
static bool name_promises(const char *path) {
    static const char *const names[] = {"authorized_keys", "authorized_keys2", "known_hosts",
                                        "ssh_known_hosts"};
    const char *name = text_base_name(path);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return text_has_extension(name, ".pub");
}

static void examine_key(const struct blob *blob, struct examiner *examiner,
                        struct text_lines *lines, struct span type, size_t anchor_offset) {
    struct buffer digits = {.limit = BASE64_BYTES_MOST}, bytes = {.limit = BASE64_BYTES_MOST};
    struct arena arena = {0};
    struct ssh_public public;
    struct span name, rest;
    size_t bad = 0;
    struct place place;
    take_digits(blob->bytes, anchor_offset, &digits);
    bool clean =
        base64_decode(buffer_span(&digits), &bytes, &bad) && !bytes.failed && !digits.failed;
    rest = buffer_span(&bytes);
    bool named = ssh_take_string(&rest, &name) && span_equal(name, type);
    if (named) {
        place_at_line(&place, blob, lines, (size_t)(type.bytes - blob->bytes.bytes));
        if (clean && ssh_read_public(buffer_span(&bytes), &public, &arena)) {
            report_ssh_public(examiner, &place.at, &public, "ssh");
        } else if (name_promises(blob->name)) {
            examiner_problem(examiner, &place.at, "decode", "malformed",
                             "the SSH public key is damaged or cut short");
        }
    }
    arena_release(&arena);
    buffer_release(&digits);
    buffer_release(&bytes);
}

/* The next anchor that begins a word, from offset on; SIZE_MAX where there is none. */
static size_t next_anchor(struct span text, size_t from) {
    size_t at = text_find(text, from, anchor);
    while (at != SIZE_MAX && (at == 0 || !is_gap(text.bytes[at - 1]))) {
        at += sizeof anchor - 1;
        while (at < text.length && text.bytes[at] == 'A') {
            at++; /* zeros make long runs in base64, and none of these begins a word */
        }
        at = text_find(text, at, anchor);
    }
    return at;
}

static bool ssh_public_accepts(const struct blob *blob) {
    return !blob->label[0];
}

static bool is_type(struct span word) {
    return ssh_type_named(word) || ssh_type_certified(word);
}

static bool ssh_public_decode(const struct blob *blob, struct examiner *examiner) {
    struct text_lines lines = {0};
    struct span text = blob->bytes;
    uint64_t keys = 0;
    for (size_t at = next_anchor(text, 0); at != SIZE_MAX; at = next_anchor(text, at + 1)) {
        struct span type = word_before(text, at);
        if (!is_type(type)) {
            continue;
        }
        if (++keys > examiner_limits(examiner)->blocks) {
            examiner_problem(examiner, blob, "decode", "limit",
                             "more SSH keys than the limit blocks allows; the rest is unread");
            break;
        }
        examine_key(blob, examiner, &lines, type, at);
    }
    return false;
}

static bool confirms(struct span text, size_t at) {
    return is_type(word_before(text, at + 1));
}

static const struct anchor anchors[] = {{"[ \t]AAAA", confirms}, {0}};

const struct decoder ssh_public_decoder = {
    .name = "ssh_public",
    .accepts = ssh_public_accepts,
    .decode = ssh_public_decode,
    .anchors = anchors,
};
