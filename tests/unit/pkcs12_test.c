/* The PKCS#12 decoder: stores by several programs, opened, shut and damaged. */
#include "unlocked.h"

struct store {
    const char *file;
    size_t keys;
    size_t certificates;
};

static const struct store opened[] = {
    {"formats-keystores/pkcs12/modern.p12", 1, 2},
    {"formats-keystores/pkcs12/legacy.p12", 1, 2},
    {"formats-keystores/pkcs12/triple-des.p12", 1, 2},
    {"formats-keystores/pkcs12/no-mac.p12", 1, 2},
    {"formats-keystores/pkcs12/sha512.p12", 1, 2},
    {"formats-keystores/pkcs12/pbmac1.p12", 1, 2},
    {"formats-keystores/pkcs12/empty-passphrase.p12", 1, 2},
    {"formats-keystores/pkcs12/certtool.p12", 1, 2},
    {"formats-keystores/pkcs12/python.p12", 1, 2},
    {"formats-keystores/pkcs12/plain.p12", 1, 1},
    {"formats-keystores/pkcs12/java-truststore.p12", 0, 1},
    {"formats-keystores/pkcs12/openssl-truststore.p12", 0, 1},
};

static void opens_what_a_passphrase_fits(void **state) {
    (void)state;
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(opened); i++) {
        collect_unlocked(&collected, opened[i].file, NULL, NULL);
        check_store(&collected, opened[i].file, opened[i].keys, opened[i].certificates, 0);
        assert_string_equal(collected.finds[0].encoding, "pkcs12");
    }
}

static void names_entries_and_says_what_locks_them(void **state) {
    (void)state;
    static struct collected collected;
    collect_unlocked(&collected, "formats-keystores/pkcs12/modern.p12", NULL, NULL);
    const struct find *key = find_of(&collected, KIND_PRIVATE_KEY);
    assert_non_null(key);
    assert_true(key->locked);
    assert_string_equal(key->trail, "Schl\xC3\xBCssel");
    assert_non_null(strstr(key->lock, "aes-256-cbc"));
    assert_false(find_of(&collected, KIND_CERTIFICATE)->locked);
    collect_unlocked(&collected, "formats-keystores/pkcs12/plain.p12", NULL, NULL);
    assert_false(find_of(&collected, KIND_PRIVATE_KEY)->locked);
}

static void a_shut_store_is_one_row(void **state) {
    (void)state;
    static struct collected collected;
    const char *file = "formats-keystores/pkcs12/locked.p12";
    collect_unlocked(&collected, file, NULL, NULL);
    check_store(&collected, file, 0, 0, 1);
    assert_true(collected.finds[0].locked);
    assert_non_null(strstr(collected.finds[0].lock, "MAC SHA256, 2048 rounds"));
    assert_false(has_remark(&collected, "password-wrong"));
    collect_unlocked(&collected, file, "another", NULL);
    check_store(&collected, file, 0, 0, 1);
    assert_true(has_remark(&collected, "password-wrong"));
    collect_unlocked(&collected, file, "certsweep", NULL);
    check_store(&collected, file, 1, 2, 0);
    assert_false(has_remark(&collected, "password-wrong"));
}

static void none_is_not_the_empty_passphrase(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer file = corpus_file("formats-keystores/pkcs12/empty-passphrase.p12");
    struct span none = {0}, empty = LITERAL("");
    struct passphrases only_none = {&none, 1}, only_empty = {&empty, 1};
    collect_with(&collected, "a.p12", buffer_span(&file), NULL, &only_empty);
    check_store(&collected, "a.p12", 1, 2, 0);
    collect_with(&collected, "a.p12", buffer_span(&file), NULL, &only_none);
    assert_int_equal(count_of(&collected, KIND_KEYSTORE) + count_of(&collected, KIND_PRIVATE_KEY),
                     1);
    buffer_release(&file);
}

static void certificates_in_the_clear_give_the_public_half(void **state) {
    (void)state;
    static struct collected collected;
    const char *file = "formats-keystores/pkcs12/open-certificate.p12";
    collect_unlocked(&collected, file, NULL, NULL);
    check_store(&collected, file, 1, 1, 0);
    assert_non_null(strstr(find_of(&collected, KIND_PRIVATE_KEY)->lock, "from its certificate"));
    assert_true(has_remark(&collected, "pkcs12-no-chain"));
}

static void a_costly_store_is_not_tried(void **state) {
    (void)state;
    static struct collected collected;
    collect_unlocked(&collected, "formats-keystores/pkcs12/costly.p12", "certsweep", NULL);
    check_store(&collected, "costly.p12", 0, 0, 1);
    assert_true(has_remark(&collected, "kdf-cost-refused"));
    assert_false(has_remark(&collected, "password-wrong"));
}

static void gives_advice(void **state) {
    (void)state;
    static struct collected collected;
    collect_unlocked(&collected, "formats-keystores/pkcs12/legacy.p12", NULL, NULL);
    assert_true(has_remark(&collected, "pkcs12-legacy"));
    assert_false(has_remark(&collected, "pkcs12-too-new"));
    assert_false(has_remark(&collected, "pkcs12-no-chain"));
    collect_unlocked(&collected, "formats-keystores/pkcs12/modern.p12", NULL, NULL);
    assert_false(has_remark(&collected, "pkcs12-legacy"));
    assert_true(has_remark(&collected, "pkcs12-too-new"));
    collect_unlocked(&collected, "formats-keystores/pkcs12/openssl-truststore.p12", NULL, NULL);
    assert_true(has_remark(&collected, "pkcs12-java-untrusted"));
    collect_unlocked(&collected, "formats-keystores/pkcs12/java-truststore.p12", NULL, NULL);
    assert_false(has_remark(&collected, "pkcs12-java-untrusted"));
}

static void keeps_to_the_limits(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    limits.store_entries = 2;
    collect_unlocked(&collected, "formats-keystores/pkcs12/modern.p12", NULL, &limits);
    assert_int_equal(collected.find_count, 2);
    assert_non_null(complaint_of(&collected, "limit"));
    limits = limits_default();
    limits.crl_bytes = 100;
    collect_unlocked(&collected, "formats-keystores/pkcs12/modern.p12", NULL, &limits);
    assert_int_equal(collected.find_count, 0);
    assert_non_null(complaint_of(&collected, "limit"));
    limits = limits_default();
    limits.derivation_rounds = 100;
    collect_unlocked(&collected, "formats-keystores/pkcs12/modern.p12", NULL, &limits);
    check_store(&collected, "modern.p12", 0, 0, 1);
}

static void every_file_cut_short(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(opened); i++) {
        struct buffer file = corpus_file(opened[i].file);
        check_cut_short("cut.p12", buffer_span(&file), NAME_PROMISES_A_KEY);
        buffer_release(&file);
    }
}

static void every_byte_changed(void **state) {
    (void)state;
    static const char *const files[] = {"formats-keystores/pkcs12/plain.p12",
                                        "formats-keystores/pkcs12/open-certificate.p12"};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        check_bytes_changed(files[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_what_a_passphrase_fits),
        cmocka_unit_test(names_entries_and_says_what_locks_them),
        cmocka_unit_test(a_shut_store_is_one_row),
        cmocka_unit_test(none_is_not_the_empty_passphrase),
        cmocka_unit_test(certificates_in_the_clear_give_the_public_half),
        cmocka_unit_test(a_costly_store_is_not_tried),
        cmocka_unit_test(gives_advice),
        cmocka_unit_test(keeps_to_the_limits),
        cmocka_unit_test(every_file_cut_short),
        cmocka_unit_test(every_byte_changed),
    };
    return cmocka_run_group_tests(tests, load_ciphers, unload_ciphers);
}
