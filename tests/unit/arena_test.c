/* base/arena: alignment, zeroed memory, pieces larger than a chunk, copies. */
#include <stdalign.h>

#include "base/arena.h"
#include "unit.h"

static void releases_the_zero_state(void **state) {
    (void)state;
    struct arena arena = {0};
    arena_release(&arena);
    arena_release(&arena);
}

static void gives_zeroed_aligned_pieces_that_do_not_overlap(void **state) {
    (void)state;
    struct arena arena = {0};
    uint8_t *pieces[600];
    for (size_t length = 0; length < COUNT_OF(pieces); length++) {
        pieces[length] = arena_take(&arena, length);
        assert_non_null(pieces[length]);
        assert_int_equal((uintptr_t)pieces[length] % alignof(max_align_t), 0);
        for (size_t i = 0; i < length; i++) {
            assert_int_equal(pieces[length][i], 0);
        }
        memset(pieces[length], (int)(length & 0xFF), length);
    }
    for (size_t length = 0; length < COUNT_OF(pieces); length++) {
        for (size_t i = 0; i < length; i++) {
            assert_int_equal(pieces[length][i], length & 0xFF);
        }
    }
    arena_release(&arena);
}

static void gives_pieces_larger_than_a_chunk(void **state) {
    (void)state;
    struct arena arena = {0};
    uint8_t *small = arena_take(&arena, 10);
    uint8_t *large = arena_take(&arena, 1 << 20);
    uint8_t *after = arena_take(&arena, 10);
    assert_non_null(small);
    assert_non_null(large);
    assert_non_null(after);
    memset(large, 1, 1 << 20);
    assert_int_equal(small[9] + after[0], 0);
    arena_release(&arena);
}

static void refuses_sizes_that_overflow(void **state) {
    (void)state;
    struct arena arena = {0};
    assert_null(arena_take(&arena, SIZE_MAX));
    assert_null(arena_take(&arena, SIZE_MAX - 15));
    assert_null(arena_take(&arena, SIZE_MAX / 2));
    assert_string_equal(arena_text(&arena, "x", SIZE_MAX / 2), "");
    assert_int_equal(arena_span(&arena, span_of("x", SIZE_MAX / 2)).length, 0);
    arena_release(&arena);
}

static void copies_text_and_ends_it(void **state) {
    (void)state;
    struct arena arena = {0};
    char source[] = "text of which a part is copied";
    const char *copy = arena_text(&arena, source, 4);
    memset(source, '#', sizeof source);
    assert_string_equal(copy, "text");
    assert_string_equal(arena_text(&arena, NULL, 0), "");
    arena_release(&arena);
}

static void copies_spans_with_every_byte(void **state) {
    (void)state;
    struct arena arena = {0};
    struct span source = LITERAL("a\0b\xFF");
    struct span copy = arena_span(&arena, source);
    assert_span_equal(copy, source, 0);
    assert_ptr_not_equal(copy.bytes, source.bytes);
    struct span empty = arena_span(&arena, (struct span){0});
    assert_int_equal(empty.length, 0);
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(releases_the_zero_state),
        cmocka_unit_test(gives_zeroed_aligned_pieces_that_do_not_overlap),
        cmocka_unit_test(gives_pieces_larger_than_a_chunk),
        cmocka_unit_test(refuses_sizes_that_overflow),
        cmocka_unit_test(copies_text_and_ends_it),
        cmocka_unit_test(copies_spans_with_every_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
