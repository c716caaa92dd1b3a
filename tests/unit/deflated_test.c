/* base/deflated: bytes in a smaller form. */
#include "base/deflated.h"
#include "unit.h"

static void comes_back(void **state) {
    (void)state;
    struct buffer whole = {0}, small = {0}, back = {0};
    for (size_t length = 0; length < 5000; length = length * 2 + 1) {
        buffer_clear(&whole);
        for (size_t i = 0; i < length; i++) {
            buffer_append_byte(&whole, (uint8_t)(i / 7 + i * i % 3));
        }
        assert_true(deflated_make(buffer_span(&whole), &small));
        assert_true(deflated_read(buffer_span(&small), length, &back));
        assert_span_equal(buffer_span(&back), buffer_span(&whole), 0);
        assert_true(length == 0 || !deflated_read(buffer_span(&small), length - 1, &back));
    }
    assert_true(small.length < whole.length / 2);
    buffer_release(&whole);
    buffer_release(&small);
    buffer_release(&back);
}

static void refuses_damage(void **state) {
    (void)state;
    struct buffer small = {0}, back = {0};
    assert_true(
        deflated_make(LITERAL("something that is worth to be kept, and kept, and kept"), &small));
    for (size_t length = 0; length < small.length; length++) {
        assert_false(deflated_read(span_of(small.bytes, length), 1 << 20, &back));
        assert_int_equal(back.length, 0);
    }
    small.bytes[0] ^= 1; /* another length */
    assert_false(deflated_read(buffer_span(&small), 1 << 20, &back));
    buffer_release(&small);
    buffer_release(&back);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back),
        cmocka_unit_test(refuses_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
