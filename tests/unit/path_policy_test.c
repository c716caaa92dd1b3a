/* relations/path_policy: a policy is asked for only where a CA requires one. From below the anchor
 * down to the leaf. */
#include "relations/path_policy.h"
#include "unit.h"

static bool holds(const char *first, const char *second, const char *third) {
    struct policy_step steps[] = {{first, false}, {second, false}, {third, false}};
    return path_policy_holds(steps, third ? 3 : 2);
}

static void nothing_required_is_kept_without_policies(void **state) {
    (void)state;
    assert_true(holds("", "", NULL));
    assert_true(holds("policies:1.2.3", "policies:1.2.4", NULL));
    assert_true(holds("require:5", "", NULL)); /* five more certificates may go without */
}

static void a_required_policy_must_reach_the_leaf(void **state) {
    (void)state;
    assert_true(holds("policies:1.2.3 require:0", "policies:1.2.3", NULL));
    assert_true(holds("policies:1.2.3,1.2.4 require:0", "policies:1.2.4", NULL));
    assert_false(holds("policies:1.2.3 require:0", "policies:1.2.4", NULL));
    assert_false(holds("policies:1.2.3 require:0", "", NULL));
    assert_false(holds("policies:1.2.3", "require:0", "policies:1.2.3"));
    assert_false(holds("policies:1.2.3", "require:0", NULL)); /* of the leaf itself */
    assert_true(holds("require:0", "", NULL) == false);
}

static void any_policy_stands_for_all_until_inhibited(void **state) {
    (void)state;
    assert_true(holds("policies:2.5.29.32.0 require:0", "policies:1.2.3", NULL));
    assert_true(holds("policies:1.2.3 require:0", "policies:2.5.29.32.0", NULL));
    assert_false(holds("policies:1.2.3 require:0 inhibit-any:0", "policies:2.5.29.32.0", NULL));
    struct policy_step steps[] = {{"policies:1.2.3 require:0 inhibit-any:0", false},
                                  {"policies:2.5.29.32.0", true}, /* self-issued: still may */
                                  {"policies:1.2.3", false}};
    assert_true(path_policy_holds(steps, 3));
}

static void mappings_lead_from_one_policy_to_another(void **state) {
    (void)state;
    assert_true(holds("policies:1.2.3 mappings:1.2.3=1.5 require:0", "policies:1.5", NULL));
    assert_false(holds("policies:1.2.3 mappings:1.2.3=1.5 require:0", "policies:1.2.3", NULL));
    assert_true(
        holds("policies:1.2.3 mappings:1.2.3=1.5,1.2.3=1.6 require:0", "policies:1.6", NULL));
    assert_false(holds("policies:1.2.3 inhibit-mapping:0 require:0",
                       "policies:1.2.3 mappings:1.2.3=1.5", "policies:1.5"));
    assert_false(holds("policies:2.5.29.32.0 mappings:2.5.29.32.0=1.5", "policies:1.5", NULL));
}

static void too_many_policies_are_refused(void **state) {
    (void)state;
    struct buffer text = {0};
    buffer_append_text(&text, "policies:1.1");
    for (int i = 0; i < 2000; i++) {
        buffer_format(&text, ",1.2.%d", i);
    }
    buffer_append_text(&text, " require:0");
    assert_false(holds(buffer_text(&text), buffer_text(&text), NULL));
    buffer_release(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_required_is_kept_without_policies),
        cmocka_unit_test(a_required_policy_must_reach_the_leaf),
        cmocka_unit_test(any_policy_stands_for_all_until_inhibited),
        cmocka_unit_test(mappings_lead_from_one_policy_to_another),
        cmocka_unit_test(too_many_policies_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
