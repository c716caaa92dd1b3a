/* limit: every bound can be set by its name, and nothing else changes one. */
#include "limit.h"
#include "unit.h"

/* struct limits is one 64-bit number for each description, in their order. */
#define FIELDS (sizeof(struct limits) / sizeof(uint64_t))

static void fields_of(const struct limits *limits, uint64_t fields[FIELDS]) {
    memcpy(fields, limits, sizeof *limits);
}

static void defaults_are_those_described(void **state) {
    (void)state;
    uint64_t fields[FIELDS];
    struct limits limits = limits_default();
    fields_of(&limits, fields);
    assert_int_equal(limit_count, FIELDS);
    for (unsigned i = 0; i < limit_count; i++) {
        assert_int_equal(fields[i], limit_descriptions[i].value);
        assert_true(fields[i] > 0);
        assert_true(strlen(limit_descriptions[i].unit) > 0);
        assert_true(strlen(limit_descriptions[i].reason) > 0);
    }
}

static void names_are_different(void **state) {
    (void)state;
    for (unsigned i = 0; i < limit_count; i++) {
        for (unsigned j = 0; j < i; j++) {
            assert_string_not_equal(limit_descriptions[i].name, limit_descriptions[j].name);
        }
    }
}

static void each_name_sets_its_own_bound(void **state) {
    (void)state;
    for (unsigned i = 0; i < limit_count; i++) {
        struct limits limits = limits_default();
        struct buffer assignment = {0};
        uint64_t fields[FIELDS];
        buffer_format(&assignment, "%s=123457", limit_descriptions[i].name);
        assert_true(limits_set(&limits, buffer_text(&assignment)));
        fields_of(&limits, fields);
        for (unsigned j = 0; j < limit_count; j++) {
            assert_int_equal(fields[j], j == i ? 123457 : limit_descriptions[j].value);
        }
        buffer_release(&assignment);
    }
}

static void refuses_names_that_differ_in_a_letter(void **state) {
    (void)state;
    for (unsigned i = 0; i < limit_count; i++) {
        struct limits limits = limits_default(), before = limits;
        struct buffer assignment = {0};
        buffer_format(&assignment, "%s=123457", limit_descriptions[i].name);
        assignment.bytes[strlen(limit_descriptions[i].name) - 1] = '?';
        assert_false(limits_set(&limits, buffer_text(&assignment)));
        assert_memory_equal(&limits, &before, sizeof limits);
        buffer_release(&assignment);
    }
}

static void takes_the_least_and_the_greatest_number(void **state) {
    (void)state;
    struct limits limits = limits_default();
    assert_true(limits_set(&limits, "depth=1"));
    assert_int_equal(limits.depth, 1);
    assert_true(limits_set(&limits, "depth=18446744073709551615"));
    assert_int_equal(limits.depth, UINT64_MAX);
    assert_true(limits_set(&limits, "depth=007"));
    assert_int_equal(limits.depth, 7);
}

static void refuses_other_assignments_and_changes_nothing(void **state) {
    (void)state;
    static const char *const refused[] = {
        "",
        "=",
        "=5",
        "depth",
        "depth=",
        "depth=0",
        "depth=-1",
        "depth=+1",
        "depth= 1",
        "depth=1 ",
        "depth=1\n",
        "depth=1k",
        "depth=0x10",
        "depth=1.5",
        "depth=1=1",
        "depth==1",
        "depth =1",
        " depth=1",
        "Depth=1",
        "dept=1",
        "depthh=1",
        "der_bytes=1",
        "depth=one",
        "depth=18446744073709551616",
        "depth=99999999999999999999999999999",
    };
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct limits limits = limits_default(), before = limits;
        if (limits_set(&limits, refused[i])) {
            fail_msg("\"%s\" is taken", refused[i]);
        }
        assert_memory_equal(&limits, &before, sizeof limits);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_those_described),
        cmocka_unit_test(names_are_different),
        cmocka_unit_test(each_name_sets_its_own_bound),
        cmocka_unit_test(refuses_names_that_differ_in_a_letter),
        cmocka_unit_test(takes_the_least_and_the_greatest_number),
        cmocka_unit_test(refuses_other_assignments_and_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
