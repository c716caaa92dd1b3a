/* Files in uuencode: whole, cut short, with spaces lost, beyond the limits. */
#include "forms.h"

#define DISGUISE(name) "../formats-disguises/dumps/" name

static const struct form forms[] = {
    {DISGUISE("mail.uue"), "pem", "line 3, client.pem!line 1"},
    {DISGUISE("spaces.uue"), "uue", "line 1, client.der"},
};

static void says_how_it_is_written(void **state) {
    (void)state;
    check_forms(forms, COUNT_OF(forms));
}

static void yields_nothing_worse_when_cut_short(void **state) {
    (void)state;
    static struct collected part;
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct buffer file = form_file(forms[i].file);
        for (size_t length = 0; length < file.length; length++) {
            struct span cut = exact_copy(span_part(buffer_span(&file), 0, length));
            collect(&part, "text", cut, NULL);
            assert_true(part.find_count <= 1);
            exact_free(cut);
        }
        buffer_release(&file);
    }
}

static void survives_every_turned_bit(void **state) {
    (void)state;
    check_form_turned(DISGUISE("spaces.uue"));
}

static void noise_is_silent_and_quick(void **state) {
    (void)state;
    check_noise(LITERAL("begin 644 a\n"));
    check_noise(LITERAL("begin "));
    check_noise(LITERAL("begin 644 a\nM________________\n"));
}

static void limits_are_kept(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    struct buffer file = form_file(DISGUISE("spaces.uue")), twice = {0};
    buffer_append(&twice, file.bytes, file.length);
    buffer_append(&twice, file.bytes, file.length);
    limits.member_bytes = 100;
    collect(&collected, "text", buffer_span(&file), &limits);
    assert_int_equal(collected.find_count, 0);
    assert_non_null(complaint_of(&collected, "limit"));
    limits = limits_default();
    limits.blocks = 1;
    collect(&collected, "text", buffer_span(&twice), &limits);
    assert_int_equal(collected.find_count, 1);
    assert_non_null(complaint_of(&collected, "limit"));
    buffer_release(&file);
    buffer_release(&twice);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_how_it_is_written),
        cmocka_unit_test(yields_nothing_worse_when_cut_short),
        cmocka_unit_test(survives_every_turned_bit),
        cmocka_unit_test(noise_is_silent_and_quick),
        cmocka_unit_test(limits_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
