/* decoders/lock: what locks a key, in words, from identifiers that OpenSSL wrote. */
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "corpus.h"
#include "decoders/lock.h"
#include "der_build.h"

/* Checks the words and that no shorter beginning is read out of bounds; takes the algorithm. */
static void check_lock(X509_ALGOR *algorithm, const char *expected) {
    unsigned char *der = NULL;
    struct arena arena = {0};
    assert_non_null(algorithm);
    int length = i2d_X509_ALGOR(algorithm, &der);
    assert_true(length > 0);
    struct span whole = span_of(der, (size_t)length);
    assert_string_equal(lock_text(whole, &arena), expected);
    for (size_t cut = 0; cut < whole.length; cut++) {
        struct span part = exact_copy(span_part(whole, 0, cut));
        assert_string_equal(lock_text(part, &arena), "unknown scheme");
        exact_free(part);
    }
    arena_release(&arena);
    OPENSSL_free(der);
    X509_ALGOR_free(algorithm);
}

static unsigned char salt[8] = {1, 2, 3, 4, 5, 6, 7, 8};
static unsigned char iv[16];

static X509_ALGOR *pbkdf2(const EVP_CIPHER *cipher, int rounds, int function) {
    return PKCS5_pbe2_set_iv(cipher, rounds, salt, sizeof salt, iv, function);
}

static void names_pbkdf2(void **state) {
    (void)state;
    check_lock(pbkdf2(EVP_aes_256_cbc(), 2048, NID_hmacWithSHA256),
               "aes-256-cbc, PBKDF2 hmacWithSHA256, 2048 rounds");
    check_lock(pbkdf2(EVP_aes_128_cbc(), 600000, NID_hmacWithSHA512),
               "aes-128-cbc, PBKDF2 hmacWithSHA512, 600000 rounds");
    check_lock(pbkdf2(EVP_des_ede3_cbc(), 1, NID_hmacWithSHA1),
               "des-ede3-cbc, PBKDF2 hmacWithSHA1, 1 round");
    check_lock(pbkdf2(EVP_aes_256_cbc(), 2147483647, NID_hmacWithSHA256),
               "aes-256-cbc, PBKDF2 hmacWithSHA256, 2147483647 rounds");
}

static void names_scrypt(void **state) {
    (void)state;
    check_lock(PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), salt, sizeof salt, iv, 16384, 8, 1),
               "aes-256-cbc, scrypt N=16384 r=8 p=1");
}

static void names_the_schemes_of_one_piece(void **state) {
    (void)state;
    check_lock(PKCS5_pbe_set(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 2048, salt, sizeof salt),
               "pbeWithSHA1And3-KeyTripleDES-CBC, 2048 rounds");
    check_lock(PKCS5_pbe_set(NID_pbeWithMD5AndDES_CBC, 1000, salt, sizeof salt),
               "pbeWithMD5AndDES-CBC, 1000 rounds");
}

static void names_the_lock_of_the_corpus(void **state) {
    (void)state;
    struct arena arena = {0};
    struct asn1_element outer, algorithm;
    struct buffer der = corpus_der("encodings/der/rsa-pkcs8-locked.der");
    struct span rest = buffer_span(&der);
    assert_true(asn1_expect(&rest, TAG_SEQUENCE, &outer));
    rest = outer.content;
    assert_true(asn1_expect(&rest, TAG_SEQUENCE, &algorithm));
    assert_non_null(strstr(lock_text(algorithm.whole, &arena), "PBKDF2 hmacWithSHA256, "));
    arena_release(&arena);
    buffer_release(&der);
}

static const uint8_t pbes2[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0D};

static void says_no_more_than_it_can_read(void **state) {
    (void)state;
    struct arena arena = {0};
    struct buffer bare = {0}, foreign = {0};
    assert_string_equal(lock_text((struct span){0}, &arena), "unknown scheme");
    assert_string_equal(lock_text(LITERAL("\x30\x00"), &arena), "unknown scheme");
    assert_string_equal(lock_text(LITERAL("\x30\x02\x05\x00"), &arena), "unknown scheme");
    der_append(&bare, TAG_OID, span_of(pbes2, sizeof pbes2));
    der_wrap(&bare, TAG_SEQUENCE);
    assert_string_equal(lock_text(buffer_span(&bare), &arena), "PBES2");
    der_append(&foreign, TAG_OID, LITERAL("\x2A\x03\x04"));
    der_wrap(&foreign, TAG_SEQUENCE);
    assert_non_null(strstr(lock_text(buffer_span(&foreign), &arena), "1.2.3.4"));
    buffer_release(&bare);
    buffer_release(&foreign);
    arena_release(&arena);
}

/* Every byte of a good identifier changed to every value: text comes back, whatever it says. */
static void bears_every_changed_byte(void **state) {
    (void)state;
    unsigned char *der = NULL;
    X509_ALGOR *algorithm = pbkdf2(EVP_aes_256_cbc(), 2048, NID_hmacWithSHA256);
    int length = i2d_X509_ALGOR(algorithm, &der);
    assert_true(length > 0);
    for (int at = 0; at < length; at++) {
        unsigned char before = der[at];
        for (unsigned value = 0; value < 256; value++) {
            struct arena arena = {0};
            der[at] = (unsigned char)value;
            struct span copy = exact_copy(span_of(der, (size_t)length));
            assert_true(strlen(lock_text(copy, &arena)) > 0);
            exact_free(copy);
            arena_release(&arena);
        }
        der[at] = before;
    }
    OPENSSL_free(der);
    X509_ALGOR_free(algorithm);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_pbkdf2),
        cmocka_unit_test(names_scrypt),
        cmocka_unit_test(names_the_schemes_of_one_piece),
        cmocka_unit_test(names_the_lock_of_the_corpus),
        cmocka_unit_test(says_no_more_than_it_can_read),
        cmocka_unit_test(bears_every_changed_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
