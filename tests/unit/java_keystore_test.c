/* The decoder of JKS and JCEKS: stores by keytool, opened, paired by their certificates, damaged.
 */
#include "unlocked.h"

static const char *const stores[][2] = {
    {"formats-keystores/java/usual.jks", "formats-keystores/java/locked.jks"},
    {"formats-keystores/java/usual.jceks", "formats-keystores/java/locked.jceks"},
};

static void opens_keys_or_takes_the_public_half_of_the_certificate(void **state) {
    (void)state;
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(stores); i++) {
        collect_unlocked(&collected, stores[i][0], NULL, NULL);
        check_store(&collected, stores[i][0], 1, 3, 0);
        assert_null(strstr(find_of(&collected, KIND_PRIVATE_KEY)->lock, "from its certificate"));
        collect_unlocked(&collected, stores[i][1], NULL, NULL);
        check_store(&collected, stores[i][1], 1, 3, 0);
        assert_non_null(
            strstr(find_of(&collected, KIND_PRIVATE_KEY)->lock, "from its certificate"));
        assert_false(has_remark(&collected, "password-wrong"));
        collect_unlocked(&collected, stores[i][1], "another", NULL);
        assert_true(has_remark(&collected, "password-wrong"));
        collect_unlocked(&collected, stores[i][1], "certsweep", NULL);
        check_store(&collected, stores[i][1], 1, 3, 0);
        assert_null(strstr(find_of(&collected, KIND_PRIVATE_KEY)->lock, "from its certificate"));
        assert_false(has_remark(&collected, "password-wrong"));
    }
}

static void names_aliases_and_chains(void **state) {
    (void)state;
    static struct collected collected;
    collect_unlocked(&collected, "formats-keystores/java/usual.jks", NULL, NULL);
    assert_int_equal(collected.find_count, 4);
    const struct find *key = find_of(&collected, KIND_PRIVATE_KEY);
    assert_string_equal(key->trail, "server");
    assert_string_equal(key->encoding, "jks");
    assert_true(key->locked);
    size_t chained = 0;
    for (size_t i = 0; i < collected.find_count; i++) {
        chained += strcmp(collected.finds[i].trail, "server!certificate 2") == 0;
    }
    assert_int_equal(chained, 1);
}

static void every_file_cut_short(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(stores); i++) {
        struct buffer file = corpus_file(stores[i][0]);
        for (size_t length = 8; length < file.length; length++) {
            static struct collected collected;
            struct span cut = exact_copy(span_part(buffer_span(&file), 0, length));
            collect(&collected, "cut.jks", cut, NULL);
            assert_true(collected.find_count <= 4);
            assert_non_null(complaint_of(&collected, "truncated"));
            exact_free(cut);
        }
        buffer_release(&file);
    }
}

static void every_byte_changed(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(stores); i++) {
        check_bytes_changed(stores[i][0]);
    }
}

static void keeps_to_the_limits(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    limits.store_entries = 1;
    collect_unlocked(&collected, "formats-keystores/java/usual.jks", NULL, &limits);
    assert_non_null(complaint_of(&collected, "limit"));
    limits = limits_default();
    limits.derivation_rounds = 3;
    collect_unlocked(&collected, "formats-keystores/java/usual.jceks", NULL, &limits);
    check_store(&collected, "usual.jceks", 1, 3, 0);
    assert_true(has_remark(&collected, "kdf-cost-refused"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_keys_or_takes_the_public_half_of_the_certificate),
        cmocka_unit_test(names_aliases_and_chains),
        cmocka_unit_test(every_file_cut_short),
        cmocka_unit_test(every_byte_changed),
        cmocka_unit_test(keeps_to_the_limits),
    };
    return cmocka_run_group_tests(tests, load_ciphers, unload_ciphers);
}
