/* sources/git_paths: equal paths have equal numbers, however they are put together, and no others.
 */
#include "sources/git_paths.h"

#include <stdio.h>

#include "unit.h"

static uint32_t number(struct paths *paths, uint32_t folder, const char *name) {
    return paths_number(paths, folder, span_text(name));
}

static void tells_paths_apart(void **state) {
    (void)state;
    struct paths paths = {0};
    uint32_t a = number(&paths, PATHS_TOP, "a");
    uint32_t b = number(&paths, PATHS_TOP, "b");
    uint32_t below = number(&paths, a, "b");
    assert_int_not_equal(a, PATHS_TOP);
    assert_int_not_equal(a, b);
    assert_int_not_equal(below, a);
    assert_int_not_equal(below, b);
    assert_int_not_equal(number(&paths, b, "b"), below);
    assert_int_equal(number(&paths, PATHS_TOP, "a"), a);
    assert_int_equal(number(&paths, a, "b"), below);
    paths_release(&paths);
}

static void takes_slashes_for_folders(void **state) {
    (void)state;
    struct paths paths = {0};
    uint32_t deep = number(&paths, PATHS_TOP, "a/b/c");
    uint32_t a = number(&paths, PATHS_TOP, "a");
    assert_int_equal(number(&paths, number(&paths, a, "b"), "c"), deep);
    assert_int_equal(number(&paths, a, "b/c"), deep);
    assert_int_not_equal(number(&paths, PATHS_TOP, "a//b/c"), deep);
    assert_int_not_equal(number(&paths, PATHS_TOP, "a/b/c/"), deep);
    assert_int_not_equal(number(&paths, PATHS_TOP, ""), PATHS_TOP);
    paths_release(&paths);
}

/* Names as long as a digest, and one byte shorter and longer, differ in their last byte only. */
static void tells_long_names_apart(void **state) {
    (void)state;
    struct paths paths = {0};
    uint32_t numbers[12];
    for (unsigned i = 0; i < COUNT_OF(numbers); i++) {
        char name[64];
        snprintf(name, sizeof name, "%.*sx%u", (int)(27 + i / 2),
                 "................................"
                 "......",
                 i % 2);
        numbers[i] = number(&paths, PATHS_TOP, name);
        for (unsigned k = 0; k < i; k++) {
            assert_int_not_equal(numbers[k], numbers[i]);
        }
        assert_int_equal(number(&paths, PATHS_TOP, name), numbers[i]);
    }
    paths_release(&paths);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_paths_apart),
        cmocka_unit_test(takes_slashes_for_folders),
        cmocka_unit_test(tells_long_names_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
