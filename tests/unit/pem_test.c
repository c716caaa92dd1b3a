/* The PEM decoder: every label whole, cut short at each byte, with each bit turned, and beyond the
 * limits. */
#include "damaged.h"
#include "expected.h"

static const struct expected_file files[] = {
    {"encodings/pem/certificate.pem", {{KIND_CERTIFICATE, "X.509", "RSA", "", 2048, "line 1"}}},
    {"encodings/pem/x509-certificate.pem",
     {{KIND_CERTIFICATE, "X.509", "RSA", "", 2048, "line 1"}}},
    {"encodings/pem/auxiliary-certificate.pem",
     {{KIND_CERTIFICATE, "X.509", "RSA", "", 2048, "line 1"}}},
    {"encodings/pem/ec-certificate.pem",
     {{KIND_CERTIFICATE, "X.509", "EC", "P-256", 256, "line 1"}}},
    {"encodings/pem/request.pem", {{KIND_REQUEST, "PKCS#10", "RSA", "", 2048, "line 1"}}},
    {"encodings/pem/new-request.pem", {{KIND_REQUEST, "PKCS#10", "RSA", "", 2048, "line 1"}}},
    {"encodings/pem/revocations.pem", {{KIND_CRL, "X.509 CRL", "", "", 0, "line 1"}}},
    {"encodings/pem/rsa-public.pem",
     {{KIND_PUBLIC_KEY, "SubjectPublicKeyInfo", "RSA", "", 2048, "line 1"}}},
    {"encodings/pem/rsa-public-pkcs1.pem",
     {{KIND_PUBLIC_KEY, "PKCS#1", "RSA", "", 2048, "line 1"}}},
    {"encodings/pem/rsa-pkcs1.pem", {{KIND_PRIVATE_KEY, "PKCS#1", "RSA", "", 2048, "line 1"}}},
    {"encodings/pem/rsa-pkcs8.pem", {{KIND_PRIVATE_KEY, "PKCS#8", "RSA", "", 2048, "line 1"}}},
    {"encodings/pem/ec-sec1.pem", {{KIND_PRIVATE_KEY, "SEC1", "EC", "P-256", 256, "line 1"}}},
    {"encodings/pem/ec-sec1-with-parameters.pem",
     {{KIND_PRIVATE_KEY, "SEC1", "EC", "P-256", 256, "line 4"}}},
    {"encodings/pem/rsa-pkcs1-locked.pem", {{KIND_PRIVATE_KEY, "PKCS#1", "RSA", "", 0, "line 1"}}},
    {"encodings/pem/rsa-pkcs8-locked.pem", {{KIND_PRIVATE_KEY, "PKCS#8", "", "", 0, "line 1"}}},
    {"encodings/layout/wide-lines.pem", {{KIND_CERTIFICATE, "X.509", "RSA", "", 2048, "line 1"}}},
    {"encodings/layout/no-last-line-end.pem",
     {{KIND_CERTIFICATE, "X.509", "RSA", "", 2048, "line 1"}}},
    {"encodings/layout/crlf.pem",
     {{KIND_PRIVATE_KEY, "PKCS#1", "RSA", "", 2048, "line 2"},
      {KIND_CERTIFICATE, "X.509", "RSA", "", 2048, "line 29"}}},
    {"encodings/layout/several.pem",
     {{KIND_PRIVATE_KEY, "PKCS#1", "RSA", "", 2048, "line 1"},
      {KIND_PRIVATE_KEY, "SEC1", "EC", "P-256", 256, "line 31"},
      {KIND_CERTIFICATE, "X.509", "RSA", "", 2048, "line 36"},
      {KIND_CERTIFICATE, "X.509", "EC", "P-256", 256, "line 58"},
      {KIND_PUBLIC_KEY, "SubjectPublicKeyInfo", "EC", "P-256", 256, "line 70"},
      {KIND_REQUEST, "PKCS#10", "RSA", "", 2048, "line 74"},
      {KIND_CRL, "X.509 CRL", "", "", 0, "line 90"}}},
    {"encodings/layout/text-around.pem",
     {{KIND_CERTIFICATE, "X.509", "RSA", "", 2048, "line 60"},
      {KIND_PRIVATE_KEY, "PKCS#1", "RSA", "", 2048, "line 83"}}},
    {"encodings/algorithms/ed25519.crt",
     {{KIND_CERTIFICATE, "X.509", "Ed25519", "", 256, "line 1"}}},
    {"encodings/algorithms/ed448.key", {{KIND_PRIVATE_KEY, "PKCS#8", "Ed448", "", 456, "line 1"}}},
    {"encodings/algorithms/p-521.key",
     {{KIND_PRIVATE_KEY, "PKCS#8", "EC", "P-521", 521, "line 1"}}},
    {"encodings/algorithms/secp256k1.crt",
     {{KIND_CERTIFICATE, "X.509", "EC", "secp256k1", 256, "line 1"}}},
    {"encodings/algorithms/rsa-pss.crt",
     {{KIND_CERTIFICATE, "X.509", "RSA-PSS", "", 2048, "line 1"}}},
    {"encodings/algorithms/x25519.pub",
     {{KIND_PUBLIC_KEY, "SubjectPublicKeyInfo", "X25519", "", 253, "line 1"}}},
    {"post-quantum/ml-kem-768.key", {{KIND_PRIVATE_KEY, "PKCS#8", "ML-KEM-768", "", 0, "line 1"}}},
    {"post-quantum/ml-dsa-65.crt", {{KIND_CERTIFICATE, "X.509", "ML-DSA-65", "", 0, "line 1"}}},
};

static void finds_every_label(void **state) {
    (void)state;
    check_files(files, COUNT_OF(files));
}

static void every_file_cut_short(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer file = corpus_file(files[i].file);
        /* Cut behind its parameters, a key's file is a whole file of parameters. */
        bool parameters = strstr(files[i].file, "parameters") != NULL;
        if (file.length < 2000) { /* the longer ones hold nothing that these do not */
            check_cut_short("cut.pem", buffer_span(&file),
                            parameters ? NAME_PROMISES_NOTHING : NAME_PROMISES_A_KEY);
        }
        buffer_release(&file);
    }
}

static void every_bit_of_short_files(void **state) {
    (void)state;
    static const char *const short_files[] = {"encodings/pem/ec-sec1.pem",
                                              "encodings/pem/ec-certificate.pem"};
    for (size_t i = 0; i < COUNT_OF(short_files); i++) {
        struct buffer file = corpus_file(short_files[i]);
        check_bits_turned("turned.pem", buffer_span(&file), NAME_PROMISES_A_KEY);
        buffer_release(&file);
    }
}

static void locked_keys_say_what_locks_them(void **state) {
    (void)state;
    static struct collected collected;
    collect_file(&collected, "encodings/pem/rsa-pkcs1-locked.pem", NULL);
    assert_true(collected.finds[0].locked);
    assert_string_equal(collected.finds[0].lock, "AES-256-CBC, MD5, 1 round");
    assert_false(collected.finds[0].key_known);
    collect_file(&collected, "encodings/pem/rsa-pkcs8-locked.pem", NULL);
    assert_true(collected.finds[0].locked);
    assert_non_null(strstr(collected.finds[0].lock, "PBKDF2"));
}

/* Armour changes nothing: the PEM and the DER of one thing are the same thing. */
static void armour_does_not_change_identity(void **state) {
    (void)state;
    static struct collected pem, der;
    static const char *const pairs[][2] = {
        {"encodings/pem/certificate.pem", "encodings/der/certificate.der"},
        {"encodings/pem/rsa-pkcs8.pem", "encodings/der/rsa-pkcs8.der"},
        {"encodings/pem/revocations.pem", "encodings/der/revocations.der"},
        {"encodings/pem/rsa-public.pem", "encodings/der/rsa-public.der"},
    };
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        collect_file(&pem, pairs[i][0], NULL);
        collect_file(&der, pairs[i][1], NULL);
        assert_string_equal(pem.finds[0].encoding, "pem");
        assert_string_equal(der.finds[0].encoding, "der");
        assert_memory_equal(pem.finds[0].identity, der.finds[0].identity, SHA256_BYTES);
    }
}

static void beyond_the_limit_of_blocks(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    limits.blocks = 7;
    collect_file(&collected, "encodings/layout/several.pem", &limits);
    size_t all = collected.find_count;
    limits.blocks = 2;
    collect_file(&collected, "encodings/layout/several.pem", &limits);
    assert_true(collected.find_count > 0 && collected.find_count < all);
    assert_non_null(complaint_of(&collected, "limit"));
}

static void beyond_the_limits_of_one_block(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    limits.der_bytes = 100;
    collect_file(&collected, "encodings/pem/certificate.pem", &limits);
    assert_int_equal(collected.find_count, 0);
    assert_non_null(complaint_of(&collected, "limit"));
    limits = limits_default();
    limits.crl_bytes = 100;
    collect_file(&collected, "encodings/pem/revocations.pem", &limits);
    assert_int_equal(collected.find_count, 0);
    assert_non_null(complaint_of(&collected, "limit"));
    limits = limits_default();
    limits.depth = 0;
    collect_file(&collected, "encodings/pem/certificate.pem", &limits);
    assert_int_equal(collected.find_count, 0);
    assert_non_null(complaint_of(&collected, "depth"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_label),
        cmocka_unit_test(every_file_cut_short),
        cmocka_unit_test(every_bit_of_short_files),
        cmocka_unit_test(locked_keys_say_what_locks_them),
        cmocka_unit_test(armour_does_not_change_identity),
        cmocka_unit_test(beyond_the_limit_of_blocks),
        cmocka_unit_test(beyond_the_limits_of_one_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
