/* relations/name_constraints: each form of name, within and beside what is permitted or excluded.
 */
#include "relations/name_constraints.h"
#include "unit.h"

struct example {
    enum names_role role;
    enum name_form form;
    const char *constraint;
    const char *name;
    bool kept;
};

static enum names_verdict judge(const struct example *example, uint64_t comparisons) {
    struct buffer constraints = {0}, names = {0};
    struct name_entry offending;
    names_append(&constraints, example->role, example->form, span_text(example->constraint));
    names_append(&names, NAME_HELD, example->form, span_text(example->name));
    enum names_verdict verdict = name_constraints_judge(
        buffer_span(&constraints), buffer_span(&names), &comparisons, &offending);
    buffer_release(&constraints);
    buffer_release(&names);
    return verdict;
}

static void texts_are_compared_by_their_form(void **state) {
    (void)state;
    static const struct example examples[] = {
        {NAME_PERMITTED, NAME_DNS, "example.com", "example.com", true},
        {NAME_PERMITTED, NAME_DNS, "example.com", "A.EXAMPLE.COM", true},
        {NAME_PERMITTED, NAME_DNS, "example.com", "badexample.com", false},
        {NAME_PERMITTED, NAME_DNS, "example.com", "example.org", false},
        {NAME_PERMITTED, NAME_DNS, ".example.com", "a.example.com", true},
        {NAME_PERMITTED, NAME_DNS, ".example.com", "example.com", false},
        {NAME_PERMITTED, NAME_DNS, "", "anything.example", true},
        {NAME_PERMITTED, NAME_DNS, "*.example.com", "a.example.com", false},
        {NAME_PERMITTED, NAME_DNS, "a.example.com", "*.example.com", false},
        {NAME_PERMITTED, NAME_DNS, "example.com", "*.example.com", true},
        {NAME_EXCLUDED, NAME_DNS, "a.example.com", "*.example.com", false},
        {NAME_EXCLUDED, NAME_DNS, "a.b.example.com", "*.example.com", true},
        {NAME_EXCLUDED, NAME_DNS, "example.com", "a.example.com", false},
        {NAME_EXCLUDED, NAME_DNS, "example.com", "a.example.org", true},
        {NAME_PERMITTED, NAME_EMAIL, "example.com", "a@example.com", true},
        {NAME_PERMITTED, NAME_EMAIL, "example.com", "a@b.example.com", false},
        {NAME_PERMITTED, NAME_EMAIL, ".example.com", "a@b.example.com", true},
        {NAME_PERMITTED, NAME_EMAIL, "a@example.com", "a@EXAMPLE.com", true},
        {NAME_PERMITTED, NAME_EMAIL, "a@example.com", "A@example.com", false},
        {NAME_PERMITTED, NAME_EMAIL, "example.com", "a@b@example.com", false},
        {NAME_EXCLUDED, NAME_EMAIL, "example.com", "no mailbox", false},
        {NAME_PERMITTED, NAME_URI, "example.com", "https://u@example.com:8443/x?y", true},
        {NAME_PERMITTED, NAME_URI, "example.com", "https://a.example.com/", false},
        {NAME_PERMITTED, NAME_URI, ".example.com", "https://a.example.com/", true},
        {NAME_PERMITTED, NAME_URI, "example.com", "https://192.0.2.1/", false},
        {NAME_EXCLUDED, NAME_URI, "example.com", "urn:example:a", false},
        {NAME_EXCLUDED, NAME_OTHER, "", "", false},
    };
    for (size_t i = 0; i < COUNT_OF(examples); i++) {
        bool kept = judge(&examples[i], 10) == NAMES_KEPT;
        if (kept != examples[i].kept) {
            fail_msg("row %zu: %s against %s", i, examples[i].name, examples[i].constraint);
        }
    }
}

static void addresses_are_compared_under_their_mask(void **state) {
    (void)state;
    const struct {
        struct span constraint;
        struct span name;
        bool kept;
    } examples[] = {
        {LITERAL("\xc0\0\2\0\xff\xff\xff\0"), LITERAL("\xc0\0\2\7"), true},
        {LITERAL("\xc0\0\2\0\xff\xff\xff\0"), LITERAL("\xc0\0\3\7"), false},
        {LITERAL("\xc0\0\2\0\xff\0\xff\0"), LITERAL("\xc0\0\2\7"), false}, /* holes in the mask */
        {LITERAL("\xc0\0\2\0"), LITERAL("\xc0\0\2\0"), false},             /* no mask at all */
        {LITERAL("\xc0\0\2\0\xff\xff\xff\0"), LITERAL("\xc0\0\2"), false},
    };
    for (size_t i = 0; i < COUNT_OF(examples); i++) {
        struct buffer constraints = {0}, names = {0};
        struct name_entry offending;
        uint64_t comparisons = 10;
        names_append(&constraints, NAME_PERMITTED, NAME_ADDRESS, examples[i].constraint);
        names_append(&names, NAME_HELD, NAME_ADDRESS, examples[i].name);
        assert_int_equal(name_constraints_judge(buffer_span(&constraints), buffer_span(&names),
                                                &comparisons, &offending) == NAMES_KEPT,
                         examples[i].kept);
        buffer_release(&constraints);
        buffer_release(&names);
    }
}

static void other_forms_are_left_alone(void **state) {
    (void)state;
    struct buffer constraints = {0}, names = {0};
    struct name_entry offending;
    uint64_t comparisons = 10;
    names_append(&constraints, NAME_PERMITTED, NAME_DNS, span_text("example.com"));
    names_append(&names, NAME_HELD, NAME_EMAIL, span_text("a@example.org"));
    names_append(&names, NAME_HELD, NAME_OTHER, span_text(""));
    assert_int_equal(name_constraints_judge(buffer_span(&constraints), buffer_span(&names),
                                            &comparisons, &offending),
                     NAMES_KEPT);
    buffer_release(&constraints);
    buffer_release(&names);
}

static void work_is_bounded(void **state) {
    (void)state;
    static const struct example example = {NAME_PERMITTED, NAME_DNS, "a.example", "a.example",
                                           true};
    assert_int_equal(judge(&example, 1), NAMES_KEPT);
    assert_int_equal(judge(&example, 0), NAMES_TOO_MANY);
}

static void a_cut_entry_ends_the_names(void **state) {
    (void)state;
    struct buffer names = {0};
    names_append(&names, NAME_HELD, NAME_DNS, span_text("a.example"));
    for (size_t length = 0; length < names.length; length++) {
        struct span rest = exact_copy(span_part(buffer_span(&names), 0, length));
        struct span copy = rest;
        struct name_entry entry;
        assert_false(names_next(&rest, &entry));
        exact_free(copy);
    }
    buffer_release(&names);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_compared_by_their_form),
        cmocka_unit_test(addresses_are_compared_under_their_mask),
        cmocka_unit_test(other_forms_are_left_alone),
        cmocka_unit_test(work_is_bounded),
        cmocka_unit_test(a_cut_entry_ends_the_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
