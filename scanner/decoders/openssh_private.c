/* OpenSSH's own private keys (PROTOCOL.key): the public half stands in the clear, also where the
 * private one is locked. The private one is compared with it where it can be read. The armour
 * around them is taken off by pem.c. */
#include <ctype.h>
#include <stdio.h>

#include "decoders/decoder.h"
#include "decoders/key_report.h"
#include "decoders/openssh_lock.h"
#include "decoders/ssh_private.h"
#include "decoders/structure.h"

static const char magic[] = "openssh-key-v1"; /* with its NUL */

enum { NAME_BYTES = 64 };

struct private_key {
    struct openssh_lock lock; /* sealed: the private part, locked or not */
    struct span public;
};

/* What the file says about itself; false where it breaks off. */
static bool read_envelope(struct span rest, struct private_key *key, uint32_t *count) {
    rest = span_from(rest, sizeof magic);
    struct openssh_lock *lock = &key->lock;
    bool whole = ssh_take_string(&rest, &lock->cipher) &&
                 ssh_take_string(&rest, &lock->derivation) &&
                 ssh_take_string(&rest, &lock->options) && ssh_take_number(&rest, count) &&
                 (*count != 1 ||
                  (ssh_take_string(&rest, &key->public) && ssh_take_string(&rest, &lock->sealed)));
    lock->rest = rest;
    return whole;
}

/* Names come from the file: only what a name of a cipher or key type may hold is shown. */
static void show_name(char out[NAME_BYTES], struct span name) {
    size_t length = 0;
    while (length < name.length && length < NAME_BYTES - 1 &&
           (isalnum(name.bytes[length]) || strchr("-@._", name.bytes[length])) &&
           name.bytes[length]) {
        out[length] = (char)name.bytes[length];
        length++;
    }
    out[length] = 0;
    if (length == 0) {
        snprintf(out, NAME_BYTES, "unknown");
    }
}

static void describe_lock(const struct openssh_lock *lock, char *out, size_t size) {
    char cipher[NAME_BYTES], derivation[NAME_BYTES];
    struct span salt, options = lock->options;
    uint32_t rounds = 0;
    show_name(cipher, lock->cipher);
    show_name(derivation, lock->derivation);
    if (ssh_take_string(&options, &salt) && ssh_take_number(&options, &rounds)) {
        snprintf(out, size, "%s, %s, %lu rounds", cipher, derivation, (unsigned long)rounds);
    } else {
        snprintf(out, size, "%s, %s", cipher, derivation);
    }
}

enum private_state { PRIVATE_WHOLE, PRIVATE_BROKEN, PRIVATE_OF_ANOTHER_KEY, PRIVATE_UNFIT };

/* Two equal check numbers, the type, the fields of the key. */
static enum private_state check_private(struct span rest, const struct ssh_public *public,
                                        struct arena *arena) {
    uint32_t one = 0, other = 0;
    struct span name;
    struct ssh_private private = {0};
    if (!ssh_take_number(&rest, &one) || !ssh_take_number(&rest, &other) || one != other ||
        !ssh_take_string(&rest, &name)) {
        return PRIVATE_BROKEN;
    }
    const struct ssh_type *type = ssh_type_named(name);
    if (!public->type || !type) {
        return PRIVATE_WHOLE; /* of a type we cannot look into */
    }
    if (!ssh_take_private(type, &rest, &private, arena) || rest.length == 0) {
        return PRIVATE_BROKEN;
    }
    if (type != public->type ||
        memcmp(private.key.spki_sha256, public->key.spki_sha256, SHA256_BYTES) != 0) {
        return PRIVATE_OF_ANOTHER_KEY;
    }
    return private.fits ? PRIVATE_WHOLE : PRIVATE_UNFIT;
}

static const char *type_name(struct span public, char name[NAME_BYTES]) {
    struct span string;
    if (ssh_take_string(&public, &string)) {
        show_name(name, string);
    } else {
        snprintf(name, NAME_BYTES, "unknown");
    }
    return name;
}

/* What can be said of the private part, as far as it can be read. */
static enum private_state state_of(const struct blob *blob, struct examiner *examiner,
                                   const struct private_key *key, bool locked,
                                   const struct ssh_public *public, struct arena *arena) {
    struct buffer plain = {0};
    struct span private = key->lock.sealed;
    enum unlocking result = UNLOCK_OPENED;
    enum private_state state = PRIVATE_WHOLE;
    if (locked) {
        result = openssh_unlock(&key->lock, examiner, blob, &plain);
        private = buffer_span(&plain);
    }
    if (result == UNLOCK_OPENED) {
        state = check_private(private, public, arena);
    } else if (result == UNLOCK_WRONG) {
        unlock_blame(examiner, blob, "private key");
    }
    buffer_wipe(&plain);
    return state;
}

static void report_state(const struct blob *blob, struct examiner *examiner,
                         enum private_state state) {
    if (state == PRIVATE_OF_ANOTHER_KEY) {
        examiner_observe(examiner, blob, "key-invalid", 0, 0,
                         "the public half in front of the OpenSSH key is that of another key");
    } else if (state == PRIVATE_UNFIT) {
        examiner_observe(examiner, blob, "key-invalid", 0, 0,
                         "the private numbers of the OpenSSH key do not fit its public half");
    }
}

static void report(const struct blob *blob, struct examiner *examiner,
                   const struct private_key *key) {
    struct arena arena = {0};
    struct ssh_public public;
    char lock[3 * NAME_BYTES], name[NAME_BYTES];
    struct artifact artifact = artifact_of(KIND_PRIVATE_KEY, "OpenSSH");
    artifact.encoding = "openssh";
    if (ssh_read_public(key->public, &public, &arena)) {
        artifact.key = public.key;
    } else {
        public.type = NULL;
        artifact.key.algorithm = type_name(key->public, name);
    }
    if (public.type && public.type->is_security_key) {
        artifact.structure = "OpenSSH security key handle";
    }
    artifact.locked = !span_equal(key->lock.cipher, span_text("none"));
    if (artifact.locked) {
        describe_lock(&key->lock, lock, sizeof lock);
        artifact.lock = lock;
    }
    enum private_state state = state_of(blob, examiner, key, artifact.locked, &public, &arena);
    report_state(blob, examiner, state);
    if (state == PRIVATE_BROKEN) {
        examiner_problem(examiner, blob, "decode", "malformed",
                         "the private part of the OpenSSH key is damaged");
    } else {
        report_key(examiner, blob, &artifact, blob->bytes);
    }
    arena_release(&arena);
}

static bool openssh_private_accepts(const struct blob *blob) {
    return span_starts_with(blob->bytes, magic, sizeof magic) ||
           (strcmp(blob->label, "OPENSSH PRIVATE KEY") == 0 &&
            structure_of(blob->bytes) == STRUCTURE_UNKNOWN);
}

static bool openssh_private_decode(const struct blob *blob, struct examiner *examiner) {
    struct private_key key = {0};
    uint32_t count = 0;
    if (!span_starts_with(blob->bytes, magic, sizeof magic)) {
        examiner_problem(examiner, blob, "decode", "malformed",
                         "the block labelled \"%s\" holds no OpenSSH key", blob->label);
    } else if (!read_envelope(blob->bytes, &key, &count)) {
        examiner_problem(examiner, blob, "decode", "truncated", "the OpenSSH key breaks off");
    } else if (count != 1) {
        examiner_problem(examiner, blob, "decode", "unsupported",
                         "%lu keys in one OpenSSH key file: not opened", (unsigned long)count);
    } else {
        report(blob, examiner, &key);
    }
    return true;
}

const struct decoder openssh_private_decoder = {
    .name = "openssh_private",
    .accepts = openssh_private_accepts,
    .decode = openssh_private_decode,
};
