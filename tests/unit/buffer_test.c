/* base/buffer: growth, the bound, sticky failure, formatting. */
#include <wchar.h>

#include "unit.h"

static void starts_empty(void **state) {
    (void)state;
    struct buffer buffer = {0};
    assert_int_equal(buffer_span(&buffer).length, 0);
    assert_string_equal(buffer_text(&buffer), "");
    buffer_release(&buffer);
    buffer_release(&buffer);
    buffer_wipe(&buffer);
}

static void keeps_what_is_appended(void **state) {
    (void)state;
    struct buffer buffer = {0};
    for (unsigned i = 0; i < 100000; i++) {
        buffer_append_byte(&buffer, (uint8_t)(i * 7));
    }
    assert_int_equal(buffer.length, 100000);
    for (unsigned i = 0; i < 100000; i++) {
        assert_int_equal(buffer.bytes[i], (uint8_t)(i * 7));
    }
    buffer_release(&buffer);
    assert_null(buffer.bytes);
    assert_int_equal(buffer.length, 0);
}

static void appending_nothing_changes_nothing(void **state) {
    (void)state;
    struct buffer buffer = {0};
    buffer_append(&buffer, NULL, 0);
    buffer_append_text(&buffer, "");
    assert_int_equal(buffer.length, 0);
    assert_false(buffer.failed);
    buffer_release(&buffer);
}

static void takes_exactly_its_bound(void **state) {
    (void)state;
    struct buffer buffer = {.limit = 8};
    buffer_append_text(&buffer, "12345678");
    assert_false(buffer.failed);
    assert_string_equal(buffer_text(&buffer), "12345678");
    buffer_append_byte(&buffer, '9');
    assert_true(buffer.failed);
    assert_int_equal(buffer.length, 8);
    buffer_release(&buffer);
}

static void failure_stays_until_cleared(void **state) {
    (void)state;
    struct buffer buffer = {.limit = 4};
    buffer_append_text(&buffer, "abc");
    buffer_append_text(&buffer, "too much");
    buffer_append_byte(&buffer, 'd');
    assert_true(buffer.failed);
    assert_int_equal(buffer.length, 3);
    assert_false(buffer_reserve(&buffer, 0));
    assert_string_equal(buffer_text(&buffer), "");
    buffer_clear(&buffer);
    assert_false(buffer.failed);
    buffer_append_text(&buffer, "four");
    assert_string_equal(buffer_text(&buffer), "four");
    buffer_release(&buffer);
    assert_int_equal(buffer.limit, 4);
}

static void refuses_sizes_that_overflow(void **state) {
    (void)state;
    struct buffer buffer = {0};
    buffer_append_byte(&buffer, 'a');
    assert_false(buffer_reserve(&buffer, SIZE_MAX));
    assert_true(buffer.failed);
    buffer_clear(&buffer);
    buffer_append_byte(&buffer, 'a');
    assert_false(buffer_reserve(&buffer, SIZE_MAX / 4));
    buffer_release(&buffer);
}

static void reserves_without_changing_the_length(void **state) {
    (void)state;
    struct buffer buffer = {0};
    buffer_append_text(&buffer, "head");
    assert_true(buffer_reserve(&buffer, 1000));
    assert_true(buffer.capacity > 1004);
    assert_string_equal(buffer_text(&buffer), "head");
    buffer_release(&buffer);
}

static void formats_at_the_end(void **state) {
    (void)state;
    struct buffer buffer = {0};
    buffer_append_text(&buffer, "n=");
    buffer_format(&buffer, "%d %s", 42, "forty-two");
    assert_string_equal(buffer_text(&buffer), "n=42 forty-two");
    buffer_format(&buffer, "%2000s", "wide");
    assert_int_equal(buffer.length, 14 + 2000);
    buffer_release(&buffer);
}

static void formats_within_its_bound_or_not_at_all(void **state) {
    (void)state;
    struct buffer buffer = {.limit = 5};
    buffer_format(&buffer, "%s", "12345");
    assert_false(buffer.failed);
    buffer_clear(&buffer);
    buffer_format(&buffer, "%s", "123456");
    assert_true(buffer.failed);
    assert_int_equal(buffer.length, 0);
    buffer_release(&buffer);
}

static void what_cannot_be_formatted_is_a_failure(void **state) {
    (void)state;
    struct buffer buffer = {0};
    buffer_append_text(&buffer, "before");
    buffer_format(&buffer, "%lc", (wint_t)0xD800); /* no character of any encoding */
    assert_true(buffer.failed);
    assert_int_equal(buffer.length, 6);
    buffer_release(&buffer);
}

static void text_ends_in_nul_at_every_length(void **state) {
    (void)state;
    struct buffer buffer = {0};
    for (size_t length = 0; length < 300; length++) {
        assert_int_equal(strlen(buffer_text(&buffer)), length);
        buffer_append_byte(&buffer, 'x');
    }
    buffer_release(&buffer);
}

static void wiping_empties_it_and_keeps_the_bound(void **state) {
    (void)state;
    struct buffer buffer = {.limit = 64};
    buffer_append_text(&buffer, "secret");
    buffer_wipe(&buffer);
    assert_null(buffer.bytes);
    assert_int_equal(buffer.capacity, 0);
    assert_int_equal(buffer.limit, 64);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(starts_empty),
        cmocka_unit_test(keeps_what_is_appended),
        cmocka_unit_test(appending_nothing_changes_nothing),
        cmocka_unit_test(takes_exactly_its_bound),
        cmocka_unit_test(failure_stays_until_cleared),
        cmocka_unit_test(refuses_sizes_that_overflow),
        cmocka_unit_test(reserves_without_changing_the_length),
        cmocka_unit_test(formats_at_the_end),
        cmocka_unit_test(formats_within_its_bound_or_not_at_all),
        cmocka_unit_test(what_cannot_be_formatted_is_a_failure),
        cmocka_unit_test(text_ends_in_nul_at_every_length),
        cmocka_unit_test(wiping_empties_it_and_keeps_the_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
