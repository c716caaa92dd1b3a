/* The decoder of Bouncy Castle's keystores: opened, shut, damaged, and bytes that are none. */
#include "unlocked.h"

static void opens_keys_or_takes_the_public_half_of_the_certificate(void **state) {
    (void)state;
    static struct collected collected;
    collect_unlocked(&collected, "formats-keystores/java/usual.bks", NULL, NULL);
    check_store(&collected, "usual.bks", 1, 3, 0);
    assert_null(strstr(find_of(&collected, KIND_PRIVATE_KEY)->lock, "from its certificate"));
    collect_unlocked(&collected, "formats-keystores/java/locked.bks", NULL, NULL);
    check_store(&collected, "locked.bks", 1, 3, 0);
    assert_non_null(strstr(find_of(&collected, KIND_PRIVATE_KEY)->lock, "from its certificate"));
    collect_unlocked(&collected, "formats-keystores/java/locked.bks", "another", NULL);
    assert_true(has_remark(&collected, "password-wrong"));
}

static void what_is_encrypted_as_a_whole_is_one_row(void **state) {
    (void)state;
    static struct collected collected;
    static const char *const rows[][3] = {
        {"formats-keystores/java/shut.ubr", "UBER", "Twofish"},
        {"formats-keystores/java/shut.bcfks", "BCFKS", "PBKDF2"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        collect_unlocked(&collected, rows[i][0], NULL, NULL);
        check_store(&collected, rows[i][0], 0, 0, 1);
        assert_string_equal(collected.finds[0].structure, rows[i][1]);
        assert_non_null(strstr(collected.finds[0].lock, rows[i][2]));
    }
}

static void every_file_cut_short(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer file = corpus_file("formats-keystores/java/usual.bks");
    for (size_t length = 0; length < file.length; length++) {
        struct span cut = exact_copy(span_part(buffer_span(&file), 0, length));
        collect(&collected, "cut", cut, NULL);
        assert_int_equal(count_of(&collected, KIND_PRIVATE_KEY), 0);
        exact_free(cut);
    }
    collect(&collected, "a.bks", span_part(buffer_span(&file), 0, file.length - 1), NULL);
    assert_non_null(complaint_of(&collected, "truncated"));
    buffer_release(&file);
}

static void every_byte_changed(void **state) {
    (void)state;
    check_bytes_changed("formats-keystores/java/usual.bks");
}

/* The same first bytes, with text or zeros behind them. */
static void other_bytes_are_no_store(void **state) {
    (void)state;
    static struct collected collected;
    static const uint8_t head[] = {0, 0, 0, 1, 0, 0, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8,
                                   9, 1, 2, 3, 4, 5, 6, 7,  8, 9, 1, 2, 0, 0, 5, 0};
    struct buffer bytes = {0};
    buffer_append(&bytes, head, sizeof head);
    for (size_t i = 0; i < 256; i++) {
        buffer_append(&bytes, &"abcdefgh"[i % 8], 1);
    }
    collect(&collected, "a.bin", buffer_span(&bytes), NULL);
    assert_int_equal(collected.find_count, 0);
    assert_int_equal(collected.complaint_count, 0);
    buffer_release(&bytes);
}

static void keeps_to_the_limits(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    limits.store_entries = 1;
    collect_unlocked(&collected, "formats-keystores/java/usual.bks", NULL, &limits);
    assert_non_null(complaint_of(&collected, "limit"));
    limits = limits_default();
    limits.derivation_rounds = 3;
    collect_unlocked(&collected, "formats-keystores/java/usual.bks", NULL, &limits);
    check_store(&collected, "usual.bks", 1, 3, 0);
    assert_true(has_remark(&collected, "kdf-cost-refused"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_keys_or_takes_the_public_half_of_the_certificate),
        cmocka_unit_test(what_is_encrypted_as_a_whole_is_one_row),
        cmocka_unit_test(every_file_cut_short),
        cmocka_unit_test(every_byte_changed),
        cmocka_unit_test(other_bytes_are_no_store),
        cmocka_unit_test(keeps_to_the_limits),
    };
    return cmocka_run_group_tests(tests, load_ciphers, unload_ciphers);
}
