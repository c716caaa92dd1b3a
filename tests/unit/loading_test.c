/* decoders/loading and decoders/spki: every answer is held against OpenSSL's own way to it. */
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "corpus.h"
#include "decoders/facts.h"
#include "decoders/loading.h"
#include "decoders/spki.h"

static EVP_PKEY *ec_key(const char *curve, const char *form, const char *encoding) {
    EVP_PKEY *key = EVP_EC_gen(curve);
    assert_non_null(key);
    assert_true(
        EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, form));
    assert_true(EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING, encoding));
    return key;
}

static struct buffer spki_of(EVP_PKEY *key) {
    unsigned char *bytes = NULL;
    struct buffer spki = {0};
    int length = i2d_PUBKEY(key, &bytes);
    assert_true(length > 0);
    buffer_append(&spki, bytes, (size_t)length);
    OPENSSL_free(bytes);
    return spki;
}

/* What facts_of_spki does without a short cut. */
static void check_canonical(struct span spki, EVP_PKEY *key) {
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC) {
        EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                       OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED);
        EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING,
                                       OSSL_PKEY_EC_ENCODING_GROUP);
    }
    struct buffer written = spki_of(key);
    assert_span_equal(buffer_span(&written), spki, 0);
    buffer_release(&written);
}

static void check_same(struct span spki) {
    const unsigned char *bytes = spki.bytes;
    EVP_PKEY *expected = d2i_PUBKEY(NULL, &bytes, (long)spki.length);
    EVP_PKEY *loaded = load_public_key(spki);
    assert_int_equal(loaded != NULL, expected != NULL);
    if (loaded) {
        assert_int_equal(EVP_PKEY_eq(loaded, expected), 1);
    }
    if (loaded && spki_is_canonical(spki)) {
        check_canonical(spki, loaded);
    }
    for (int time = 0; time < 2; time++) { /* remembered or not, and whatever shares its place */
        EVP_PKEY *recalled = load_issuer_key(spki);
        assert_int_equal(recalled != NULL, expected != NULL);
        assert_true(!recalled || EVP_PKEY_eq(recalled, expected) == 1);
        EVP_PKEY_free(recalled);
    }
    EVP_PKEY_free(loaded);
    EVP_PKEY_free(expected);
}

/* Whole, cut short, with bytes behind it, and with each byte changed. */
static void check_key(EVP_PKEY *key, bool canonical) {
    struct buffer spki = spki_of(key);
    assert_int_equal(spki_is_canonical(buffer_span(&spki)), canonical);
    check_same(buffer_span(&spki));
    for (size_t length = 0; length < spki.length; length++) {
        check_same(span_part(buffer_span(&spki), 0, length));
    }
    for (size_t i = 0; i < spki.length; i++) {
        spki.bytes[i] ^= 0x41;
        check_same(buffer_span(&spki));
        spki.bytes[i] ^= 0x41;
    }
    buffer_append_text(&spki, "more");
    assert_false(spki_is_canonical(buffer_span(&spki)));
    check_same(buffer_span(&spki));
    buffer_release(&spki);
    EVP_PKEY_free(key);
}

static void elliptic_keys_load_as_openssl_loads_them(void **state) {
    (void)state;
    static const char *const curves[] = {"P-256", "P-384", "P-521", "secp256k1", "brainpoolP256r1"};
    for (size_t i = 0; i < COUNT_OF(curves); i++) {
        check_key(ec_key(curves[i], "uncompressed", "named_curve"), true);
    }
    check_key(ec_key("P-256", "compressed", "named_curve"), false);
    check_key(ec_key("P-256", "hybrid", "named_curve"), false);
    check_key(ec_key("P-256", "uncompressed", "explicit"), false);
}

static void other_keys_load_as_openssl_loads_them(void **state) {
    (void)state;
    check_key(EVP_RSA_gen(1024), true);
    check_key(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), false);
    check_key(EVP_PKEY_Q_keygen(NULL, NULL, "X448"), false);
}

static void numbers_not_in_their_shortest_form_are_not_canonical(void **state) {
    (void)state;
    EVP_PKEY *key = EVP_RSA_gen(512);
    struct buffer spki = spki_of(key);
    /* The modulus of 512 bits has a leading zero; with another top byte that zero is too much. */
    size_t top = spki.length - 64 - 5;
    assert_int_equal(spki.bytes[top - 1], 0);
    spki.bytes[top] = 0x7F;
    assert_false(spki_is_canonical(buffer_span(&spki)));
    check_same(buffer_span(&spki));
    buffer_release(&spki);
    EVP_PKEY_free(key);
}

static void check_private(struct span pkcs8) {
    const unsigned char *bytes = pkcs8.bytes;
    PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &bytes, (long)pkcs8.length);
    EVP_PKEY *expected = info ? EVP_PKCS82PKEY(info) : NULL;
    EVP_PKEY *loaded = info ? load_private_key(info) : NULL;
    assert_int_equal(loaded != NULL, expected != NULL);
    if (loaded) {
        BIGNUM *one = NULL, *other = NULL;
        const char *name = EVP_PKEY_get_base_id(loaded) == EVP_PKEY_RSA ? OSSL_PKEY_PARAM_RSA_D
                                                                        : OSSL_PKEY_PARAM_PRIV_KEY;
        assert_int_equal(EVP_PKEY_eq(loaded, expected), EVP_PKEY_eq(expected, expected));
        assert_int_equal(EVP_PKEY_get_bn_param(loaded, name, &one),
                         EVP_PKEY_get_bn_param(expected, name, &other));
        assert_true(!one || BN_cmp(one, other) == 0);
        BN_free(one);
        BN_free(other);
    }
    EVP_PKEY_free(loaded);
    EVP_PKEY_free(expected);
    PKCS8_PRIV_KEY_INFO_free(info);
    ERR_clear_error();
}

static void check_private_key(EVP_PKEY *key) {
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
    unsigned char *der = NULL;
    int length = i2d_PKCS8_PRIV_KEY_INFO(info, &der);
    assert_true(length > 0);
    check_private(span_of(der, (size_t)length));
    for (int i = 0; i < length; i++) {
        check_private(span_of(der, (size_t)i));
        der[i] ^= 0x41;
        check_private(span_of(der, (size_t)length));
        der[i] ^= 0x41;
    }
    OPENSSL_free(der);
    PKCS8_PRIV_KEY_INFO_free(info);
    EVP_PKEY_free(key);
}

static void private_keys_load_as_openssl_loads_them(void **state) {
    (void)state;
    check_private_key(ec_key("P-256", "uncompressed", "named_curve"));
    check_private_key(ec_key("P-384", "compressed", "explicit"));
    check_private_key(EVP_RSA_gen(512));
    check_private_key(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
}

static const char *const files[] = {
    "encodings/der/certificate.der",
    "profile-aws-alb/old/server.crt",
};

static void check_certificate(struct span der) {
    const unsigned char *bytes = der.bytes;
    X509 *expected = d2i_X509(NULL, &bytes, (long)der.length);
    X509 *loaded = load_certificate(der);
    assert_int_equal(loaded != NULL, expected != NULL);
    EVP_PKEY *key = expected ? X509_get0_pubkey(expected) : NULL;
    if (key) {
        assert_int_equal(loading_is_signed(loaded, der, key), X509_verify(expected, key) == 1);
    }
    if (expected) {
        struct arena arena = {0};
        struct limits limits = limits_default();
        struct artifact artifact = artifact_of(KIND_CERTIFICATE, "X.509");
        uint32_t flags = X509_get_extension_flags(expected);
        facts_of_certificate(loaded, der, &artifact, &arena, &limits);
        assert_int_equal(artifact.certificate.is_ca,
                         (flags & EXFLAG_CA) ||
                             (flags & (EXFLAG_V1 | EXFLAG_SS)) == (EXFLAG_V1 | EXFLAG_SS));
        arena_release(&arena);
    }
    X509_free(expected);
    X509_free(loaded);
    ERR_clear_error();
}

static void certificates_load_as_openssl_loads_them(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer der = corpus_der(files[i]);
        check_certificate(buffer_span(&der));
        for (size_t at = 0; at < der.length; at++) {
            check_certificate(span_part(buffer_span(&der), 0, at));
            der.bytes[at] ^= 0x21;
            check_certificate(buffer_span(&der));
            der.bytes[at] ^= 0x21;
        }
        buffer_release(&der);
    }
    loading_finish();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elliptic_keys_load_as_openssl_loads_them),
        cmocka_unit_test(other_keys_load_as_openssl_loads_them),
        cmocka_unit_test(private_keys_load_as_openssl_loads_them),
        cmocka_unit_test(numbers_not_in_their_shortest_form_are_not_canonical),
        cmocka_unit_test(certificates_load_as_openssl_loads_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
