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

/* An Ed25519 key: its numbers are made up. */
#define HEAD "302e020100300506032b657004220420"
#define SEED "00112233445566778899aabbccddeeff0102030405060708090a0b0c0d0e0f10"
#define SHORT HEAD SEED
#define DIGEST "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

/* A value of less than 128 bytes among what may look like digits too. */
static void short_values_are_found_anywhere(void **state) {
    (void)state;
    static const char *const texts[] = {
        "key," SHORT ",1\n",
        "INSERT INTO t VALUES ('x','" SHORT "');\n",
        "ca\t" SHORT "\n",
        " --ca " SHORT,
        "face: " SHORT "\n",
        DIGEST "," SHORT "\n",
        DIGEST " " SHORT "\n",
        "abc def " SHORT "\n",
        "ca\t30:2e:02:01:00:30:05:06:03:2b:65:70:04:22:04:20:00:11:22:33:44:55:66:77:88:99:aa:bb:"
        "cc:dd:ee:ff:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10\n",
    };
    static struct collected collected;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        collect(&collected, "text", span_text(texts[i]), NULL);
        if (collected.find_count != 1 || strcmp(collected.finds[0].algorithm, "Ed25519") != 0) {
            fail_msg("%zu finds in %s", collected.find_count, texts[i]);
        }
    }
}

/* A key inside of something longer that is damaged is no find of its own. */
static void inner_elements_are_no_values(void **state) {
    (void)state;
    static const char *const texts[] = {
        "3082010a0282010100aa\n" HEAD "\n" SEED "\n0203010001\n",
        "3082 010a 0282 0101 00aa 302e 0201 0030 0506 032b 6570 0422 0420 0011 2233 4455 6677 8899 "
        "aabb ccdd eeff 0102 0304 0506 0708 090a 0b0c 0d0e 0f10 0203\n",
        "30:82:01:0a:02:82:01:01:00:aa:30:2e:02:01:00:30:05:06:03:2b:65:70:04:22:04:20:00:11:22:33:"
        "44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10:02\n",
        "30:82:01:0a:02:82:01:01:00:aa:\n    30:2e:02:01:00:30:05:06:03:2b:65:70:04:22:04:20:00:11:"
        "22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        expect_nothing(span_text(texts[i]));
    }
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
        cmocka_unit_test(short_values_are_found_anywhere),
        cmocka_unit_test(inner_elements_are_no_values),
        cmocka_unit_test(limits_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
