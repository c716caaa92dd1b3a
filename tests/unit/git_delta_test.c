/* sources/git_delta: differences between git objects. */
#include "sources/git_delta.h"
#include "unit.h"

static const char base[] = "0123456789abcdefghij";

/* Base of 20 bytes, result of 12: "abcd" + "XY" + "012345". */
static const uint8_t sample[] = {20, 12, 0x91, 10, 4, 2, 'X', 'Y', 0x90, 6};

static bool apply(struct span delta, uint8_t *out, size_t room, struct delta_runs *runs) {
    uint64_t from = 0;
    uint64_t length = 0;
    return delta_sizes(&delta, &from, &length) && from == strlen(base) && length <= room &&
           delta_apply(delta, span_text(base), out, (size_t)length, runs);
}

static void puts_the_result_together(void **state) {
    (void)state;
    uint8_t out[12];
    struct delta_runs runs = {0};
    assert_true(apply(span_of(sample, sizeof sample), out, sizeof out, &runs));
    assert_memory_equal(out, "abcdXY012345", sizeof out);
    assert_int_equal(runs.count, 2);
    assert_int_equal(runs.items[0].at, 0);
    assert_int_equal(runs.items[0].from, 10);
    assert_int_equal(runs.items[0].length, 4);
    assert_int_equal(runs.items[1].at, 6);
    assert_int_equal(runs.items[1].from, 0);
    assert_int_equal(runs.items[1].length, 6);
    assert_int_equal(runs.base_length, 20);
    delta_runs_release(&runs);
}

static void joins_runs_that_continue_each_other(void **state) {
    (void)state;
    static const uint8_t delta[] = {20, 8, 0x91, 2, 4, 0x91, 6, 4};
    uint8_t out[8];
    struct delta_runs runs = {0};
    assert_true(apply(span_of(delta, sizeof delta), out, sizeof out, &runs));
    assert_memory_equal(out, "23456789", sizeof out);
    assert_int_equal(runs.count, 1);
    assert_int_equal(runs.items[0].length, 8);
    delta_runs_release(&runs);
}

static void refuses_what_is_cut_short(void **state) {
    (void)state;
    struct delta_runs runs = {0};
    for (size_t length = 0; length < sizeof sample; length++) {
        uint8_t out[12];
        assert_false(apply(span_of(sample, length), out, sizeof out, &runs));
    }
    delta_runs_release(&runs);
}

static void refuses_what_leads_out_of_base_or_result(void **state) {
    (void)state;
    static const struct {
        uint8_t bytes[12];
        size_t length;
    } bad[] = {
        {{20, 4, 0x91, 18, 4}, 5},                 /* ends behind the base */
        {{20, 4, 0x91, 21, 4}, 5},                 /* begins behind it */
        {{20, 4, 0x9F, 255, 255, 255, 255, 4}, 8}, /* far behind it */
        {{20, 4, 0x91, 0, 5}, 5},                  /* more than the result holds */
        {{20, 4, 0x80}, 3},                        /* 65536 bytes */
        {{20, 4, 5, 'a', 'b', 'c', 'd', 'e'}, 8},  /* likewise, new ones */
        {{20, 4, 3, 'a', 'b', 'c'}, 6},            /* fewer */
        {{20, 4, 0, 0x91, 0, 4}, 6},               /* reserved */
        {{20, 4, 0x91, 0, 4, 0x91, 0, 4}, 8},      /* goes on behind the end */
        {{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 4}, 12}, /* size */
    };
    struct delta_runs runs = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint8_t out[4];
        assert_false(apply(span_of(bad[i].bytes, bad[i].length), out, sizeof out, &runs));
    }
    delta_runs_release(&runs);
}

/* One run for each byte, none of which continues the one before. */
static void keeps_no_more_runs_than_fit(void **state) {
    (void)state;
    enum { COPIES = (1 << 20) + 10 };
    uint8_t *delta = malloc(3 * COPIES);
    uint8_t *out = malloc(COPIES);
    struct delta_runs runs = {0};
    for (size_t i = 0; i < COPIES; i++) {
        memcpy(delta + 3 * i, (uint8_t[]){0x91, i % 2 ? 3 : 7, 1}, 3);
    }
    assert_true(delta_apply(span_of(delta, 3 * COPIES), span_text(base), out, COPIES, &runs));
    assert_true(runs.incomplete);
    assert_true(runs.count <= 1 << 20);
    delta_runs_release(&runs);
    free(delta);
    free(out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(puts_the_result_together),
        cmocka_unit_test(joins_runs_that_continue_each_other),
        cmocka_unit_test(refuses_what_is_cut_short),
        cmocka_unit_test(refuses_what_leads_out_of_base_or_result),
        cmocka_unit_test(keeps_no_more_runs_than_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
