/* decoders/structure: each structure as it stands in real files, and look-alikes that are none. */
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>

#include "corpus.h"
#include "decoders/structure.h"
#include "der_build.h"

struct expectation {
    const char *file;
    enum structure structure;
};

static const struct expectation expectations[] = {
    {"encodings/der/certificate.der", STRUCTURE_CERTIFICATE},
    {"encodings/der/unending.der", STRUCTURE_CERTIFICATE},
    {"encodings/pem/ec-certificate.pem", STRUCTURE_CERTIFICATE},
    {"encodings/algorithms/rsa-pss.crt", STRUCTURE_CERTIFICATE},
    {"encodings/algorithms/ed25519.crt", STRUCTURE_CERTIFICATE},
    {"encodings/names/awkward-subject.crt", STRUCTURE_CERTIFICATE},
    {"post-quantum/ml-dsa-87.crt", STRUCTURE_CERTIFICATE},
    {"encodings/der/request.der", STRUCTURE_REQUEST},
    {"encodings/der/revocations.der", STRUCTURE_CRL},
    {"encodings/der/rsa-public.der", STRUCTURE_SPKI},
    {"encodings/der/ec-public.der", STRUCTURE_SPKI},
    {"encodings/algorithms/x25519.pub", STRUCTURE_SPKI},
    {"post-quantum/ml-dsa-44.pub", STRUCTURE_SPKI},
    {"encodings/pem/rsa-public-pkcs1.pem", STRUCTURE_RSA_PUBLIC},
    {"encodings/der/rsa-pkcs1.der", STRUCTURE_RSA_PRIVATE},
    {"encodings/algorithms/rsa-three-primes.key", STRUCTURE_RSA_PRIVATE},
    {"formats-rarities/marks/nine.der", STRUCTURE_UNKNOWN},
    {"encodings/der/ec-sec1.der", STRUCTURE_EC_PRIVATE},
    {"encodings/algorithms/dsa.der", STRUCTURE_DSA_PRIVATE},
    {"encodings/der/rsa-pkcs8.der", STRUCTURE_PRIVATE},
    {"encodings/algorithms/p-521.key", STRUCTURE_PRIVATE},
    {"encodings/algorithms/x25519.key", STRUCTURE_PRIVATE},
    {"post-quantum/ml-kem-768.key", STRUCTURE_PRIVATE},
    {"encodings/der/rsa-pkcs8-locked.der", STRUCTURE_ENCRYPTED_PRIVATE},
};

static void knows_the_structures_of_the_corpus(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(expectations); i++) {
        struct buffer der = corpus_der(expectations[i].file);
        enum structure found = structure_of(buffer_span(&der));
        if (found != expectations[i].structure) {
            fail_msg("%s: \"%s\", expected \"%s\"", expectations[i].file, structure_name(found),
                     structure_name(expectations[i].structure));
        }
        buffer_release(&der);
    }
}

static void knows_no_structure_with_a_byte_too_few_or_too_many(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(expectations); i++) {
        struct buffer der = corpus_der(expectations[i].file);
        for (size_t length = 0; length < der.length; length++) {
            struct span cut = exact_copy(span_part(buffer_span(&der), 0, length));
            assert_int_equal(structure_of(cut), STRUCTURE_UNKNOWN);
            exact_free(cut);
        }
        buffer_append_byte(&der, 0);
        assert_int_equal(structure_of(buffer_span(&der)), STRUCTURE_UNKNOWN);
        buffer_release(&der);
    }
}

static void knows_the_containers(void **state) {
    (void)state;
    unsigned char *der = NULL;
    PKCS7 *signed_data = PKCS7_new();
    assert_true(PKCS7_set_type(signed_data, NID_pkcs7_signed));
    assert_true(PKCS7_content_new(signed_data, NID_pkcs7_data));
    int length = i2d_PKCS7(signed_data, &der);
    assert_true(length > 0);
    assert_int_equal(structure_of(span_of(der, (size_t)length)), STRUCTURE_PKCS7);
    OPENSSL_free(der);
    PKCS7_free(signed_data);
    der = NULL;
    PKCS12 *store = PKCS12_init(NID_pkcs7_data);
    length = i2d_PKCS12(store, &der);
    assert_true(length > 0);
    assert_int_equal(structure_of(span_of(der, (size_t)length)), STRUCTURE_PKCS12);
    OPENSSL_free(der);
    PKCS12_free(store);
}

static void check_unknown(struct buffer *der, const char *what) {
    enum structure found = structure_of(buffer_span(der));
    if (found != STRUCTURE_UNKNOWN) {
        fail_msg("%s is taken for structure %d, \"%s\"", what, found, structure_name(found));
    }
    buffer_release(der);
}

/* SEQUENCE { AlgorithmIdentifier, OCTET STRING }, as an encrypted key has it too. */
static void digest_info_is_no_encrypted_key(void **state) {
    (void)state;
    static const uint8_t sha256[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01};
    struct buffer der = {0};
    der_append(&der, TAG_OID, span_of(sha256, sizeof sha256));
    der_append(&der, TAG_NULL, (struct span){0});
    der_wrap(&der, TAG_SEQUENCE);
    der_append_filled(&der, TAG_OCTET_STRING, 0xA5, 32);
    der_wrap(&der, TAG_SEQUENCE);
    check_unknown(&der, "a DigestInfo");
}

/* Pairs of numbers: a prime and its generator, or the two halves of a signature. */
static void other_pairs_of_integers_are_no_rsa_keys(void **state) {
    (void)state;
    static const uint8_t generators[] = {2, 5};
    struct buffer der = {0};
    for (size_t i = 0; i < COUNT_OF(generators); i++) {
        der_append_integer(&der, 256);
        der_append(&der, TAG_INTEGER, span_of(&generators[i], 1));
        der_wrap(&der, TAG_SEQUENCE);
        check_unknown(&der, "DH parameters");
    }
    static const size_t halves[] = {20, 32, 48, 64, 66}; /* DSA-1024 to P-521 */
    for (size_t i = 0; i < COUNT_OF(halves); i++) {
        der_append_integer(&der, halves[i]);
        der_append_integer(&der, halves[i]);
        der_wrap(&der, TAG_SEQUENCE);
        check_unknown(&der, "an ECDSA signature");
    }
}

static void parameters_of_dsa_are_no_key(void **state) {
    (void)state;
    struct buffer der = {0};
    der_append_integer(&der, 256);
    der_append_integer(&der, 32);
    der_append_integer(&der, 256);
    der_wrap(&der, TAG_SEQUENCE);
    check_unknown(&der, "a set of DSA parameters");
}

static void small_or_hollow_sequences_are_nothing(void **state) {
    (void)state;
    const struct span rows[] = {
        LITERAL(""),
        LITERAL("\x30\x00"),
        LITERAL("\x30\x02\x05\x00"),
        LITERAL("\x30\x04\x02\x00\x02\x00"),
        LITERAL("\x30\x04\x30\x00\x04\x00"),
        LITERAL("\x30\x06\x30\x00\x30\x00\x03\x00"),
        LITERAL("\x30\x06\x02\x00\x30\x00\x04\x00"),
        LITERAL("\x30\x04\x06\x00\xA0\x00"),
        LITERAL("\x30\x04\x30\x00\x03\x00"),
        LITERAL("\x31\x04\x02\x00\x02\x00"),
        LITERAL("\x30\x80\x02\x01\x00\x00\x00"),
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span copy = exact_copy(rows[i]);
        assert_int_equal(structure_of(copy), STRUCTURE_UNKNOWN);
        exact_free(copy);
    }
}

static void names_are_known_for_every_structure(void **state) {
    (void)state;
    assert_string_equal(structure_name(STRUCTURE_UNKNOWN), "");
    for (int i = STRUCTURE_UNKNOWN + 1; i < STRUCTURES; i++) {
        assert_true(strlen(structure_name((enum structure)i)) > 0);
    }
    assert_string_equal(structure_name(STRUCTURES), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_structures_of_the_corpus),
        cmocka_unit_test(knows_no_structure_with_a_byte_too_few_or_too_many),
        cmocka_unit_test(knows_the_containers),
        cmocka_unit_test(digest_info_is_no_encrypted_key),
        cmocka_unit_test(other_pairs_of_integers_are_no_rsa_keys),
        cmocka_unit_test(parameters_of_dsa_are_no_key),
        cmocka_unit_test(small_or_hollow_sequences_are_nothing),
        cmocka_unit_test(names_are_known_for_every_structure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
