#include "decoders/verification.h"

#include <limits.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

/* A signature whose algorithm or digest OpenSSL lacks (ML-DSA, MD2) is not invalid, but undecided.
 */
static bool is_supported(X509 *certificate) {
    int digest_type = NID_undef;
    if (!OBJ_find_sigid_algs(X509_get_signature_nid(certificate), &digest_type, NULL)) {
        return false;
    }
    if (digest_type == NID_undef) {
        return true; /* Ed25519 and RSA-PSS say elsewhere what they digest with */
    }
    EVP_MD *digest = EVP_MD_fetch(NULL, OBJ_nid2sn(digest_type), NULL);
    EVP_MD_free(digest);
    return digest != NULL;
}

enum verdict verification_verdict(struct span certificate, struct span issuer_key,
                                  const struct limits *limits) {
    enum verdict verdict = VERDICT_UNDECIDED;
    const unsigned char *certificate_bytes = certificate.bytes;
    const unsigned char *key_bytes = issuer_key.bytes;
    X509 *signed_by = NULL;
    EVP_PKEY *key = NULL;
    if (certificate.length > limits->der_bytes || issuer_key.length > limits->der_bytes) {
        goto out;
    }
    signed_by = d2i_X509(NULL, &certificate_bytes, (long)certificate.length);
    key = d2i_PUBKEY(NULL, &key_bytes, (long)issuer_key.length);
    int bits = key ? EVP_PKEY_get_bits(key) : 0;
    if (signed_by && key && bits > 0 && (uint64_t)bits <= limits->modulus_bits &&
        is_supported(signed_by)) {
        verdict = X509_verify(signed_by, key) == 1 ? VERDICT_VALID : VERDICT_INVALID;
    }
out:
    ERR_clear_error();
    EVP_PKEY_free(key);
    X509_free(signed_by);
    return verdict;
}
