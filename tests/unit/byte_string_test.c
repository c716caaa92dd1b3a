/* Bytes as strings of escapes. */
#include "forms.h"

#define DISGUISE(name) "../formats-disguises/strings/" name

static const struct form forms[] = {
    {DISGUISE("bytes.py"), "bytes", "line 1"},
    {DISGUISE("short.py"), "bytes", "line 1"},
    {DISGUISE("hex.go"), "bytes", "line 1"},
    {DISGUISE("octal.c"), "bytes", "line 1"},
    {DISGUISE("pieces.c"), "bytes", "line 2"},
    {DISGUISE("mixed.rs"), "bytes", "line 1"},
    {"hex/string.c", "bytes", "line 2"},
    {DISGUISE("unicode.json"), "pem", "line 1!line 1"},
    {DISGUISE("percent.txt"), "pem", "line 1!line 1"},
    {DISGUISE("gzip.go"), "pem", "line 1!line 1"},
};

static void says_how_it_is_written(void **state) {
    (void)state;
    check_forms(forms, COUNT_OF(forms));
}

static void yields_nothing_else_when_cut_short(void **state) {
    (void)state;
    check_forms_cut_short(forms, COUNT_OF(forms) - 1); /* half of a gzip is a problem, rightly */
}

static void survives_every_turned_bit(void **state) {
    (void)state;
    check_form_turned(DISGUISE("short.py"));
    check_form_turned(DISGUISE("octal.c"));
}

static void noise_is_silent_and_quick(void **state) {
    (void)state;
    check_noise(LITERAL("0\\x82"));
    check_noise(LITERAL("\\x30\\x82"));
    check_noise(LITERAL("%30%82"));
    check_noise(LITERAL("\\\\\\\\"));
    check_noise(LITERAL("\\x30\\x83\\xff\\xff\\xff"));
    check_noise(LITERAL("\"\\x2d\" \"\\x2d\" "));
}

static void armour_in_plain_letters_is_left_to_its_decoder(void **state) {
    (void)state;
    expect_nothing(LITERAL("\"\\x2d\\x2d\\x2d\\x2d\\x2dBEGIN CERTIFICATE\\x2d\\x2d\\x2d\\x2d\\x2d "
                           "and so on\""));
}

static void limits_are_kept(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    struct buffer file = form_file(DISGUISE("hex.go"));
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
        cmocka_unit_test(armour_in_plain_letters_is_left_to_its_decoder),
        cmocka_unit_test(limits_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
