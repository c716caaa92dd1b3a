/* Plans of sets: rare parts, buckets that are used, and what is refused. */
#include "base/pattern_plan.h"

#include <stdio.h>

#include "unit.h"

static void test_the_rarest_part_is_taken(void **state) {
    static const char *const texts[] = {"    @\\x01Q~", "Q~\\x02@    ", "ab"};
    struct pattern_plan *plan = pattern_plan_new(texts, COUNT_OF(texts));
    (void)state;
    assert_non_null(plan);
    assert_int_equal(plan->window[0], 4);
    assert_int_equal(plan->window[1], 0);
    assert_int_equal(plan->window[2], 0);
    free(plan);
}

static void test_what_has_nothing_in_common_shares_no_bucket(void **state) {
    static char texts[PATTERN_BUCKETS + 1][32];
    const char *patterns[PATTERN_BUCKETS + 1];
    bool taken[PATTERN_BUCKETS] = {false};
    (void)state;
    for (int i = 0; i < PATTERN_BUCKETS; i++) { /* each way of four bytes among these is another */
        snprintf(texts[i], sizeof texts[i], "%c%c%c%c", 'a' + i, 'A' + i, 'z' - i, 'Z' - i);
        patterns[i] = texts[i];
    }
    patterns[PATTERN_BUCKETS] = "\\x01\\x01\\x01\\x01aAzZ\\x01\\x01\\x01\\x01";
    struct pattern_plan *plan = pattern_plan_new(patterns, PATTERN_BUCKETS + 1);
    assert_non_null(plan);
    for (int i = 0; i < PATTERN_BUCKETS; i++) {
        assert_in_range(plan->bucket[i], 0, PATTERN_BUCKETS - 1);
        assert_false(taken[plan->bucket[i]]);
        taken[plan->bucket[i]] = true;
    }
    assert_int_equal(plan->window[PATTERN_BUCKETS], 4); /* the part that another has already */
    assert_int_equal(plan->bucket[PATTERN_BUCKETS], plan->bucket[0]);
    free(plan);
}

static void test_what_is_no_pattern_has_no_plan(void **state) {
    static const char *const texts[] = {"abc", "[a"};
    const char *many[PATTERNS_MOST + 1];
    (void)state;
    assert_null(pattern_plan_new(texts, 2));
    for (size_t i = 0; i <= PATTERNS_MOST; i++) {
        many[i] = "abc";
    }
    assert_null(pattern_plan_new(many, PATTERNS_MOST + 1));
}

static void test_a_plan_of_other_patterns_is_refused(void **state) {
    static const char *const texts[] = {"abcdef"};
    struct pattern_plan plan = {{2}, {PATTERN_BUCKETS - 1}};
    (void)state;
    struct pattern_set *set = pattern_set_new(texts, 1, &plan);
    assert_non_null(set);
    pattern_set_free(set);
    plan.window[0] = 3;
    assert_null(pattern_set_new(texts, 1, &plan));
    plan.window[0] = 2;
    plan.bucket[0] = PATTERN_BUCKETS;
    assert_null(pattern_set_new(texts, 1, &plan));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_rarest_part_is_taken),
        cmocka_unit_test(test_what_has_nothing_in_common_shares_no_bucket),
        cmocka_unit_test(test_what_is_no_pattern_has_no_plan),
        cmocka_unit_test(test_a_plan_of_other_patterns_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
