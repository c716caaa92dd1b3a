/* The DER decoder: every structure whole, cut short at each byte, with each bit turned, and beyond
 * the limits. */
#include <time.h>

#include "damaged.h"
#include "der_build.h"
#include "expected.h"

static const struct expected_file files[] = {
    {"encodings/der/certificate.der", {{KIND_CERTIFICATE, "X.509", "RSA", "", 2048, ""}}},
    {"encodings/der/unending.der", {{KIND_CERTIFICATE, "X.509", "EC", "P-256", 256, ""}}},
    {"encodings/der/request.der", {{KIND_REQUEST, "PKCS#10", "RSA", "", 2048, ""}}},
    {"encodings/der/revocations.der", {{KIND_CRL, "X.509 CRL", "", "", 0, ""}}},
    {"encodings/der/rsa-public.der",
     {{KIND_PUBLIC_KEY, "SubjectPublicKeyInfo", "RSA", "", 2048, ""}}},
    {"encodings/der/ec-public.der",
     {{KIND_PUBLIC_KEY, "SubjectPublicKeyInfo", "EC", "P-256", 256, ""}}},
    {"encodings/der/rsa-pkcs1.der", {{KIND_PRIVATE_KEY, "PKCS#1", "RSA", "", 2048, ""}}},
    {"encodings/der/ec-sec1.der", {{KIND_PRIVATE_KEY, "SEC1", "EC", "P-256", 256, ""}}},
    {"encodings/algorithms/dsa.der", {{KIND_PRIVATE_KEY, "DSA", "DSA", "", 2048, ""}}},
    {"encodings/der/rsa-pkcs8.der", {{KIND_PRIVATE_KEY, "PKCS#8", "RSA", "", 2048, ""}}},
    {"encodings/der/rsa-pkcs8-locked.der", {{KIND_PRIVATE_KEY, "PKCS#8", "", "", 0, ""}}},
    {"formats-rarities/version-2/ring.der", {{KIND_PRIVATE_KEY, "PKCS#8", "Ed25519", "", 256, ""}}},
    {"formats-rarities/version-2/ring-old.der",
     {{KIND_PRIVATE_KEY, "PKCS#8", "Ed25519", "", 256, ""}}},
    {"formats-rarities/version-2/attributes.der",
     {{KIND_PRIVATE_KEY, "PKCS#8", "Ed25519", "", 256, ""}}},
    {"formats-rarities/version-2/point.der",
     {{KIND_PRIVATE_KEY, "PKCS#8", "EC", "P-256", 256, ""}}},
    {"post-quantum/ml-dsa-44.pub",
     {{KIND_PUBLIC_KEY, "SubjectPublicKeyInfo", "ML-DSA-44", "", 0, ""}}},
    {"post-quantum/ml-dsa-87.pub",
     {{KIND_PUBLIC_KEY, "SubjectPublicKeyInfo", "ML-DSA-87", "", 0, ""}}},
};

static void finds_every_structure(void **state) {
    (void)state;
    check_files(files, COUNT_OF(files));
}

static void every_file_cut_short(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer file = corpus_file(files[i].file);
        check_cut_short("cut.der", buffer_span(&file), NAME_PROMISES_A_KEY);
        buffer_release(&file);
    }
}

static void every_bit_of_a_certificate(void **state) {
    (void)state;
    struct buffer file = corpus_file("encodings/der/certificate.der");
    check_bits_turned("turned.der", buffer_span(&file), NAME_PROMISES_A_KEY);
    buffer_release(&file);
}

static void every_bit_of_keys_and_lists(void **state) {
    (void)state;
    static const char *const short_files[] = {
        "encodings/der/ec-sec1.der", "encodings/der/rsa-pkcs8-locked.der",
        "encodings/der/rsa-public.der", "encodings/der/revocations.der",
        "formats-rarities/version-2/ring.der"};
    for (size_t i = 0; i < COUNT_OF(short_files); i++) {
        struct buffer file = corpus_file(short_files[i]);
        check_bits_turned("turned.key", buffer_span(&file), NAME_PROMISES_A_KEY);
        buffer_release(&file);
    }
}

/* The forms of one key, its certificate and its request are one key. */
static void forms_of_one_key_are_one_key(void **state) {
    (void)state;
    static struct collected first, other;
    static const char *const forms[] = {
        "encodings/der/rsa-pkcs8.der", "encodings/der/rsa-public.der",
        "encodings/der/certificate.der", "encodings/der/request.der"};
    collect_file(&first, "encodings/der/rsa-pkcs1.der", NULL);
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        collect_file(&other, forms[i], NULL);
        assert_memory_equal(first.finds[0].spki_sha256, other.finds[0].spki_sha256, SHA256_BYTES);
    }
}

/* The public half that is stored beside a private key is compared with the one worked out of it. */
static void stored_public_halves(void **state) {
    (void)state;
    static struct collected first, other;
    collect_file(&first, "formats-rarities/version-2/ring.crt", NULL);
    static const char *const forms[] = {"formats-rarities/version-2/ring.der",
                                        "formats-rarities/version-2/ring-old.pem",
                                        "formats-rarities/version-2/attributes.der"};
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        collect_file(&other, forms[i], NULL);
        assert_memory_equal(first.finds[0].spki_sha256, other.finds[0].spki_sha256, SHA256_BYTES);
        assert_false(has_remark(&other, "key-invalid"));
    }
    collect_file(&other, "formats-rarities/version-2/other.der", NULL);
    assert_true(has_remark(&other, "key-invalid"));
}

static void elements_one_after_the_other(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer one = corpus_file("encodings/der/certificate.der");
    struct buffer two = corpus_file("encodings/der/unending.der");
    buffer_append(&one, two.bytes, two.length);
    collect(&collected, "two.der", buffer_span(&one), NULL);
    assert_int_equal(collected.find_count, 2);
    assert_int_equal(collected.complaint_count, 0);
    buffer_append_text(&one, "rest");
    collect(&collected, "two.der", buffer_span(&one), NULL);
    assert_int_equal(collected.find_count, 2);
    assert_int_equal(collected.complaint_count, 0);
    assert_true(has_remark(&collected, "der-trailing-data"));
    buffer_release(&one);
    buffer_release(&two);
}

static void beyond_the_limit_of_der(void **state) {
    (void)state;
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct limits limits = limits_default();
        struct buffer file = corpus_file(files[i].file);
        bool crl = files[i].finds[0].kind == KIND_CRL;
        uint64_t *limit = crl ? &limits.crl_bytes : &limits.der_bytes;
        *limit = file.length;
        collect(&collected, "fits.der", buffer_span(&file), &limits);
        assert_int_equal(collected.find_count, 1);
        assert_int_equal(collected.complaint_count, 0);
        *limit = file.length - 1;
        collect(&collected, "large.der", buffer_span(&file), &limits);
        assert_int_equal(collected.find_count, 0);
        assert_non_null(complaint_of(&collected, "limit"));
        buffer_release(&file);
    }
}

static void ber_beyond_the_limit(void **state) {
    (void)state;
    static const char *const written[] = {"indefinite.cer", "padded.cer", "inside.cer"};
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(written); i++) {
        char path[80];
        snprintf(path, sizeof path, "formats-oddities/lengths/%s", written[i]);
        struct limits limits = limits_default();
        struct buffer file = corpus_file(path);
        limits.der_bytes = file.length;
        collect(&collected, "fits.bin", buffer_span(&file), &limits);
        assert_int_equal(collected.find_count, 1);
        assert_int_equal(collected.complaint_count, 0);
        limits.der_bytes = file.length - 1;
        collect(&collected, "large.cer", buffer_span(&file), &limits);
        assert_true(collected.find_count <= 1);
        assert_true(collected.find_count == 0 || collected.finds[0].kind == KIND_PUBLIC_KEY);
        assert_non_null(complaint_of(&collected, "limit"));
        buffer_release(&file);
    }
}

static void beyond_the_limit_of_arithmetic(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    collect_file(&collected, "encodings/der/certificate.der", NULL);
    assert_true(collected.finds[0].is_self_signed);
    limits.modulus_bits = 2047;
    collect_file(&collected, "encodings/der/certificate.der", &limits);
    assert_int_equal(collected.find_count, 1);
    assert_false(collected.finds[0].is_self_signed);
    assert_true(collected.finds[0].is_self_signed_unknown);
}

static void long_names_are_cut(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    limits.name_bytes = 10;
    collect_file(&collected, "encodings/der/certificate.der", &limits);
    assert_string_equal(collected.finds[0].subject, "O = certsw...");
}

static void names_that_promise_nothing_cost_no_row(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer file = corpus_file("encodings/der/certificate.der");
    collect(&collected, "cut.bin", span_part(buffer_span(&file), 0, 400), NULL);
    assert_int_equal(collected.find_count + collected.complaint_count, 0);
    collect(&collected, "cut.der", span_part(buffer_span(&file), 0, 400), NULL);
    assert_non_null(complaint_of(&collected, "truncated"));
    buffer_release(&file);
}

/* PKCS#8 of a DSA or DH key; its public half would have to be computed. */
static struct buffer large_key(struct span type, size_t prime, size_t secret) {
    struct buffer parameters = {0}, algorithm = {0}, octets = {0}, key = {0};
    for (size_t i = 0; i < 3; i++) { /* p, q, g, or for DH p, g, and a length of the secret */
        der_append_filled(&parameters, TAG_INTEGER, 0x5B, prime);
    }
    der_wrap(&parameters, TAG_SEQUENCE);
    der_append(&algorithm, TAG_OID, type);
    buffer_append(&algorithm, parameters.bytes, parameters.length);
    der_append_filled(&octets, TAG_INTEGER, 0x5B, secret);
    der_append(&key, TAG_INTEGER, LITERAL("\0"));
    der_append(&key, TAG_SEQUENCE, buffer_span(&algorithm));
    der_append(&key, TAG_OCTET_STRING, buffer_span(&octets));
    der_wrap(&key, TAG_SEQUENCE);
    buffer_release(&parameters);
    buffer_release(&algorithm);
    buffer_release(&octets);
    return key;
}

static void check_is_cheap(struct span type, size_t prime, size_t secret) {
    static struct collected collected;
    struct buffer key = large_key(type, prime, secret);
    clock_t start = clock();
    collect(&collected, "large.der", buffer_span(&key), NULL);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    buffer_release(&key);
    assert_true(collected.find_count + collected.complaint_count > 0);
    if (seconds > 2) {
        fail_msg("a prime of %zu bytes and a secret of %zu took %.1f seconds", prime, secret,
                 seconds);
    }
}

/* A small file must not buy minutes of arithmetic. */
static void large_numbers_cost_no_arithmetic(void **state) {
    (void)state;
    const struct span types[] = {LITERAL("\x2A\x86\x48\xCE\x38\x04\x01"),          /* DSA */
                                 LITERAL("\x2A\x86\x48\x86\xF7\x0D\x01\x03\x01")}; /* DH */
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        check_is_cheap(types[i], 4096, 4096);
        check_is_cheap(types[i], 1200, 60000);
        check_is_cheap(types[i], 256, 1000000);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_structure),
        cmocka_unit_test(every_file_cut_short),
        cmocka_unit_test(every_bit_of_a_certificate),
        cmocka_unit_test(every_bit_of_keys_and_lists),
        cmocka_unit_test(forms_of_one_key_are_one_key),
        cmocka_unit_test(stored_public_halves),
        cmocka_unit_test(elements_one_after_the_other),
        cmocka_unit_test(beyond_the_limit_of_der),
        cmocka_unit_test(beyond_the_limit_of_arithmetic),
        cmocka_unit_test(ber_beyond_the_limit),
        cmocka_unit_test(long_names_are_cut),
        cmocka_unit_test(names_that_promise_nothing_cost_no_row),
        cmocka_unit_test(large_numbers_cost_no_arithmetic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
