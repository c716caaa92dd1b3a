#include <limits.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/digest.h"
#include "decoders/unlock.h"

enum { KEY_BYTES = 16, WEAK_KEY_BYTES = 5 };

static bool derive(struct span salt, struct span passphrase, uint8_t key[SHA1_BYTES]) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool done = context && EVP_DigestInit_ex(context, EVP_sha1(), NULL) &&
                EVP_DigestUpdate(context, salt.bytes, salt.length) &&
                EVP_DigestUpdate(context, passphrase.bytes, passphrase.length) &&
                EVP_DigestFinal_ex(context, key, NULL);
    EVP_MD_CTX_free(context);
    return done;
}

static bool has_magic(struct span plain) {
    return span_starts_with(plain, "RSA2", 4) || span_starts_with(plain, "DSS2", 4);
}

static bool decrypt(const uint8_t key[KEY_BYTES], struct span ciphertext, struct buffer *plain) {
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, "RC4", NULL);
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int length = 0;
    buffer_clear(plain);
    bool done =
        cipher && context && ciphertext.length <= INT_MAX &&
        buffer_reserve(plain, ciphertext.length) &&
        EVP_DecryptInit_ex(context, cipher, NULL, key, NULL) &&
        EVP_DecryptUpdate(context, plain->bytes, &length, ciphertext.bytes, (int)ciphertext.length);
    plain->length = done ? (size_t)length : 0;
    EVP_CIPHER_CTX_free(context);
    EVP_CIPHER_free(cipher);
    return done && has_magic(buffer_span(plain));
}

bool unlock_attempt_pvk(struct span salt, struct span ciphertext, struct span passphrase,
                        struct buffer *plain) {
    uint8_t key[SHA1_BYTES] = {0};
    bool opened =
        passphrase.bytes && derive(salt, passphrase, key) && decrypt(key, ciphertext, plain);
    if (!opened && passphrase.bytes) {
        memset(key + WEAK_KEY_BYTES, 0, sizeof key - WEAK_KEY_BYTES);
        opened = decrypt(key, ciphertext, plain);
    }
    OPENSSL_cleanse(key, sizeof key);
    if (!opened) {
        buffer_wipe(plain);
    }
    ERR_clear_error();
    return opened;
}
