#include "base/digest.h"

#include <openssl/evp.h>

static bool digest(const EVP_MD *algorithm, struct span bytes, uint8_t *out, size_t out_length) {
    memset(out, 0, out_length);
    return EVP_Digest(bytes.length ? bytes.bytes : (const uint8_t *)"", bytes.length, out, NULL,
                      algorithm, NULL) == 1;
}

bool digest_sha256(struct span bytes, uint8_t out[SHA256_BYTES]) {
    return digest(EVP_sha256(), bytes, out, SHA256_BYTES);
}

bool digest_sha1(struct span bytes, uint8_t out[SHA1_BYTES]) {
    return digest(EVP_sha1(), bytes, out, SHA1_BYTES);
}

bool digest_joined(struct span head, struct span bytes, size_t length, uint8_t *out) {
    const EVP_MD *algorithm = length == SHA1_BYTES ? EVP_sha1() : EVP_sha256();
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    memset(out, 0, length);
    bool done = context && EVP_DigestInit_ex(context, algorithm, NULL) == 1 &&
                EVP_DigestUpdate(context, head.bytes, head.length) == 1 &&
                EVP_DigestUpdate(context, bytes.bytes, bytes.length) == 1 &&
                EVP_DigestFinal_ex(context, out, NULL) == 1;
    EVP_MD_CTX_free(context);
    return done;
}
