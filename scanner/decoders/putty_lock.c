#include "decoders/putty_lock.h"

#include <argon2.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/digest.h"

enum {
    CIPHER_KEY_BYTES = 32,
    VECTOR_BYTES = 16,
    MAC_KEY_BYTES = 32, /* version 3; of the older ones a SHA-1 */
    PRIVATE_BYTES_MOST = 1 << 20,
    SALT_BYTES_MOST = 256,
    MAC_BYTES_MOST = SHA256_BYTES,
    KIBIBYTE = 1024,
    LANES_MOST = 64,
};

/* All that is derived from one passphrase, in the order in which Argon2 gives it. */
struct keys {
    uint8_t cipher[CIPHER_KEY_BYTES];
    uint8_t vector[VECTOR_BYTES];
    uint8_t mac[MAC_KEY_BYTES];
    size_t mac_length;
};

static bool is_open(const struct putty_lock *lock) {
    return span_equal(lock->cipher, span_text("none"));
}

static bool from_hexadecimal(struct span digits, uint8_t *bytes, size_t most, size_t *length) {
    *length = digits.length / 2;
    for (size_t i = 0; i < digits.length / 2 && i < most; i++) {
        int high = OPENSSL_hexchar2int(digits.bytes[2 * i]);
        int low = OPENSSL_hexchar2int(digits.bytes[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return digits.length % 2 == 0 && *length <= most;
}

/* Versions 1 and 2: one SHA-1 for the MAC, two with a counter in front for the cipher. */
static bool derive_old(struct span passphrase, struct keys *keys) {
    static const uint8_t counters[2][4] = {{0, 0, 0, 0}, {0, 0, 0, 1}};
    uint8_t first[SHA1_BYTES], second[SHA1_BYTES];
    keys->mac_length = SHA1_BYTES;
    bool done = digest_joined(span_text("putty-private-key-file-mac-key"), passphrase, SHA1_BYTES,
                              keys->mac) &&
                digest_joined(span_of(counters[0], 4), passphrase, SHA1_BYTES, first) &&
                digest_joined(span_of(counters[1], 4), passphrase, SHA1_BYTES, second);
    memcpy(keys->cipher, first, sizeof first);
    memcpy(keys->cipher + sizeof first, second, sizeof keys->cipher - sizeof first);
    OPENSSL_cleanse(first, sizeof first);
    OPENSSL_cleanse(second, sizeof second);
    return done;
}

static bool argon2_flavour(const struct putty_lock *lock, argon2_type *type) {
    static const char *const names[] = {"Argon2d", "Argon2i", "Argon2id"};
    static const argon2_type types[] = {Argon2_d, Argon2_i, Argon2_id};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (span_equal(lock->flavour, span_text(names[i]))) {
            *type = types[i];
            return true;
        }
    }
    return false;
}

/* Version 3. One thread does the work of all lanes: a worker may start none. */
static bool derive_new(const struct putty_lock *lock, struct span passphrase, struct keys *keys) {
    uint8_t salt[SALT_BYTES_MOST], out[CIPHER_KEY_BYTES + VECTOR_BYTES + MAC_KEY_BYTES];
    size_t salt_length = 0;
    argon2_type type = Argon2_id;
    if (!argon2_flavour(lock, &type) || passphrase.length > UINT32_MAX ||
        !from_hexadecimal(lock->salt, salt, sizeof salt, &salt_length)) {
        return false;
    }
    argon2_context context = {
        .out = out,
        .outlen = sizeof out,
        .pwd = (uint8_t *)(uintptr_t)passphrase.bytes,
        .pwdlen = (uint32_t)passphrase.length,
        .salt = salt,
        .saltlen = (uint32_t)salt_length,
        .t_cost = lock->passes,
        .m_cost = lock->memory,
        .lanes = lock->lanes,
        .threads = 1,
        .version = ARGON2_VERSION_13,
        .flags = ARGON2_DEFAULT_FLAGS,
    };
    bool done = argon2_ctx(&context, type) == ARGON2_OK;
    if (done) {
        memcpy(keys->cipher, out, sizeof keys->cipher);
        memcpy(keys->vector, out + sizeof keys->cipher, sizeof keys->vector);
        memcpy(keys->mac, out + sizeof keys->cipher + sizeof keys->vector, sizeof keys->mac);
        keys->mac_length = sizeof keys->mac;
    }
    OPENSSL_cleanse(out, sizeof out);
    return done;
}

static bool derive(const struct putty_lock *lock, struct span passphrase, struct keys *keys) {
    *keys = (struct keys){0};
    if (lock->version < 3) {
        return derive_old(passphrase, keys);
    }
    return is_open(lock) || derive_new(lock, passphrase, keys); /* an open one has an empty key */
}

static bool decrypt(const struct putty_lock *lock, const struct keys *keys, struct buffer *plain) {
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int length = 0, more = 0;
    bool done = context && buffer_reserve(plain, lock->private.length + EVP_MAX_BLOCK_LENGTH) &&
                EVP_DecryptInit_ex(context, EVP_aes_256_cbc(), NULL, keys->cipher, keys->vector) &&
                EVP_CIPHER_CTX_set_padding(context, 0) &&
                EVP_DecryptUpdate(context, plain->bytes, &length, lock->private.bytes,
                                  (int)lock->private.length) &&
                EVP_DecryptFinal_ex(context, plain->bytes + length, &more);
    plain->length = done ? (size_t)(length + more) : 0;
    EVP_CIPHER_CTX_free(context);
    return done;
}

static void append_string(struct buffer *out, struct span string) {
    for (int shift = 24; shift >= 0; shift -= 8) {
        buffer_append_byte(out, (uint8_t)(string.length >> shift));
    }
    buffer_append(out, string.bytes, string.length);
}

/* Over type, cipher, remark, public and private part, each as a string of SSH. */
static bool mac_fits(const struct putty_lock *lock, const struct keys *keys, struct span private) {
    struct buffer text = {0};
    uint8_t expected[MAC_BYTES_MOST], computed[EVP_MAX_MD_SIZE];
    size_t expected_length = 0;
    unsigned length = 0;
    const EVP_MD *digest = lock->version < 3 ? EVP_sha1() : EVP_sha256();
    if (lock->version > 1) {
        append_string(&text, lock->type);
        append_string(&text, lock->cipher);
        append_string(&text, lock->remark);
        append_string(&text, lock->public);
        append_string(&text, private);
    } else {
        buffer_append(&text, private.bytes, private.length);
    }
    bool done = lock->hashed ? EVP_Digest(text.bytes, text.length, computed, &length, digest, NULL)
                             : HMAC(digest, keys->mac, (int)keys->mac_length, text.bytes,
                                    text.length, computed, &length) != NULL;
    bool fits = done && !text.failed &&
                from_hexadecimal(lock->mac, expected, sizeof expected, &expected_length) &&
                span_equal(span_of(computed, length), span_of(expected, expected_length));
    buffer_wipe(&text);
    return fits;
}

bool putty_attempt(const struct putty_lock *lock, struct span passphrase) {
    struct buffer plain = {0};
    struct keys keys;
    bool opened = lock->private.length <= PRIVATE_BYTES_MOST && derive(lock, passphrase, &keys);
    if (opened && is_open(lock)) {
        opened = mac_fits(lock, &keys, lock->private);
    } else {
        opened =
            opened && decrypt(lock, &keys, &plain) && mac_fits(lock, &keys, buffer_span(&plain));
    }
    OPENSSL_cleanse(&keys, sizeof keys);
    buffer_wipe(&plain);
    ERR_clear_error();
    return opened;
}

/* Blocks of 1 KiB that are filled, each about as long as a round of PBKDF2. */
static bool cost_of(const struct putty_lock *lock, struct unlock_cost *cost) {
    argon2_type type;
    *cost = (struct unlock_cost){.rounds = 1};
    if (!span_equal(lock->cipher, span_text("aes256-cbc")) ||
        lock->private.length % VECTOR_BYTES != 0) {
        return false;
    }
    if (lock->version == 3) {
        cost->rounds = (uint64_t)lock->memory * lock->passes;
        cost->memory = (uint64_t)lock->memory * KIBIBYTE;
        return argon2_flavour(lock, &type) && lock->lanes <= LANES_MOST;
    }
    return true;
}

enum putty_state putty_examine(const struct putty_lock *lock, struct examiner *examiner,
                               const struct blob *at) {
    struct unlock_cost cost;
    size_t count = 0;
    const struct span *passphrases = examiner_passphrases(examiner, &count);
    if (is_open(lock)) {
        return putty_attempt(lock, (struct span){0}) ? PUTTY_OPEN : PUTTY_ALTERED;
    }
    if (!cost_of(lock, &cost) ||
        !examiner_charge_derivation(examiner, at, cost.rounds, cost.memory)) {
        return PUTTY_UNTRIED;
    }
    for (size_t i = 0; i < count; i++) {
        if (passphrases[i].length && putty_attempt(lock, passphrases[i])) {
            return PUTTY_OPEN;
        }
    }
    return PUTTY_SHUT;
}
