/* decoders/public_half: the public half inside private keys that OpenSSL cannot load. */
#include "collected.h"
#include "corpus.h"
#include "decoders/public_half.h"
#include "der_build.h"

static const uint8_t slh_dsa_sha2_128s[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x14};
static const uint8_t ml_kem_512[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x04, 0x01};
static const uint8_t ml_dsa_65[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x12};

/* OneAsymmetricKey of version 0 with these private octets; tail stands behind them. */
static struct buffer pkcs8_of(struct span oid, struct span octets, struct span tail) {
    struct buffer algorithm = {0}, key = {0};
    der_append(&algorithm, TAG_OID, oid);
    der_append(&key, TAG_INTEGER, LITERAL("\0"));
    der_append(&key, TAG_SEQUENCE, buffer_span(&algorithm));
    der_append(&key, TAG_OCTET_STRING, octets);
    buffer_append(&key, tail.bytes, tail.length);
    der_wrap(&key, TAG_SEQUENCE);
    buffer_release(&algorithm);
    return key;
}

/* The SubjectPublicKeyInfo that the public octets stand for. */
static struct buffer spki_of(struct span oid, struct span public) {
    struct buffer algorithm = {0}, bits = {0}, spki = {0};
    der_append(&algorithm, TAG_OID, oid);
    buffer_append_byte(&bits, 0);
    buffer_append(&bits, public.bytes, public.length);
    der_append(&spki, TAG_SEQUENCE, buffer_span(&algorithm));
    der_append(&spki, TAG_BIT_STRING, buffer_span(&bits));
    der_wrap(&spki, TAG_SEQUENCE);
    buffer_release(&algorithm);
    buffer_release(&bits);
    return spki;
}

/* expected.length 0: the algorithm is named, but no public half is there. */
static void check_half(struct span oid, const char *algorithm, struct span octets, struct span tail,
                       struct span expected) {
    struct arena arena = {0};
    struct public_key key = {0};
    struct buffer pkcs8 = pkcs8_of(oid, octets, tail);
    public_half_of_pkcs8(buffer_span(&pkcs8), &key, &arena);
    assert_string_equal(key.algorithm, algorithm);
    assert_int_equal(key.known, expected.length > 0);
    if (expected.length) {
        struct buffer spki = spki_of(oid, expected);
        assert_span_equal(key.spki, buffer_span(&spki), 0);
        buffer_release(&spki);
    }
    buffer_release(&pkcs8);
    arena_release(&arena);
}

/* Bytes that are all different over a good stretch. */
static struct buffer counted(size_t length) {
    struct buffer bytes = {0};
    for (size_t i = 0; i < length; i++) {
        buffer_append_byte(&bytes, (uint8_t)(i * 31 + i / 256));
    }
    return bytes;
}

static void slh_dsa_keys_end_in_their_public_half(void **state) {
    (void)state;
    static const size_t lengths[] = {64, 96, 128};
    struct span oid = span_of(slh_dsa_sha2_128s, sizeof slh_dsa_sha2_128s);
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        struct buffer octets = counted(lengths[i]);
        check_half(oid, "SLH-DSA-SHA2-128s", buffer_span(&octets), LITERAL(""),
                   span_from(buffer_span(&octets), lengths[i] / 2));
        buffer_release(&octets);
    }
}

static void slh_dsa_keys_of_other_lengths_have_none(void **state) {
    (void)state;
    static const size_t lengths[] = {0, 1, 32, 63, 65, 95, 97, 127, 129, 256};
    struct span oid = span_of(slh_dsa_sha2_128s, sizeof slh_dsa_sha2_128s);
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        struct buffer octets = counted(lengths[i]);
        check_half(oid, "SLH-DSA-SHA2-128s", buffer_span(&octets), LITERAL(""), LITERAL(""));
        buffer_release(&octets);
    }
}

/* FIPS 203: k polynomials of 384 bytes, then the encapsulation key of 384 k + 32, then 64 more. */
static void ml_kem_keys_hold_it_inside(void **state) {
    (void)state;
    struct span oid = span_of(ml_kem_512, sizeof ml_kem_512);
    for (size_t k = 2; k <= 4; k++) {
        struct buffer expanded = counted(768 * k + 96), alone = {0}, both = {0};
        struct span public = span_part(buffer_span(&expanded), 384 * k, 384 * k + 32);
        der_append(&alone, TAG_OCTET_STRING, buffer_span(&expanded));
        check_half(oid, "ML-KEM-512", buffer_span(&alone), LITERAL(""), public);
        der_append_filled(&both, TAG_OCTET_STRING, 7, 64);
        buffer_append(&both, alone.bytes, alone.length);
        der_wrap(&both, TAG_SEQUENCE);
        check_half(oid, "ML-KEM-512", buffer_span(&both), LITERAL(""), public);
        buffer_release(&expanded);
        buffer_release(&alone);
        buffer_release(&both);
    }
}

static void ml_kem_keys_in_other_forms_have_none(void **state) {
    (void)state;
    struct span oid = span_of(ml_kem_512, sizeof ml_kem_512);
    struct buffer seed = {0}, odd = {0}, half = {0};
    der_append_filled(&seed, 0x80, 7, 64); /* [0] IMPLICIT: the seed alone */
    check_half(oid, "ML-KEM-512", buffer_span(&seed), LITERAL(""), LITERAL(""));
    der_append_filled(&odd, TAG_OCTET_STRING, 7, 1631);
    check_half(oid, "ML-KEM-512", buffer_span(&odd), LITERAL(""), LITERAL(""));
    der_append_filled(&half, TAG_OCTET_STRING, 7, 64);
    der_wrap(&half, TAG_SEQUENCE);
    check_half(oid, "ML-KEM-512", buffer_span(&half), LITERAL(""), LITERAL(""));
    check_half(oid, "ML-KEM-512", LITERAL(""), LITERAL(""), LITERAL(""));
    check_half(oid, "ML-KEM-512", LITERAL("\x30\x00"), LITERAL(""), LITERAL(""));
    buffer_release(&seed);
    buffer_release(&odd);
    buffer_release(&half);
}

static void the_field_for_it_counts_for_every_algorithm(void **state) {
    (void)state;
    static const uint8_t unknown[] = {0x2A, 0x03, 0x04};
    check_half(span_of(ml_dsa_65, sizeof ml_dsa_65), "ML-DSA-65", LITERAL("secret"),
               LITERAL("\xA0\x00\x81\x07\x00public"), LITERAL("public"));
    check_half(span_of(unknown, sizeof unknown), "1.2.3.4", LITERAL("secret"),
               LITERAL("\x81\x07\x00public"), LITERAL("public"));
    check_half(span_of(unknown, sizeof unknown), "1.2.3.4", LITERAL("secret"),
               LITERAL("\xA1\x09\x03\x07\x00public"), LITERAL("public"));
    check_half(span_of(unknown, sizeof unknown), "1.2.3.4", LITERAL("secret"),
               LITERAL("\xA1\x09\x04\x07\x00public"), LITERAL(""));
    check_half(span_of(ml_dsa_65, sizeof ml_dsa_65), "ML-DSA-65", LITERAL("secret"),
               LITERAL("\x81\x01\x00"), LITERAL(""));
    check_half(span_of(ml_dsa_65, sizeof ml_dsa_65), "ML-DSA-65", LITERAL("secret"), LITERAL(""),
               LITERAL(""));
}

static void the_field_can_be_taken_off(void **state) {
    (void)state;
    struct buffer whole = pkcs8_of(span_of(ml_dsa_65, sizeof ml_dsa_65), LITERAL("secret"),
                                   LITERAL("\xA0\x00\x81\x07\x00public")),
                  bare = pkcs8_of(span_of(ml_dsa_65, sizeof ml_dsa_65), LITERAL("secret"),
                                  LITERAL("")),
                  without = {0};
    struct span public = {0};
    assert_false(public_half_is_stored(buffer_span(&bare), &public, &without));
    assert_int_equal(without.length, 0);
    assert_true(public_half_is_stored(buffer_span(&whole), &public, &without));
    assert_span_equal(public, LITERAL("public"), 0);
    assert_span_equal(buffer_span(&without), buffer_span(&bare), 0);
    buffer_release(&whole);
    buffer_release(&bare);
    buffer_wipe(&without);
}

/* A certificate or public key of the same key must get the same identity. */
static void check_same_key(const char *private_key, const char *other, const char *algorithm) {
    static struct collected key, certificate;
    struct buffer key_file = corpus_file(private_key), other_file = corpus_file(other);
    collect(&key, private_key, buffer_span(&key_file), NULL);
    collect(&certificate, other, buffer_span(&other_file), NULL);
    assert_int_equal(key.find_count, 1);
    assert_int_equal(certificate.find_count, 1);
    assert_true(key.finds[0].key_known);
    assert_string_equal(key.finds[0].algorithm, algorithm);
    assert_string_equal(certificate.finds[0].algorithm, algorithm);
    assert_memory_equal(key.finds[0].spki_sha256, certificate.finds[0].spki_sha256, SHA256_BYTES);
    buffer_release(&key_file);
    buffer_release(&other_file);
}

static void keys_of_the_corpus_pair_with_their_certificates(void **state) {
    (void)state;
    check_same_key("post-quantum/slh-dsa-sha2-128s.key", "post-quantum/slh-dsa-sha2-128s.crt",
                   "SLH-DSA-SHA2-128s");
    check_same_key("post-quantum/ml-kem-768.key", "post-quantum/ml-kem-768.crt", "ML-KEM-768");
    check_same_key("post-quantum/ml-kem-768.key", "post-quantum/ml-kem-768.pub", "ML-KEM-768");
}

static void keys_cut_short_have_none(void **state) {
    (void)state;
    static const char *const files[] = {"post-quantum/slh-dsa-sha2-128s.key",
                                        "post-quantum/ml-kem-768.key",
                                        "post-quantum/forgotten.key"};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer der = corpus_der(files[i]);
        for (size_t length = 0; length < der.length; length++) {
            struct arena arena = {0};
            struct public_key key = {0};
            struct span cut = exact_copy(span_part(buffer_span(&der), 0, length));
            public_half_of_pkcs8(cut, &key, &arena);
            assert_false(key.known);
            exact_free(cut);
            arena_release(&arena);
        }
        buffer_release(&der);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slh_dsa_keys_end_in_their_public_half),
        cmocka_unit_test(slh_dsa_keys_of_other_lengths_have_none),
        cmocka_unit_test(ml_kem_keys_hold_it_inside),
        cmocka_unit_test(ml_kem_keys_in_other_forms_have_none),
        cmocka_unit_test(the_field_for_it_counts_for_every_algorithm),
        cmocka_unit_test(the_field_can_be_taken_off),
        cmocka_unit_test(keys_of_the_corpus_pair_with_their_certificates),
        cmocka_unit_test(keys_cut_short_have_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
