/* Base64 of PEM and of DER in text. */
#include "forms.h"

static const struct form forms[] = {
    {"base64/secret.yaml", "pem", "line 3!line 1"},
    {"base64/kubeconfig", "pem", "line 1!line 1"},
    {"base64/folded.yaml", "pem", "line 2!line 1"},
    {"base64/twice.yaml", "pem", "line 2!line 1!line 1"},
    {"base64/twice-der.env", "base64", "line 1!line 1"},
    {"base64/directory.ldif", "base64", "line 2"},
    {"base64/der.json", "base64", "line 1"},
    {"base64/string.go", "base64", "line 1"},
    {"base64/url-alphabet.txt", "base64", "line 1"},
    {"base64/bare.txt", "base64", "line 1"},
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
    check_form_turned("base64/string.go");
    check_form_turned("base64/der.json");
}

static void noise_is_silent_and_quick(void **state) {
    (void)state;
    check_noise(LITERAL("MIP///8AAAAAAAAAAAAAAAAAAAAAAAAA\n"));
    check_noise(LITERAL("TUlJTUlJTUlJTUlJTUlJTUlJTUlJTUlJ\n"));
    check_noise(LITERAL("\"MIIBMIIBMIIBMIIBMIIB\" + "));
    check_noise(LITERAL("/u3+7QAAAAAAAAAAAAAAAAAAAAAAAAAA"));
}

static void limits_are_kept(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    struct buffer file = form_file("base64/secret.yaml");
    limits.blocks = 1;
    collect(&collected, "text", buffer_span(&file), &limits);
    assert_int_equal(collected.find_count, 1);
    assert_string_equal(collected.complaints[0].code, "limit");
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
