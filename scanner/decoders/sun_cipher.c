#include "decoders/sun_cipher.h"

#include <limits.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>

#include "base/digest.h"

enum { MD5_BYTES = 16 };

enum sun_cipher sun_cipher_of(const ASN1_OBJECT *algorithm) {
    static const uint8_t keystream[] = {0x2B, 6, 1, 4, 1, 0x2A, 2, 0x11, 1, 1};
    static const uint8_t triple_des[] = {0x2B, 6, 1, 4, 1, 0x2A, 2, 0x13, 1};
    struct span oid = span_of(OBJ_get0_data(algorithm), OBJ_length(algorithm));
    return span_equal(oid, span_of(keystream, sizeof keystream))     ? SUN_KEYSTREAM
           : span_equal(oid, span_of(triple_des, sizeof triple_des)) ? SUN_TRIPLE_DES
                                                                     : SUN_NONE;
}

bool sun_password(struct span passphrase, struct buffer *utf16) {
    unsigned char *unicode = NULL;
    int length = 0;
    if (passphrase.length == 0) {
        return true;
    }
    if (passphrase.length > INT_MAX / 4 ||
        !OPENSSL_utf82uni((const char *)passphrase.bytes, (int)passphrase.length, &unicode,
                          &length)) {
        return false;
    }
    buffer_append(utf16, unicode, (size_t)length - 2); /* without its NUL */
    OPENSSL_clear_free(unicode, (size_t)length);
    return !utf16->failed;
}

/* SHA-1 of two runs of bytes. */
static bool hash(struct span first, struct span second, uint8_t digest[SHA1_BYTES]) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool done = context && EVP_DigestInit_ex(context, EVP_sha1(), NULL) &&
                EVP_DigestUpdate(context, first.bytes, first.length) &&
                EVP_DigestUpdate(context, second.bytes, second.length) &&
                EVP_DigestFinal_ex(context, digest, NULL);
    EVP_MD_CTX_free(context);
    return done;
}

/* Salt, key XOR keystream, and SHA-1 of passphrase and key; each block of the keystream is SHA-1 of
 * passphrase and the block before, the salt before the first. */
bool sun_keystream(struct span sealed, struct span passphrase, struct buffer *plain) {
    struct buffer password = {0};
    uint8_t block[SHA1_BYTES];
    bool opened = false;
    if (sealed.length <= 2 * SHA1_BYTES || !sun_password(passphrase, &password)) {
        goto out;
    }
    struct span body = span_part(sealed, SHA1_BYTES, sealed.length - 2 * SHA1_BYTES);
    memcpy(block, sealed.bytes, sizeof block);
    buffer_clear(plain);
    for (size_t i = 0; i < body.length; i++) {
        if (i % SHA1_BYTES == 0 &&
            !hash(buffer_span(&password), span_of(block, sizeof block), block)) {
            goto out;
        }
        buffer_append_byte(plain, body.bytes[i] ^ block[i % SHA1_BYTES]);
    }
    opened = !plain->failed && hash(buffer_span(&password), buffer_span(plain), block) &&
             CRYPTO_memcmp(block, sealed.bytes + SHA1_BYTES + body.length, sizeof block) == 0;
out:
    if (!opened) {
        buffer_wipe(plain);
    }
    OPENSSL_cleanse(block, sizeof block);
    buffer_wipe(&password);
    return opened;
}

/* MD5 again and again over half of the salt and the passphrase. */
static bool derive_half(struct span salt, uint64_t rounds, struct span password,
                        uint8_t digest[MD5_BYTES]) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool done = context != NULL;
    struct span input = salt;
    for (uint64_t i = 0; done && i < rounds; i++) {
        done = EVP_DigestInit_ex(context, EVP_md5(), NULL) &&
               EVP_DigestUpdate(context, input.bytes, input.length) &&
               EVP_DigestUpdate(context, password.bytes, password.length) &&
               EVP_DigestFinal_ex(context, digest, NULL);
        input = span_of(digest, MD5_BYTES);
    }
    EVP_MD_CTX_free(context);
    return done;
}

static bool decrypt(const uint8_t derived[2 * MD5_BYTES], struct span sealed,
                    struct buffer *plain) {
    int length = 0, more = 0;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    buffer_clear(plain);
    bool opened =
        context && buffer_reserve(plain, sealed.length + EVP_MAX_BLOCK_LENGTH) &&
        EVP_DecryptInit_ex(context, EVP_des_ede3_cbc(), NULL, derived, derived + 24) &&
        EVP_DecryptUpdate(context, plain->bytes, &length, sealed.bytes, (int)sealed.length) &&
        EVP_DecryptFinal_ex(context, plain->bytes + length, &more);
    plain->length = opened ? (size_t)(length + more) : 0;
    EVP_CIPHER_CTX_free(context);
    return opened;
}

bool sun_triple_des(struct span salt, uint64_t rounds, struct span sealed, struct span passphrase,
                    struct buffer *plain) {
    uint8_t derived[2 * MD5_BYTES];
    bool opened = salt.length == 8 && rounds > 0 && sealed.length <= INT_MAX / 2 &&
                  derive_half(span_part(salt, 0, 4), rounds, passphrase, derived) &&
                  derive_half(span_part(salt, 4, 4), rounds, passphrase, derived + MD5_BYTES) &&
                  decrypt(derived, sealed, plain);
    if (!opened) {
        buffer_wipe(plain);
    }
    OPENSSL_cleanse(derived, sizeof derived);
    return opened;
}
