/* decoders/ber_rewrite: BER in, the DER of the same out. */
#include "decoders/ber_rewrite.h"
#include "unit.h"

static void writes_the_shortest_form(void **state) {
    (void)state;
    const struct {
        struct span bytes;
        struct span der; /* bytes NULL: refused */
    } rows[] = {
        {LITERAL("\x30\x02\x05\x00"), LITERAL("\x30\x02\x05\x00")},
        {LITERAL("\x30\x80\x05\x00\x00\x00z"), LITERAL("\x30\x02\x05\x00")},
        {LITERAL("\x30\x84\x00\x00\x00\x02\x05\x00"), LITERAL("\x30\x02\x05\x00")},
        {LITERAL("\x30\x80\x30\x80\x05\x00\x00\x00\x02\x81\x01\x07\x00\x00"),
         LITERAL("\x30\x07\x30\x02\x05\x00\x02\x01\x07")},
        {LITERAL("\x24\x80\x04\x01"
                 "a\x04\x01"
                 "b\x00\x00"),
         LITERAL("\x04\x02"
                 "ab")},
        {LITERAL("\x30\x80\x05\x00"), {0}},
        {LITERAL("\x30\x04\x02\x09\x05\x00"), {0}},
        {LITERAL(""), {0}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer out = {0};
        struct span copy = exact_copy(rows[i].bytes);
        bool done = ber_rewrite(copy, 1000, &out);
        if (done != (rows[i].der.bytes != NULL)) {
            fail_msg("row %zu: %s", i, done ? "accepted" : "refused");
        }
        if (done) {
            assert_span_equal(buffer_span(&out), rows[i].der, i);
        }
        buffer_wipe(&out);
        exact_free(copy);
    }
}

static void long_lengths_keep_their_size(void **state) {
    (void)state;
    struct buffer long_form = {0}, out = {0};
    buffer_append(&long_form, "\x04\x83\x00\x01\x00", 5);
    for (size_t i = 0; i < 256; i++) {
        buffer_append_byte(&long_form, (uint8_t)i);
    }
    assert_true(ber_rewrite(buffer_span(&long_form), long_form.length, &out));
    assert_int_equal(out.length, 4 + 256);
    assert_memory_equal(out.bytes, "\x04\x82\x01\x00\x00\x01", 6);
    buffer_clear(&out);
    assert_false(ber_rewrite(buffer_span(&long_form), long_form.length - 1, &out));
    buffer_wipe(&out);
    buffer_release(&long_form);
}

static void nests_no_deeper_than_its_bound(void **state) {
    (void)state;
    for (size_t depth = 1; depth < 60; depth++) {
        struct buffer nested = {0}, out = {0};
        for (size_t i = 0; i < depth; i++) {
            buffer_append(&nested, "\x30\x80", 2);
        }
        for (size_t i = 0; i < depth; i++) {
            buffer_append(&nested, "\x00\x00", 2);
        }
        assert_int_equal(ber_rewrite(buffer_span(&nested), 1000, &out), depth <= 25 - 1);
        buffer_wipe(&out);
        buffer_release(&nested);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_the_shortest_form),
        cmocka_unit_test(long_lengths_keep_their_size),
        cmocka_unit_test(nests_no_deeper_than_its_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
