/* range_list: stretches in any order, and which of them a byte is in. */
#include "range_list.h"
#include "unit.h"

static void nothing_is_in_an_empty_list(void **state) {
    (void)state;
    struct range_list list = {0};
    assert_int_equal(range_list_end(&list, 0), 0);
    range_list_add(&list, 5, 5);
    range_list_add(&list, 6, 5);
    assert_int_equal(range_list_end(&list, 5), 0);
    range_list_release(&list);
}

static void order_does_not_matter(void **state) {
    (void)state;
    static const size_t ranges[][2] = {{40, 50}, {10, 20}, {20, 25}, {45, 60}, {0, 3}, {41, 42}};
    static const struct {
        size_t position, end;
    } rows[] = {{0, 3},   {2, 3},  {3, 0},  {9, 0},   {10, 25}, {19, 25}, {20, 25},
                {24, 25}, {25, 0}, {39, 0}, {40, 60}, {59, 60}, {60, 0}};
    struct range_list list = {0};
    for (size_t i = 0; i < COUNT_OF(ranges); i++) {
        range_list_add(&list, ranges[i][0], ranges[i][1]);
    }
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(range_list_end(&list, rows[i].position), rows[i].end);
    }
    range_list_add(&list, 30, 31); /* after it was asked */
    assert_int_equal(range_list_end(&list, 30), 31);
    assert_int_equal(range_list_end(&list, 40), 60);
    range_list_release(&list);
    assert_int_equal(range_list_end(&list, 40), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_in_an_empty_list),
        cmocka_unit_test(order_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
