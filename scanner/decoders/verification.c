#include "decoders/verification.h"

#include <limits.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "decoders/asn1.h"
#include "decoders/loading.h"

/* A signature whose algorithm or digest OpenSSL lacks (ML-DSA, MD2) is not invalid, but undecided.
 */
static bool is_supported(int algorithm) {
    int digest_type = NID_undef;
    if (!OBJ_find_sigid_algs(algorithm, &digest_type, NULL)) {
        return false;
    }
    if (digest_type == NID_undef) {
        return true; /* Ed25519 and RSA-PSS say elsewhere what they digest with */
    }
    EVP_MD *digest = EVP_MD_fetch(NULL, OBJ_nid2sn(digest_type), NULL);
    EVP_MD_free(digest);
    return digest != NULL;
}

static bool is_within(EVP_PKEY *key, const struct limits *limits) {
    int bits = key ? EVP_PKEY_get_bits(key) : 0;
    return bits > 0 && (uint64_t)bits <= limits->modulus_bits;
}

enum verdict verification_of_certificate(X509 *certificate, struct span der, EVP_PKEY *key,
                                         const struct limits *limits) {
    if (!is_within(key, limits)) {
        return VERDICT_UNDECIDED;
    }
    if (loading_is_signed(certificate, der, key)) {
        return VERDICT_VALID;
    }
    return is_supported(X509_get_signature_nid(certificate)) ? VERDICT_INVALID : VERDICT_UNDECIDED;
}

static enum verdict verify_certificate(struct span der, EVP_PKEY *key,
                                       const struct limits *limits) {
    X509 *certificate = load_certificate(der);
    enum verdict verdict = certificate ? verification_of_certificate(certificate, der, key, limits)
                                       : VERDICT_UNDECIDED;
    X509_free(certificate);
    return verdict;
}

static enum verdict verify_list(struct span der, EVP_PKEY *key) {
    const unsigned char *bytes = der.bytes;
    X509_CRL *list = d2i_X509_CRL(NULL, &bytes, (long)der.length);
    enum verdict verdict = VERDICT_UNDECIDED;
    if (list && is_supported(X509_CRL_get_signature_nid(list))) {
        verdict = X509_CRL_verify(list, key) == 1 ? VERDICT_VALID : VERDICT_INVALID;
    }
    X509_CRL_free(list);
    return verdict;
}

/* The body of a certificate begins with its version or, in version 1, with its serial number and an
 * algorithm; that of a list with an algorithm, or a version that is a plain number and then one. */
static bool is_list(struct span der) {
    struct asn1_element outer, body, first, second;
    struct span rest = der;
    if (!asn1_expect(&rest, TAG_SEQUENCE, &outer)) {
        return false;
    }
    rest = outer.content;
    if (!asn1_expect(&rest, TAG_SEQUENCE, &body)) {
        return false;
    }
    rest = body.content;
    if (!asn1_next(&rest, &first) || first.tag == TAG_CONTEXT_0 || !asn1_next(&rest, &second)) {
        return false;
    }
    if (first.tag == TAG_SEQUENCE) {
        return true;
    }
    struct asn1_element third, fourth; /* algorithm, issuer, then a time: a list */
    return asn1_next(&rest, &third) && asn1_next(&rest, &fourth) &&
           (fourth.tag == TAG_UTC_TIME || fourth.tag == TAG_GENERALIZED_TIME);
}

enum verdict verification_verdict(struct span signed_by, struct span issuer_key,
                                  const struct limits *limits) {
    bool list = is_list(signed_by);
    if (signed_by.length > (list ? limits->crl_bytes : limits->der_bytes) ||
        issuer_key.length > limits->der_bytes) {
        return VERDICT_UNDECIDED;
    }
    EVP_PKEY *key = load_issuer_key(issuer_key);
    enum verdict verdict = VERDICT_UNDECIDED;
    if (is_within(key, limits)) {
        verdict = list ? verify_list(signed_by, key) : verify_certificate(signed_by, key, limits);
    }
    ERR_clear_error();
    EVP_PKEY_free(key);
    return verdict;
}
