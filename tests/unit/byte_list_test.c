/* Bytes as lists of numbers and characters. */
#include "forms.h"

#define DISGUISE(name) "../formats-disguises/numbers/" name

static const struct form forms[] = {
    {DISGUISE("decimal.go"), "bytes", "line 2"},
    {DISGUISE("Signed.java"), "bytes", "line 2"},
    {DISGUISE("Cast.java"), "bytes", "line 1"},
    {DISGUISE("octal.c"), "bytes", "line 1"},
    {DISGUISE("remarks.c"), "bytes", "line 2"},
    {DISGUISE("suffix.rs"), "bytes", "line 1"},
    {DISGUISE("array.c"), "bytes", "line 2"},
    {DISGUISE("buffer.json"), "bytes", "line 1"},
    {DISGUISE("binary.erl"), "bytes", "line 1"},
    {DISGUISE("short.c"), "bytes", "line 1"},
    {DISGUISE("array.patch"), "bytes", "line 5"},
    {DISGUISE("remark.c"), "bytes", "line 2"},
    {DISGUISE("array.json"), "bytes", "line 1"},
    {"hex/array.c", "bytes", "line 2"},
    {"hex/xxd.h", "bytes", "line 1"},
    {"hex/Bytes.java", "bytes", "line 1"},
    {DISGUISE("characters.c"), "pem", "line 1!line 1"},
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
    check_form_turned(DISGUISE("short.c"));
    check_form_turned(DISGUISE("Signed.java"));
}

static void noise_is_silent_and_quick(void **state) {
    (void)state;
    check_noise(LITERAL("48,"));
    check_noise(LITERAL("48,130,"));
    check_noise(LITERAL("48,130,255,255,"));
    check_noise(LITERAL("0x30,0x83,0xff,0xff,0xff,"));
    check_noise(LITERAL("'-','-','-','-','-','B',"));
    check_noise(LITERAL("31,139,8,"));
    check_noise(LITERAL("48,/*"));
}

static void numbers_that_are_no_bytes_end_a_list(void **state) {
    (void)state;
    expect_nothing(LITERAL("48, 130, 256, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13"));
    expect_nothing(LITERAL("int a[] = {48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112};"));
}

static void limits_are_kept(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    struct buffer file = form_file(DISGUISE("decimal.go"));
    limits.crl_bytes = 100;
    collect(&collected, "text", buffer_span(&file), &limits);
    assert_int_equal(collected.find_count, 0);
    assert_int_equal(collected.complaint_count, 0);
    buffer_release(&file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_how_it_is_written),
        cmocka_unit_test(yields_nothing_else_when_cut_short),
        cmocka_unit_test(survives_every_turned_bit),
        cmocka_unit_test(noise_is_silent_and_quick),
        cmocka_unit_test(numbers_that_are_no_bytes_end_a_list),
        cmocka_unit_test(limits_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
