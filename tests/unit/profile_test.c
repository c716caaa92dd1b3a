/* Profiles: which rule holds when, and how it reads. */
#include "checks/profile.h"
#include "unit.h"

static const struct profile_rule *rule_of(const char *name, enum profile_rule_kind kind,
                                          const char *time) {
    const struct profile *profile = profile_find(name);
    assert_non_null(profile);
    return profile_rule_at(profile, kind, time);
}

static void validity_shortens_with_the_time_of_issue(void **state) {
    (void)state;
    static const struct {
        const char *time;
        uint64_t days; /* 0: no rule */
    } cases[] = {
        {"2020-08-31T23:59:59Z", 0},   {"2020-09-01T00:00:00Z", 398}, {"2026-03-14T23:59:59Z", 398},
        {"2026-03-15T00:00:00Z", 200}, {"2027-03-15T00:00:00Z", 100}, {"2029-03-15T00:00:00Z", 47},
        {"2040-01-01T00:00:00Z", 47},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct profile_rule *rule = rule_of("webpki", RULE_VALIDITY_DAYS_MOST, cases[i].time);
        assert_int_equal(rule ? rule->number : 0, cases[i].days);
    }
    assert_null(rule_of("webpki", RULE_VALIDITY_DAYS_MOST, NULL));
}

static void unknown_names_and_rules_are_not_found(void **state) {
    (void)state;
    assert_null(profile_find("aws"));
    assert_null(profile_find(""));
    assert_null(rule_of("mysql", RULE_RSA_BITS_LEAST, NULL));
}

static void lists_hold_whole_words(void **state) {
    (void)state;
    const struct profile_rule *rule = rule_of("gcp-lb", RULE_EC_CURVES, NULL);
    assert_non_null(rule);
    assert_true(profile_lists(rule, "P-256"));
    assert_true(profile_lists(rule, "P-384"));
    assert_false(profile_lists(rule, "P-38"));
    assert_false(profile_lists(rule, "P-521"));
    assert_false(profile_lists(rule, ""));
}

static void rules_read_as_sentences(void **state) {
    (void)state;
    struct buffer text = {0};
    say_profile_rule(&text, rule_of("aws-alb", RULE_STORE_CAS_MOST, NULL));
    assert_string_equal(buffer_text(&text), "at most 25 certificates in a truststore");
    buffer_clear(&text);
    say_profile_rule(&text, rule_of("aws-alb", RULE_EC_CURVES, NULL));
    assert_string_equal(buffer_text(&text),
                        "elliptic-curve keys are on one of: P-256, P-384, P-521");
    buffer_clear(&text);
    say_profile_rule(&text, rule_of("kafka-pem", RULE_KEY_PKCS8, NULL));
    assert_string_equal(buffer_text(&text), "the private key is PKCS#8");
    buffer_release(&text);
}

static void every_profile_is_whole(void **state) {
    (void)state;
    for (size_t i = 0; profiles[i]; i++) {
        assert_ptr_equal(profile_find(profiles[i]->name), profiles[i]); /* no name twice */
        assert_true(profiles[i]->rule_count > 0);
        for (size_t j = 0; j < profiles[i]->rule_count; j++) {
            const struct profile_rule *rule = &profiles[i]->rules[j];
            assert_true(rule->kind < RULE_KINDS);
            assert_non_null(rule->source);
            struct buffer text = {0};
            say_profile_rule(&text, rule);
            assert_true(text.length > 10);
            assert_null(strstr(buffer_text(&text), "%s"));
            assert_null(strstr(buffer_text(&text), " 0 ")); /* a number that was left out */
            buffer_release(&text);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(validity_shortens_with_the_time_of_issue),
        cmocka_unit_test(unknown_names_and_rules_are_not_found),
        cmocka_unit_test(lists_hold_whole_words),
        cmocka_unit_test(rules_read_as_sentences),
        cmocka_unit_test(every_profile_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
