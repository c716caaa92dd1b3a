/* base/id_set: many ids, both lengths of git, ids that begin alike, values that stay. */
#include "base/id_set.h"
#include "unit.h"

enum { MANY = 100000 };

/* A different id for each number, of any length: the number, then more bytes made from it. */
static struct span id_of(uint32_t number, size_t length, uint8_t out[ID_BYTES]) {
    for (size_t i = 0; i < length; i++) {
        out[i] = (uint8_t)(i < 4 ? number >> (8 * i) : number * (i + 3));
    }
    return span_of(out, length);
}

static void check_many(size_t length) {
    struct id_set set = {0};
    uint8_t bytes[ID_BYTES];
    for (uint32_t i = 0; i < MANY; i++) {
        bool added = false;
        uint64_t *value = id_set_add(&set, id_of(i, length, bytes), &added);
        assert_non_null(value);
        assert_true(added);
        assert_int_equal(*value, 0);
        *value = (uint64_t)i + 1;
    }
    assert_int_equal(set.count, MANY);
    for (uint32_t i = 0; i < MANY; i++) {
        bool added = true;
        uint64_t *value = id_set_add(&set, id_of(i, length, bytes), &added);
        assert_false(added);
        assert_int_equal(*value, (uint64_t)i + 1);
        assert_ptr_equal(id_set_find(&set, id_of(i, length, bytes)), value);
        assert_null(id_set_find(&set, id_of(i + MANY, length, bytes)));
    }
    assert_int_equal(set.count, MANY);
    id_set_release(&set);
}

static void holds_a_hundred_thousand_ids_of_20_bytes(void **state) {
    (void)state;
    check_many(20);
}

static void holds_a_hundred_thousand_ids_of_32_bytes(void **state) {
    (void)state;
    check_many(32);
}

/* Numbers that count up by a large power of two fall into the same places of many a table. */
static void holds_ids_that_collide(void **state) {
    (void)state;
    struct id_set set = {0};
    for (uint64_t i = 0; i < 4096; i++) {
        uint64_t number = i << 52;
        bool added = false;
        uint64_t *value = id_set_add(&set, span_of(&number, sizeof number), &added);
        assert_non_null(value);
        assert_true(added);
        *value = i;
    }
    for (uint64_t i = 0; i < 4096; i++) {
        uint64_t number = i << 52;
        assert_int_equal(*id_set_find(&set, span_of(&number, sizeof number)), i);
    }
    id_set_release(&set);
}

static void ids_of_other_lengths_are_other_ids(void **state) {
    (void)state;
    static const uint8_t zeros[ID_BYTES];
    struct id_set set = {0};
    for (size_t length = 1; length <= ID_BYTES; length++) {
        bool added = false;
        uint64_t *value = id_set_add(&set, span_of(zeros, length), &added);
        assert_true(added);
        *value = length;
    }
    for (size_t length = 1; length <= ID_BYTES; length++) {
        assert_int_equal(*id_set_find(&set, span_of(zeros, length)), length);
    }
    assert_int_equal(set.count, ID_BYTES);
    id_set_release(&set);
}

static void refuses_ids_without_or_with_too_many_bytes(void **state) {
    (void)state;
    static const uint8_t zeros[ID_BYTES + 1];
    struct id_set set = {0};
    assert_null(id_set_add(&set, span_of(zeros, 0), NULL));
    assert_null(id_set_add(&set, span_of(zeros, ID_BYTES + 1), NULL));
    assert_int_equal(set.count, 0);
    assert_non_null(id_set_add(&set, span_of(zeros, ID_BYTES), NULL));
    assert_null(id_set_find(&set, span_of(zeros, 0)));
    assert_null(id_set_find(&set, span_of(zeros, ID_BYTES + 1)));
    id_set_release(&set);
}

static void finds_nothing_in_the_empty_set(void **state) {
    (void)state;
    struct id_set set = {0};
    assert_null(id_set_find(&set, LITERAL("id")));
    id_set_release(&set);
    assert_null(id_set_find(&set, LITERAL("id")));
    id_set_release(&set);
}

static void counts_what_another_set_lacks(void **state) {
    (void)state;
    struct id_set one = {0}, other = {0};
    assert_int_equal(id_set_beyond(&one, &other), 0);
    for (uint32_t i = 0; i < 1000; i++) {
        uint8_t bytes[ID_BYTES];
        if (i < 600) {
            id_set_add(&one, id_of(i, 20, bytes), NULL);
        }
        if (i >= 400) {
            id_set_add(&other, id_of(i, 20, bytes), NULL);
        }
    }
    assert_int_equal(id_set_beyond(&one, &other), 400);
    assert_int_equal(id_set_beyond(&other, &one), 400);
    id_set_release(&other);
    assert_int_equal(id_set_beyond(&one, &other), 600);
    id_set_release(&one);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_a_hundred_thousand_ids_of_20_bytes),
        cmocka_unit_test(holds_a_hundred_thousand_ids_of_32_bytes),
        cmocka_unit_test(holds_ids_that_collide),
        cmocka_unit_test(ids_of_other_lengths_are_other_ids),
        cmocka_unit_test(refuses_ids_without_or_with_too_many_bytes),
        cmocka_unit_test(finds_nothing_in_the_empty_set),
        cmocka_unit_test(counts_what_another_set_lacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
