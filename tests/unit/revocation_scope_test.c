/* relations/revocation_scope: for which certificates a list is, from what both say. */
#include "relations/revocation_scope.h"
#include "unit.h"

#define A "aaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbb"
#define C "cccccccccccccccc"

static void test_kinds_of_certificates_are_left_out(void **state) {
    (void)state;
    assert_true(scope_covers("", true) && scope_covers("", false));
    assert_true(scope_covers("only-user indirect", false));
    assert_false(scope_covers("only-user indirect", true));
    assert_true(scope_covers("only-ca", true));
    assert_false(scope_covers("only-ca", false));
    assert_false(scope_covers("only-attribute", true) || scope_covers("only-attribute", false));
    assert_true(scope_is_indirect(" indirect points:" A));
    assert_false(scope_is_indirect("only-user points:" A));
    assert_int_equal(scope_reasons(" indirect reasons:1fe points:" A), 0x1fe);
    assert_int_equal(scope_reasons(" points:" A), 0);
}

static void test_a_list_of_the_issuer_needs_a_point_in_common(void **state) {
    (void)state;
    assert_true(scope_is_of_point("", "", NULL));
    assert_true(scope_is_of_point(" points:" A, "policies:1.2 points:" B "," A, NULL));
    assert_true(scope_is_of_point(" points:" B "," A, " points:" A " elsewhere:" B, NULL));
    assert_false(scope_is_of_point(" points:" A, "", NULL));
    assert_false(scope_is_of_point(" points:" A, " points:" B "," C, NULL));
    assert_false(scope_is_of_point(" points:" A, " points:" A "0", NULL)); /* no whole name */
    assert_false(scope_is_of_point(" points:" A, " elsewhere:" B ":" A, NULL));
}

static void test_a_list_of_another_needs_a_point_that_names_it(void **state) {
    (void)state;
    uint8_t b[32], c[32];
    memset(b, 0xbb, sizeof b);
    memset(c, 0xcc, sizeof c);
    assert_true(scope_is_of_point(" indirect", "", b));
    assert_true(scope_is_of_point(" points:" A, " elsewhere:" B ":" C "," A, b));
    assert_true(scope_is_of_point(" points:" A, " elsewhere:" B ":" C ";" C ":" A, c));
    assert_false(scope_is_of_point(" points:" A, " elsewhere:" B ":" C ";" C ":" A, b));
    assert_false(scope_is_of_point(" points:" A, " points:" A " elsewhere:" B ":" C, b));
    assert_false(scope_is_of_point(" points:" A, " elsewhere:" B, b));
}

static void test_each_issuer_that_is_named_comes_once(void **state) {
    (void)state;
    struct foreign_points foreign = {.rest = "require:0 points:" A " elsewhere:" B ":" A ";" C};
    assert_true(scope_next_foreign(&foreign));
    assert_true(foreign.issuer == UINT64_C(0xbbbbbbbbbbbbbbbb));
    assert_memory_equal(foreign.points, A, 16);
    assert_true(scope_next_foreign(&foreign));
    assert_true(foreign.issuer == UINT64_C(0xcccccccccccccccc));
    assert_null(foreign.points);
    assert_false(scope_next_foreign(&foreign));
    foreign = (struct foreign_points){.rest = " elsewhere:bb"};
    assert_false(scope_next_foreign(&foreign));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds_of_certificates_are_left_out),
        cmocka_unit_test(test_a_list_of_the_issuer_needs_a_point_in_common),
        cmocka_unit_test(test_a_list_of_another_needs_a_point_that_names_it),
        cmocka_unit_test(test_each_issuer_that_is_named_comes_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
