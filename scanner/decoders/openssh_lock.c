#include "decoders/openssh_lock.h"

#include <limits.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#include "decoders/bcrypt.h"
#include "decoders/ssh_wire.h"

enum {
    SEALED_BYTES_MOST = 1 << 20,
    KEY_BYTES_MOST = 64,
    TAG_BYTES = 16,
    CHACHA_KEY_BYTES = 32,
    CHACHA_VECTOR_BYTES = 16, /* counter and nonce, as OpenSSL takes them */
};

/* The ciphers of OpenSSH's cipher.c that a key file may name; key and vector come out of one
 * derivation, in this order. */
struct ssh_cipher {
    const char *name, *fetched;
    uint8_t key, vector; /* bytes */
    enum { WITHOUT_TAG, WITH_GCM, WITH_POLY1305 } tag;
};

static const struct ssh_cipher ciphers[] = {
    {"aes256-ctr", "AES-256-CTR", 32, 16, WITHOUT_TAG},
    {"aes256-cbc", "AES-256-CBC", 32, 16, WITHOUT_TAG},
    {"aes192-ctr", "AES-192-CTR", 24, 16, WITHOUT_TAG},
    {"aes192-cbc", "AES-192-CBC", 24, 16, WITHOUT_TAG},
    {"aes128-ctr", "AES-128-CTR", 16, 16, WITHOUT_TAG},
    {"aes128-cbc", "AES-128-CBC", 16, 16, WITHOUT_TAG},
    {"rijndael-cbc@lysator.liu.se", "AES-256-CBC", 32, 16, WITHOUT_TAG},
    {"3des-cbc", "DES-EDE3-CBC", 24, 8, WITHOUT_TAG},
    {"aes256-gcm@openssh.com", "AES-256-GCM", 32, 12, WITH_GCM},
    {"aes128-gcm@openssh.com", "AES-128-GCM", 16, 12, WITH_GCM},
    {"chacha20-poly1305@openssh.com", "ChaCha20", 64, 0, WITH_POLY1305},
};

static const struct ssh_cipher *cipher_of(const struct openssh_lock *lock) {
    for (size_t i = 0; i < sizeof ciphers / sizeof *ciphers; i++) {
        if (span_equal(lock->cipher, span_text(ciphers[i].name))) {
            bool whole = ciphers[i].tag == WITHOUT_TAG || lock->rest.length >= TAG_BYTES;
            return whole ? &ciphers[i] : NULL;
        }
    }
    return NULL;
}

static bool read_options(const struct openssh_lock *lock, struct span *salt, uint32_t *rounds) {
    struct span options = lock->options;
    return span_equal(lock->derivation, span_text("bcrypt")) && ssh_take_string(&options, salt) &&
           ssh_take_number(&options, rounds) && options.length == 0;
}

static bool run_cipher(const struct ssh_cipher *cipher, const uint8_t *key, const uint8_t *vector,
                       struct span sealed, struct span tag, struct buffer *plain) {
    EVP_CIPHER *fetched = EVP_CIPHER_fetch(NULL, cipher->fetched, NULL);
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int length = 0, more = 0;
    buffer_clear(plain);
    bool done =
        fetched && context && buffer_reserve(plain, sealed.length + EVP_MAX_BLOCK_LENGTH) &&
        EVP_DecryptInit_ex(context, fetched, NULL, key, vector) &&
        EVP_CIPHER_CTX_set_padding(context, 0) &&
        (cipher->tag != WITH_GCM || EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES,
                                                        (void *)(uintptr_t)tag.bytes)) &&
        EVP_DecryptUpdate(context, plain->bytes, &length, sealed.bytes, (int)sealed.length) &&
        EVP_DecryptFinal_ex(context, plain->bytes + length, &more);
    plain->length = done ? (size_t)(length + more) : 0;
    EVP_CIPHER_CTX_free(context);
    EVP_CIPHER_free(fetched);
    return done;
}

/* PROTOCOL.chacha20poly1305 with sequence number 0 and no length field: the first half of the key
 * gives the key of the tag from block 0 of its stream, and enciphers from block 1 on. */
static bool tag_fits(const struct ssh_cipher *cipher, const uint8_t *key, struct span sealed,
                     struct span tag) {
    static const uint8_t zero[CHACHA_KEY_BYTES], first[CHACHA_VECTOR_BYTES];
    struct buffer stream = {0};
    uint8_t computed[TAG_BYTES];
    size_t length = 0;
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "POLY1305", NULL);
    EVP_MAC_CTX *context = mac ? EVP_MAC_CTX_new(mac) : NULL;
    bool fits = context &&
                run_cipher(cipher, key, first, span_of(zero, sizeof zero), tag, &stream) &&
                EVP_MAC_init(context, stream.bytes, CHACHA_KEY_BYTES, NULL) &&
                EVP_MAC_update(context, sealed.bytes, sealed.length) &&
                EVP_MAC_final(context, computed, &length, sizeof computed) &&
                span_equal(span_of(computed, length), tag);
    EVP_MAC_CTX_free(context);
    EVP_MAC_free(mac);
    buffer_wipe(&stream);
    return fits;
}

static bool starts_right(struct span plain) {
    uint32_t one = 0, other = 0;
    return ssh_take_number(&plain, &one) && ssh_take_number(&plain, &other) && one == other;
}

bool openssh_attempt(const struct openssh_lock *lock, struct span passphrase,
                     struct buffer *plain) {
    static const uint8_t second[CHACHA_VECTOR_BYTES] = {1};
    const struct ssh_cipher *cipher = cipher_of(lock);
    uint8_t key[KEY_BYTES_MOST];
    struct span salt;
    uint32_t rounds = 0;
    buffer_wipe(plain);
    if (!cipher || !read_options(lock, &salt, &rounds) || lock->sealed.length == 0 ||
        lock->sealed.length > SEALED_BYTES_MOST) {
        return false;
    }
    size_t length = (size_t)cipher->key + cipher->vector;
    struct span tag = span_part(lock->rest, 0, TAG_BYTES);
    bool streamed = cipher->tag == WITH_POLY1305;
    bool opened =
        bcrypt_derive(passphrase, salt, rounds, key, length) &&
        (!streamed || tag_fits(cipher, key, lock->sealed, tag)) &&
        run_cipher(cipher, key, streamed ? second : key + cipher->key, lock->sealed, tag, plain) &&
        starts_right(buffer_span(plain));
    OPENSSL_cleanse(key, sizeof key);
    if (!opened) {
        buffer_wipe(plain);
    }
    ERR_clear_error();
    return opened;
}

enum unlocking openssh_unlock(const struct openssh_lock *lock, struct examiner *examiner,
                              const struct blob *at, struct buffer *plain) {
    const struct ssh_cipher *cipher = cipher_of(lock);
    struct span salt;
    uint32_t rounds = 0;
    size_t count = 0;
    const struct span *passphrases = examiner_passphrases(examiner, &count);
    if (!cipher || !read_options(lock, &salt, &rounds)) {
        return UNLOCK_UNTRIED;
    }
    uint64_t blocks =
        ((uint64_t)cipher->key + cipher->vector + BCRYPT_BLOCK_BYTES - 1) / BCRYPT_BLOCK_BYTES;
    if (!examiner_charge_derivation(examiner, at, rounds * blocks * BCRYPT_ROUND_COST, 0)) {
        return UNLOCK_UNTRIED;
    }
    for (size_t i = 0; i < count; i++) {
        if (openssh_attempt(lock, passphrases[i], plain)) {
            return UNLOCK_OPENED;
        }
    }
    return UNLOCK_WRONG;
}
