/* PuTTY private keys, versions 1 to 3 (PuTTY manual, appendix C): text with the public half in the
 * clear. */
#include <ctype.h>
#include <stdio.h>

#include "decoders/base64.h"
#include "decoders/decoder.h"
#include "decoders/key_report.h"
#include "decoders/pem_prefix.h"
#include "decoders/putty_lock.h"
#include "decoders/ssh_wire.h"
#include "decoders/text_escape.h"

static const char anchor[] = "PuTTY-User-Key-File-";

enum {
    LINES_MOST = 40, /* header lines before the private part */
    BASE64_LINES_MOST = 2048,
    SHOWN_BYTES = 32,
    PLAIN_BYTES_MOST = 1 << 18, /* of a key that is escaped or quoted */
};

/* What one file says; spans into its text. */
struct putty_key {
    struct span type, encryption, remark, derivation, memory, passes, lanes, salt, mac, hash;
    struct span public;  /* base64 lines */
    struct span private; /* likewise */
    bool has_public, has_private;
    int version;
};

static struct span line_of(struct span text) {
    const uint8_t *end = text.length ? memchr(text.bytes, '\n', text.length) : NULL;
    return span_part(text, 0, end ? (size_t)(end - text.bytes) : text.length);
}

/* One line without its end and without indentation. */
static struct span take_line(struct span *rest) {
    const uint8_t *end = rest->length ? memchr(rest->bytes, '\n', rest->length) : NULL;
    size_t length = end ? (size_t)(end - rest->bytes) : rest->length;
    struct span line = span_part(*rest, 0, length);
    *rest = span_from(*rest, end ? length + 1 : length);
    while (line.length && isspace(line.bytes[line.length - 1])) {
        line.length--;
    }
    while (line.length && isspace(line.bytes[0])) {
        line = span_from(line, 1);
    }
    return line;
}

/* The value of "name: value". */
static bool value_of(struct span line, const char *name, struct span *value) {
    size_t length = strlen(name);
    if (!span_starts_with(line, name, length) || line.length < length + 1 ||
        line.bytes[length] != ':') {
        return false;
    }
    *value = span_from(line, length + 1);
    while (value->length && value->bytes[0] == ' ') {
        *value = span_from(*value, 1);
    }
    return true;
}

static bool small_number(struct span digits, size_t *number) {
    *number = 0;
    for (size_t i = 0; i < digits.length; i++) {
        if (!isdigit(digits.bytes[i]) || i > 8) {
            return false;
        }
        *number = *number * 10 + (size_t)(digits.bytes[i] - '0');
    }
    return digits.length > 0;
}

/* Takes as many lines as count says; false where there are fewer, or too many are asked for. */
static bool take_block(struct span *rest, struct span count, struct span *block) {
    size_t lines = 0;
    struct span start = *rest;
    if (!small_number(count, &lines) || lines > BASE64_LINES_MOST) {
        return false;
    }
    for (size_t i = 0; i < lines; i++) {
        if (take_line(rest).length == 0) {
            return false;
        }
    }
    *block = span_part(start, 0, start.length - rest->length);
    return lines > 0;
}

/* Spaces belong to the remark: the MAC is over all of them. */
static bool read_remark(struct span whole, struct putty_key *key) {
    static const char name[] = "Comment: ";
    if (!span_starts_with(whole, name, sizeof name - 1)) {
        return false;
    }
    key->remark = span_from(whole, sizeof name - 1);
    while (key->remark.length && key->remark.bytes[key->remark.length - 1] == '\r') {
        key->remark.length--;
    }
    return true;
}

static bool read_field(struct span line, struct putty_key *key) {
    return value_of(line, "Encryption", &key->encryption) ||
           value_of(line, "Comment", &key->remark) ||
           value_of(line, "Key-Derivation", &key->derivation) ||
           value_of(line, "Argon2-Memory", &key->memory) ||
           value_of(line, "Argon2-Passes", &key->passes) ||
           value_of(line, "Argon2-Parallelism", &key->lanes) ||
           value_of(line, "Argon2-Salt", &key->salt) || value_of(line, "Private-MAC", &key->mac) ||
           value_of(line, "Private-Hash", &key->hash);
}

/* Up to the MAC, which comes last. */
static void read_lines(struct span rest, struct putty_key *key) {
    struct span count;
    for (int i = 0; i < LINES_MOST && rest.length && !key->mac.length && !key->hash.length; i++) {
        struct span whole = line_of(rest), line = take_line(&rest);
        if (read_remark(whole, key) || read_field(line, key)) {
            continue;
        }
        if (value_of(line, "Public-Lines", &count)) {
            key->has_public = take_block(&rest, count, &key->public);
        } else if (value_of(line, "Private-Lines", &count)) {
            key->has_private = take_block(&rest, count, &key->private);
        }
    }
}

/* Only what such a value may hold is shown. */
static void show(char out[SHOWN_BYTES], struct span value) {
    size_t length = 0;
    while (length < value.length && length < SHOWN_BYTES - 1 &&
           (isalnum(value.bytes[length]) || value.bytes[length] == '-')) {
        out[length] = (char)value.bytes[length];
        length++;
    }
    out[length] = 0;
}

static void describe_lock(const struct putty_key *key, char *out, size_t size) {
    char cipher[SHOWN_BYTES], derivation[SHOWN_BYTES], memory[SHOWN_BYTES], passes[SHOWN_BYTES],
        lanes[SHOWN_BYTES];
    show(cipher, key->encryption);
    show(derivation, key->derivation);
    show(memory, key->memory);
    show(passes, key->passes);
    show(lanes, key->lanes);
    if (derivation[0]) {
        snprintf(out, size, "%s, %s, %s KiB, %s passes, parallelism %s", cipher, derivation, memory,
                 passes, lanes);
    } else {
        snprintf(out, size, "%s, SHA-1, 1 round", cipher);
    }
}

/* What stands in the clear; bytes gets the public half as it is. */
static bool read_public(const struct putty_key *key, struct ssh_public *public,
                        struct buffer *bytes, struct arena *arena) {
    struct span name, rest;
    size_t bad = 0;
    bool known = key->has_public && base64_decode(key->public, bytes, &bad) && !bytes->failed;
    rest = buffer_span(bytes);
    return known && ssh_take_string(&rest, &name) && span_equal(name, key->type) &&
           ssh_read_public(buffer_span(bytes), public, arena);
}

/* The private part must at least be there: base64 of the announced number of lines. */
static bool has_private(const struct putty_key *key) {
    return key->has_private && base64_end(key->private) == key->private.length;
}

/* Opens or checks the private part, and says what came of it. disguised: the text was put together
 * from escapes or quotes, so that a MAC which does not fit tells nothing. */
static void examine_private(const struct blob *at, struct examiner *examiner,
                            const struct putty_key *key, struct span public, bool disguised) {
    struct buffer private = {0};
    size_t bad = 0, memory = 0, passes = 0, lanes = 0;
    bool tuned = small_number(key->memory, &memory) && small_number(key->passes, &passes) &&
                 small_number(key->lanes, &lanes);
    struct putty_lock lock = {
        .version = key->version,
        .type = key->type,
        .cipher = key->encryption,
        .remark = key->remark,
        .public = public,
        .mac = key->mac.length ? key->mac : key->hash,
        .hashed = !key->mac.length,
        .flavour = tuned ? key->derivation : (struct span){0},
        .salt = key->salt,
        .memory = (uint32_t)memory,
        .passes = (uint32_t)passes,
        .lanes = (uint32_t)lanes,
    };
    if (lock.mac.length && base64_decode(key->private, &private, &bad) && !private.failed) {
        lock.private = buffer_span(&private);
        enum putty_state state = putty_examine(&lock, examiner, at);
        if (state == PUTTY_SHUT) {
            unlock_blame(examiner, at, "private key");
        } else if (state == PUTTY_ALTERED && !disguised) {
            examiner_observe(
                examiner, at, "key-invalid", 0, 0,
                "the PuTTY key was altered: its MAC does not fit, and PuTTY refuses it");
        }
    }
    buffer_wipe(&private);
}

/* The text of a key that stands in a string of source code or JSON, or behind the mark of a quoted
 * mail. False where it is plain already. */
static bool read_plain(struct span file, size_t at, size_t length, struct buffer *plain) {
    struct span prefix = pem_prefix_of(file, at);
    uint8_t before = at > 0 ? file.bytes[at - 1] : 0;
    uint8_t quote = before == '"' || before == '\'' || before == '`' ? before : 0;
    struct span first = line_of(span_part(file, at, length));
    bool outside = false;
    size_t stop = at + length;
    if (!prefix.length && (!quote || !memchr(first.bytes, '\\', first.length))) {
        return false;
    }
    while (at < stop && plain->length < PLAIN_BYTES_MOST) {
        struct character next = text_character_at(file, at);
        at += next.length;
        if (quote && next.value == quote && !next.escaped) {
            outside = !outside;
        } else if (!outside) {
            buffer_append_byte(plain, next.value < 0 ? '?' : (uint8_t)next.value);
        }
        if (next.value == '\n' && !next.escaped && prefix.length &&
            span_starts_with(span_from(file, at), prefix.bytes, prefix.length)) {
            at += prefix.length;
        }
    }
    return !plain->failed;
}

static void examine_key(const struct blob *at, struct examiner *examiner, struct span text,
                        bool disguised) {
    struct artifact artifact = artifact_of(KIND_PRIVATE_KEY, "PuTTY");
    struct arena arena = {0};
    struct putty_key key = {0};
    struct ssh_public public;
    struct buffer half = {0};
    char lock[6 * SHOWN_BYTES];
    struct span first = take_line(&text);
    struct span type = span_from(first, sizeof anchor - 1 + 3);
    key.type = type;
    key.version = first.bytes[sizeof anchor - 1] - '0';
    read_lines(text, &key);
    if (!key.encryption.length) {
        goto out; /* a mention */
    }
    if (!read_public(&key, &public, &half, &arena)) {
        examiner_problem(examiner, at, "decode", "malformed",
                         "the PuTTY key holds no readable public half");
        goto out;
    }
    if (!has_private(&key)) {
        examiner_problem(examiner, at, "decode", "truncated",
                         "the PuTTY key breaks off before its private part ends");
        goto out;
    }
    artifact.encoding = "putty";
    artifact.key = public.key;
    artifact.locked = !span_equal(key.encryption, span_text("none"));
    if (artifact.locked) {
        describe_lock(&key, lock, sizeof lock);
        artifact.lock = lock;
    }
    report_key(examiner, at, &artifact, (struct span){0});
    examine_private(at, examiner, &key, buffer_span(&half), disguised);
out:
    buffer_release(&half);
    arena_release(&arena);
}

/* The anchor, a version we know, a colon and a space. */
static bool is_head(struct span text, size_t at) {
    struct span head = span_part(text, at + sizeof anchor - 1, 3);
    return head.bytes && head.length == 3 && head.bytes[0] >= '1' && head.bytes[0] <= '3' &&
           head.bytes[1] == ':' && head.bytes[2] == ' ';
}

static bool putty_accepts(const struct blob *blob) {
    return !blob->label[0];
}

static bool putty_decode(const struct blob *blob, struct examiner *examiner) {
    struct text_lines lines = {0};
    struct place place;
    uint64_t keys = 0;
    size_t at = text_find(blob->bytes, 0, anchor);
    while (at != SIZE_MAX && keys < examiner_limits(examiner)->blocks) {
        size_t next = text_find(blob->bytes, at + 1, anchor);
        if (is_head(blob->bytes, at)) {
            keys++;
            place_at_line(&place, blob, &lines, at);
            size_t length = (next == SIZE_MAX ? blob->bytes.length : next) - at;
            struct buffer plain = {0};
            bool disguised = read_plain(blob->bytes, at, length, &plain);
            examine_key(&place.at, examiner,
                        disguised ? buffer_span(&plain) : span_part(blob->bytes, at, length),
                        disguised);
            buffer_wipe(&plain);
        }
        at = next;
    }
    if (at != SIZE_MAX) {
        examiner_problem(examiner, blob, "decode", "limit",
                         "more PuTTY keys than the limit blocks allows; the rest is unread");
    }
    return false;
}

static const struct anchor anchors[] = {{"PuTTY-User-Key-File-[1-3]: ", NULL}, {0}};

const struct decoder putty_decoder = {
    .name = "putty",
    .accepts = putty_accepts,
    .decode = putty_decode,
    .anchors = anchors,
};
