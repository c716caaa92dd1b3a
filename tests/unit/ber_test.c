/* decoders/ber: what BER allows and DER does not. */
#include "decoders/ber.h"
#include "unit.h"

static void reads_lengths_of_every_form(void **state) {
    (void)state;
    const struct {
        struct span bytes;
        struct span content; /* bytes NULL: refused */
        size_t rest;
    } rows[] = {
        {LITERAL("\x30\x02\x05\x00"), LITERAL("\x05\x00"), 0},
        {LITERAL("\x30\x81\x02\x05\x00zz"), LITERAL("\x05\x00"), 2},
        {LITERAL("\x30\x84\x00\x00\x00\x02\x05\x00"), LITERAL("\x05\x00"), 0},
        {LITERAL("\x30\x80\x05\x00\x00\x00z"), LITERAL("\x05\x00"), 1},
        {LITERAL("\x30\x80\x30\x80\x00\x00\x00\x00"), LITERAL("\x30\x80\x00\x00"), 0},
        {LITERAL("\x30\x80\x04\x02\x00\x00\x00\x00"), LITERAL("\x04\x02\x00\x00"), 0},
        {LITERAL("\x30\x80\x30\x80\x00\x00"), {0}, 0},
        {LITERAL("\x04\x80\x00\x00"), {0}, 0},
        {LITERAL("\x30\x89\x00\x00\x00\x00\x00\x00\x00\x00\x00"), {0}, 0},
        {LITERAL("\x30\x88\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x00"), {0}, 0},
        {LITERAL("\x30\x03\x05\x00"), {0}, 0},
        {LITERAL("\x3F\x00"), {0}, 0},
        {LITERAL("\x00\x00"), {0}, 0},
        {LITERAL("\x30"), {0}, 0},
        {LITERAL(""), {0}, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span copy = exact_copy(rows[i].bytes), rest = copy;
        struct asn1_element element;
        bool found = ber_next(&rest, &element);
        if (found != (rows[i].content.bytes != NULL)) {
            fail_msg("row %zu: %s", i, found ? "accepted" : "refused");
        }
        if (found) {
            assert_span_equal(element.content, rows[i].content, i);
        }
        assert_int_equal(rest.length, found ? rows[i].rest : copy.length);
        exact_free(copy);
    }
}

static void joins_strings_in_pieces(void **state) {
    (void)state;
    struct buffer joined = {0};
    struct asn1_element element;
    struct span octets = {0}, rest = LITERAL("\x24\x80\x04\x02"
                                             "ab\x24\x03\x04\x01"
                                             "c\x04\x00\x00\x00");
    assert_true(ber_next(&rest, &element) && ber_octets(&element, &joined, &octets));
    assert_span_equal(octets, LITERAL("abc"), 0);
    buffer_clear(&joined);
    rest = LITERAL("\x24\x02\x05\x00");
    assert_true(ber_next(&rest, &element));
    assert_false(ber_octets(&element, &joined, &octets));
    buffer_release(&joined);
}

/* Nested without end: refused, in time that grows with the length only. */
static void bears_deep_nesting(void **state) {
    (void)state;
    struct buffer deep = {0}, joined = {0};
    struct asn1_element element;
    struct span octets;
    for (int i = 0; i < 200000; i++) {
        buffer_append(&deep, "\x24\x80", 2);
    }
    struct span rest = buffer_span(&deep);
    assert_false(ber_next(&rest, &element));
    for (int i = 0; i < 200000; i++) {
        buffer_append(&deep, "\0\0", 2);
    }
    rest = buffer_span(&deep);
    assert_true(ber_next(&rest, &element));
    assert_false(ber_octets(&element, &joined, &octets));
    buffer_release(&deep);
    buffer_release(&joined);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_lengths_of_every_form),
        cmocka_unit_test(joins_strings_in_pieces),
        cmocka_unit_test(bears_deep_nesting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
