/* UTF-16 text, with a mark and without. */
#include "forms.h"

static const struct form forms[] = {
    {"pem/utf-16-le.pem", "pem", "line 1"},
    {"pem/utf-16-be.pem", "pem", "line 1"},
    {"pem/utf-16-bare.pem", "pem", "line 1"},
};

static void says_how_it_is_written(void **state) {
    (void)state;
    check_forms(forms, COUNT_OF(forms));
}

static void yields_nothing_else_when_cut_short(void **state) {
    (void)state;
    check_forms_cut_short(forms, COUNT_OF(forms));
}

static void survives_every_turned_bit(void **state) {
    (void)state;
    check_form_turned("pem/utf-16-bare.pem");
}

static void finds_text_inside_of_other_bytes(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer file = form_file("pem/utf-16-bare.pem");
    struct buffer bytes = {0};
    buffer_append(&bytes, "\1\2\3\4\5", 5);
    buffer_append(&bytes, file.bytes, file.length);
    buffer_append(&bytes, "\xFF\xFF\xFF\xFF", 4);
    collect(&collected, "program", buffer_span(&bytes), NULL);
    assert_int_equal(collected.find_count, 1);
    assert_string_equal(collected.finds[0].trail, "byte 5!line 1");
    assert_int_equal(collected.remark_count, 0);
    buffer_release(&bytes);
    buffer_release(&file);
}

static void noise_is_silent_and_quick(void **state) {
    (void)state;
    check_noise(LITERAL("B\0E\0G\0I\0N\0"));
    check_noise(LITERAL("\xFF\xFE"));
    check_noise(LITERAL("B\0E\0G\0I\0N\xFF"));
}

static void limits_are_kept(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    struct buffer file = form_file("pem/utf-16-le.pem");
    limits.member_bytes = 100;
    collect(&collected, "text", buffer_span(&file), &limits);
    assert_int_equal(collected.find_count, 0);
    assert_string_equal(collected.complaints[0].code, "limit");
    buffer_release(&file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_how_it_is_written),
        cmocka_unit_test(yields_nothing_else_when_cut_short),
        cmocka_unit_test(survives_every_turned_bit),
        cmocka_unit_test(noise_is_silent_and_quick),
        cmocka_unit_test(finds_text_inside_of_other_bytes),
        cmocka_unit_test(limits_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
