/* Dumps with offsets, and records of firmware. */
#include "forms.h"

#define DISGUISE(name) "../formats-disguises/dumps/" name

static const struct form forms[] = {
    {DISGUISE("xxd.txt"), "hex", "line 1"},
    {DISGUISE("hexdump.txt"), "hex", "line 2"},
    {DISGUISE("od.txt"), "hex", "line 1"},
    {DISGUISE("od-characters.txt"), "hex", "line 1"},
    {DISGUISE("wireshark.txt"), "hex", "line 1"},
    {DISGUISE("remark.txt"), "hex", "line 2"},
    {DISGUISE("dump.patch"), "hex", "line 2"},
    {DISGUISE("debug.log"), "hex", "line 1"},
    {DISGUISE("session.txt"), "hex", "line 2"},
    {DISGUISE("intel.hex"), "hex", "line 1"},
    {DISGUISE("xxd-pem.txt"), "pem", "line 1!line 1"},
    {DISGUISE("motorola.srec"), "pem", "line 1!line 1"},
};

static void says_how_it_is_written(void **state) {
    (void)state;
    check_forms(forms, COUNT_OF(forms));
}

/* The beginning of a certificate may hold its whole public key. */
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
    check_form_turned(DISGUISE("wireshark.txt"));
    check_form_turned(DISGUISE("intel.hex"));
}

static void noise_is_silent_and_quick(void **state) {
    (void)state;
    check_noise(LITERAL("00000000: 3082 ffff 3082 ffff 3082 ffff 3082 ffff\n"));
    check_noise(LITERAL("00000000"));
    check_noise(LITERAL("0000 30 82 "));
    check_noise(LITERAL(":10000000308230823082308230823082308230823082\n"));
}

static void limits_are_kept(void **state) {
    (void)state;
    static struct collected collected;
    struct limits limits = limits_default();
    struct buffer file = form_file(DISGUISE("xxd.txt"));
    limits.member_bytes = 100;
    collect(&collected, "text", buffer_span(&file), &limits);
    assert_int_equal(collected.find_count, 0);
    buffer_release(&file);
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
