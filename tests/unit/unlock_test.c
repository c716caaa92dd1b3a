/* decoders/unlock: keys under every lock that openssl writes. */
#include <openssl/pem.h>

#include "decoders/asn1.h"
#include "unlocked.h"

static void opens_keys_under_every_lock(void **state) {
    (void)state;
    static struct collected collected;
    static const char *const files[] = {"aes",    "aes-sha1", "scrypt",    "md5-des",
                                        "rc2-40", "rc4",      "triple-des"};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        char file[80];
        snprintf(file, sizeof file, "formats-keystores/keys/%s.key", files[i]);
        collect_unlocked(&collected, file, NULL, NULL);
        check_store(&collected, file, 1, 0, 0);
        assert_true(collected.finds[0].locked);
        struct buffer bytes = corpus_file(file);
        struct span wrong = LITERAL("another");
        struct passphrases passphrases = {&wrong, 1};
        collect_with(&collected, "a.key", buffer_span(&bytes), NULL, &passphrases);
        assert_int_equal(collected.find_count, 1);
        assert_false(collected.finds[0].key_known);
        assert_true(has_remark(&collected, "password-wrong"));
        buffer_release(&bytes);
    }
}

static void scrypt_beyond_memory_is_not_tried(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    limits.derivation_memory = 1 << 20;
    collect_unlocked(&collected, "formats-keystores/keys/scrypt.key", NULL, &limits);
    assert_int_equal(collected.find_count, 1);
    assert_false(collected.finds[0].key_known);
    assert_true(has_remark(&collected, "kdf-cost-refused"));
}

static void reads_the_cost(void **state) {
    (void)state;
    static const uint8_t salt[8] = {1};
    struct unlock_cost cost;
    unsigned char *der = NULL;
    X509_ALGOR *algorithm =
        PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), salt, sizeof salt, NULL, 16384, 8, 1);
    int length = i2d_X509_ALGOR(algorithm, &der);
    assert_true(length > 0 && unlock_cost(span_of(der, (size_t)length), &cost));
    assert_int_equal(cost.rounds, 16384 * 8);
    assert_int_equal(cost.memory, 128 * 8 * (16384 + 1));
    for (int cut = 0; cut < length; cut++) {
        struct span part = exact_copy(span_of(der, (size_t)cut));
        assert_false(unlock_cost(part, &cost));
        exact_free(part);
    }
    OPENSSL_free(der);
    X509_ALGOR_free(algorithm);
    assert_false(unlock_cost(LITERAL("\x30\x04\x06\x02\x2A\x03"), &cost));
}

/* What the decoder of PEM asks for, asked from inside a run. */
struct traditional {
    struct span ciphertext;
    const char *dek_info;
};

static struct traditional split(char *header, unsigned char *bytes, long length) {
    char *value = strstr(header, "DEK-Info: ");
    assert_non_null(value);
    value += strlen("DEK-Info: ");
    value[strcspn(value, "\r\n")] = 0;
    return (struct traditional){span_of(bytes, (size_t)length), value};
}

static bool is_opened(const struct traditional *block, const char *passphrase,
                      struct buffer *plain) {
    uint8_t vector[EVP_MAX_IV_LENGTH];
    EVP_CIPHER *cipher = unlock_dek_info(block->dek_info, vector);
    bool opened = cipher && unlock_attempt_traditional(cipher, vector, block->ciphertext,
                                                       span_text(passphrase), plain);
    EVP_CIPHER_free(cipher);
    return opened;
}

static void opens_the_traditional_form(void **state) {
    (void)state;
    const EVP_CIPHER *const ciphers[] = {
        EVP_aes_256_cbc(), EVP_aes_128_cbc(),      EVP_des_ede3_cbc(),
        EVP_des_cbc(),     EVP_camellia_128_cbc(), EVP_aes_256_cfb128(),
        EVP_aes_192_ofb(), EVP_des_ede3_cfb64(),   EVP_bf_ofb()};
    EVP_PKEY *key = EVP_EC_gen("P-256");
    for (size_t i = 0; i < COUNT_OF(ciphers); i++) {
        struct buffer plain = {0};
        char *label = NULL, *header = NULL;
        unsigned char *bytes = NULL;
        long length = 0;
        BIO *memory = BIO_new(BIO_s_mem());
        assert_true(PEM_write_bio_PrivateKey_traditional(
            memory, key, ciphers[i], (const unsigned char *)"changeit", 8, NULL, NULL));
        assert_true(PEM_read_bio(memory, &label, &header, &bytes, &length));
        struct traditional block = split(header, bytes, length);
        assert_true(is_opened(&block, "changeit", &plain));
        assert_int_equal(plain.bytes[0], TAG_SEQUENCE);
        buffer_wipe(&plain);
        assert_false(is_opened(&block, "another", &plain));
        assert_int_equal(plain.length, 0);
        OPENSSL_free(label);
        OPENSSL_free(header);
        OPENSSL_free(bytes);
        BIO_free(memory);
    }
    EVP_PKEY_free(key);
}

/* OpenSSL writes none with ECB, others do: what it calls the vector is the salt. */
static void opens_ecb(void **state) {
    (void)state;
    static const uint8_t salt[] = {1, 2, 3, 4, 5, 6, 7, 8};
    uint8_t derived[EVP_MAX_KEY_LENGTH], sealed[512];
    int length = 0, more = 0;
    struct buffer key = corpus_file("encodings/der/ec-sec1.der"), plain = {0};
    assert_true(key.length + 16 <= sizeof sealed);
    EVP_BytesToKey(EVP_aes_128_ecb(), EVP_md5(), salt, (const uint8_t *)"changeit", 8, 1, derived,
                   NULL);
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    assert_true(EVP_EncryptInit_ex(context, EVP_aes_128_ecb(), NULL, derived, NULL));
    assert_true(EVP_EncryptUpdate(context, sealed, &length, key.bytes, (int)key.length));
    assert_true(EVP_EncryptFinal_ex(context, sealed + length, &more));
    struct traditional block = {span_of(sealed, (size_t)(length + more)),
                                "AES-128-ECB,0102030405060708"};
    assert_true(is_opened(&block, "changeit", &plain));
    assert_span_equal(buffer_span(&plain), buffer_span(&key), 0);
    EVP_CIPHER_CTX_free(context);
    buffer_wipe(&plain);
    buffer_release(&key);
}

static void refuses_other_headers(void **state) {
    (void)state;
    static const char *const rows[] = {"",
                                       ",",
                                       "AES-256-CBC",
                                       "AES-256-CBC,",
                                       "AES-256-CBC,00",
                                       "AES-256-CBC,zz112233445566778899AABBCCDDEEFF",
                                       "AES-256-GCM,00112233445566778899AABBCCDDEEFF",
                                       "ROT-13,0011223344556677",
                                       "A-CIPHER-WITH-A-NAME-THAT-IS-FAR-TOO-LONG,00"};
    uint8_t vector[EVP_MAX_IV_LENGTH];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_null(unlock_dek_info(rows[i], vector));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_keys_under_every_lock),
        cmocka_unit_test(scrypt_beyond_memory_is_not_tried),
        cmocka_unit_test(reads_the_cost),
        cmocka_unit_test(opens_the_traditional_form),
        cmocka_unit_test(opens_ecb),
        cmocka_unit_test(refuses_other_headers),
    };
    return cmocka_run_group_tests(tests, load_ciphers, unload_ciphers);
}
