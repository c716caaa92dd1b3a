/* SSH's data types: every value whole, cut short, and longer than what is left. */
#include "decoders/ssh_wire.h"
#include "unit.h"

static void takes_strings(void **state) {
    (void)state;
    const struct {
        struct span bytes;
        bool taken;
        size_t length, left;
    } rows[] = {
        {LITERAL("\0\0\0\3abcd"), true, 3, 1},
        {LITERAL("\0\0\0\0"), true, 0, 0},
        {LITERAL("\0\0\0\5abcd"), false, 0, 8},
        {LITERAL("\xFF\xFF\xFF\xFF"
                 "ab"),
         false, 0, 6},
        {LITERAL("\0\0\0"), false, 0, 3},
        {LITERAL(""), false, 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span copy = exact_copy(rows[i].bytes), rest = copy, string;
        assert_int_equal(ssh_take_string(&rest, &string), rows[i].taken);
        assert_int_equal(rest.length, rows[i].left);
        assert_true(!rows[i].taken || string.length == rows[i].length);
        exact_free(copy);
    }
}

static void takes_numbers(void **state) {
    (void)state;
    const struct {
        struct span bytes;
        bool taken;
        size_t length;
    } rows[] = {
        {LITERAL("\0\0\0\0"), true, 0},       {LITERAL("\0\0\0\1\x7F"), true, 1},
        {LITERAL("\0\0\0\2\0\x80"), true, 1}, {LITERAL("\0\0\0\1\x80"), false, 0},
        {LITERAL("\0\0\0\1\0"), false, 0},    {LITERAL("\0\0\0\2\0\x7F"), false, 0},
        {LITERAL("\0\0\0\2\x7F"), false, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span copy = exact_copy(rows[i].bytes), rest = copy, number;
        assert_int_equal(ssh_take_mpint(&rest, &number), rows[i].taken);
        assert_int_equal(rest.length, rows[i].taken ? 0 : rows[i].bytes.length);
        assert_true(!rows[i].taken || number.length == rows[i].length);
        exact_free(copy);
    }
}

static void knows_types(void **state) {
    (void)state;
    assert_non_null(ssh_type_named(span_text("ssh-rsa")));
    assert_null(ssh_type_named(span_text("ssh-rs")));
    assert_null(ssh_type_named(span_text("ssh-rsa-cert-v01@openssh.com")));
    assert_null(ssh_type_named(span_text("")));
    assert_string_equal(ssh_type_certified(span_text("ssh-rsa-cert-v01@openssh.com"))->name,
                        "ssh-rsa");
    assert_null(ssh_type_certified(span_text("ssh-rsa")));
    assert_null(ssh_type_certified(span_text("")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_strings),
        cmocka_unit_test(takes_numbers),
        cmocka_unit_test(knows_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
