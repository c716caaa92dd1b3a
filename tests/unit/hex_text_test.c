/* DER in hexadecimal. */
#include "forms.h"

static const struct form forms[] = {
    {"hex/plain.txt", "hex", "line 1"},  {"hex/wrapped.txt", "hex", "line 1"},
    {"hex/colons.txt", "hex", "line 2"}, {"hex/spaces.txt", "hex", "line 1"},
    {"hex/groups.txt", "hex", "line 1"}, {"hex/key.txt", "hex", "line 1"},
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
    check_form_turned("hex/groups.txt");
}

static void noise_is_silent_and_quick(void **state) {
    (void)state;
    check_noise(LITERAL("30 82 ff ff "));
    check_noise(LITERAL("0x30, 0x83, 0xff, 0xff, 0xff, "));
    check_noise(LITERAL("30830fffff"));
    check_noise(LITERAL("\\x30\\x82"));
}

static void limits_are_kept(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    struct buffer file = form_file("hex/plain.txt");
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
        cmocka_unit_test(limits_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
