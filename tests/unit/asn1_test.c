/* decoders/asn1: each form of header, strictness, object identifiers. */
#include "decoders/asn1.h"
#include "der_build.h"
#include "unit.h"

/* Content lengths on both sides of each step of the header, and the header each has. */
struct form {
    size_t length;
    struct span head;
};

#define FORM(length, head)                                                                         \
    {                                                                                              \
        length, {                                                                                  \
            (const uint8_t *)(head), sizeof(head) - 1                                              \
        }                                                                                          \
    }

static const struct form forms[] = {
    FORM(0, "\x04\x00"),
    FORM(1, "\x04\x01"),
    FORM(127, "\x04\x7F"),
    FORM(128, "\x04\x81\x80"),
    FORM(255, "\x04\x81\xFF"),
    FORM(256, "\x04\x82\x01\x00"),
    FORM(65535, "\x04\x82\xFF\xFF"),
    FORM(65536, "\x04\x83\x01\x00\x00"),
    FORM(1 << 24, "\x04\x84\x01\x00\x00\x00"),
};

static void reads_each_form_of_length(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct buffer bytes = {0};
        struct asn1_element element;
        buffer_append(&bytes, forms[i].head.bytes, forms[i].head.length);
        assert_true(buffer_reserve(&bytes, forms[i].length + 3));
        memset(bytes.bytes + bytes.length, 'c', forms[i].length + 3);
        bytes.length += forms[i].length + 3;
        struct span rest = buffer_span(&bytes);
        assert_true(asn1_next(&rest, &element));
        assert_int_equal(element.tag, TAG_OCTET_STRING);
        assert_int_equal(element.whole.length, forms[i].head.length + forms[i].length);
        assert_int_equal(element.content.length, forms[i].length);
        assert_ptr_equal(element.content.bytes, bytes.bytes + forms[i].head.length);
        assert_int_equal(rest.length, 3);
        assert_ptr_equal(rest.bytes, bytes.bytes + bytes.length - 3);
        buffer_release(&bytes);
    }
}

static void announces_without_the_bytes(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct span head = exact_copy(forms[i].head);
        assert_int_equal(asn1_announced(head), forms[i].head.length + forms[i].length);
        exact_free(head);
    }
    assert_int_equal(asn1_announced(LITERAL("\x30\x86\xFF\xFF\xFF\xFF\xFF\xFF")),
                     8 + 0xFFFFFFFFFFFF);
}

static void refuses_everything_that_is_no_der_header(void **state) {
    (void)state;
    const struct span refused[] = {
        LITERAL(""),
        LITERAL("\x30"),
        LITERAL("\x00\x00"),     /* end of contents */
        LITERAL("\x1F\x01\x00"), /* tags of several bytes */
        LITERAL("\xBF\x21\x01\x00"),
        LITERAL("\x30\x80\x00\x00"), /* indefinite length */
        LITERAL("\x30\xFF\x00"),     /* reserved */
        LITERAL("\x30\x81"),         /* length broken off */
        LITERAL("\x30\x82\x01"),
        LITERAL("\x30\x81\x00"), /* not the shortest form */
        LITERAL("\x30\x81\x7F"),
        LITERAL("\x30\x82\x00\x80"),
        LITERAL("\x30\x82\x00\xFF"),
        LITERAL("\x30\x83\x00\xFF\xFF"),
        LITERAL("\x30\x87\x01\x00\x00\x00\x00\x00\x00"), /* longer than anything we hold */
        LITERAL("\x30\x88\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),
    };
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct asn1_element element;
        struct span copy = exact_copy(refused[i]), rest = copy;
        if (asn1_announced(copy) != 0 || asn1_next(&rest, &element)) {
            fail_msg("row %zu is taken for a header", i);
        }
        assert_ptr_equal(rest.bytes, copy.bytes);
        assert_int_equal(rest.length, copy.length);
        exact_free(copy);
    }
}

static void refuses_what_reaches_beyond_the_end(void **state) {
    (void)state;
    const struct span refused[] = {
        LITERAL("\x04\x01"),
        LITERAL("\x04\x05"
                "abcd"),
        LITERAL("\x30\x84\xFF\xFF\xFF\xFF"
                "abc"),
        LITERAL("\x30\x86\xFF\xFF\xFF\xFF\xFF\xFF"
                "abc"),
    };
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct asn1_element element;
        struct span copy = exact_copy(refused[i]), rest = copy;
        assert_false(asn1_next(&rest, &element));
        assert_ptr_equal(rest.bytes, copy.bytes);
        assert_int_equal(rest.length, copy.length);
        exact_free(copy);
    }
}

static void expects_one_tag(void **state) {
    (void)state;
    struct asn1_element element;
    struct span whole = LITERAL("\x02\x01\x05\x05\x00"), rest = whole;
    assert_false(asn1_expect(&rest, TAG_SEQUENCE, &element));
    assert_int_equal(rest.length, whole.length);
    assert_true(asn1_expect(&rest, TAG_INTEGER, &element));
    assert_true(asn1_expect(&rest, TAG_NULL, &element));
    assert_int_equal(element.content.length, 0);
    assert_int_equal(rest.length, 0);
    assert_false(asn1_expect(&rest, TAG_NULL, &element));
}

static bool integer(struct span bytes, uint64_t *value) {
    struct asn1_element element;
    assert_true(asn1_next(&bytes, &element));
    return asn1_small_integer(&element, value);
}

static void reads_small_integers(void **state) {
    (void)state;
    uint64_t value = 7;
    assert_true(integer(LITERAL("\x02\x01\x00"), &value));
    assert_int_equal(value, 0);
    assert_true(integer(LITERAL("\x02\x01\x7F"), &value));
    assert_int_equal(value, 127);
    assert_true(integer(LITERAL("\x02\x02\x00\x80"), &value));
    assert_int_equal(value, 128);
    assert_true(integer(LITERAL("\x02\x08\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), &value));
    assert_int_equal(value, INT64_MAX);
}

static void refuses_other_integers(void **state) {
    (void)state;
    uint64_t value = 7;
    assert_false(integer(LITERAL("\x02\x00"), &value));
    assert_false(integer(LITERAL("\x02\x01\x80"), &value)); /* negative */
    assert_false(integer(LITERAL("\x02\x09\x01\x00\x00\x00\x00\x00\x00\x00\x00"), &value));
    assert_false(integer(LITERAL("\x04\x01\x05"), &value)); /* no INTEGER */
}

struct identifier {
    struct span content;
    const char *dotted;
};

#define IDENTIFIER(content, dotted)                                                                \
    { {(const uint8_t *)(content), sizeof(content) - 1}, dotted }

static const struct identifier identifiers[] = {
    IDENTIFIER("\x00", "0.0"),
    IDENTIFIER("\x27", "0.39"),
    IDENTIFIER("\x28", "1.0"),
    IDENTIFIER("\x4F", "1.39"),
    IDENTIFIER("\x50", "2.0"),
    IDENTIFIER("\x7F", "2.47"),
    IDENTIFIER("\x88\x37", "2.999"),
    IDENTIFIER("\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01", "1.2.840.113549.1.1.1"),
    IDENTIFIER("\x2B\x65\x70", "1.3.101.112"),
    IDENTIFIER("\x2A\x00\x7F\x81\x00", "1.2.0.127.128"),
    IDENTIFIER("\x2A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F", "1.2.9223372036854775807"),
};

static void writes_identifiers_dotted(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(identifiers); i++) {
        char text[256] = "";
        assert_true(asn1_dotted(identifiers[i].content, text, sizeof text));
        assert_string_equal(text, identifiers[i].dotted);
    }
}

static void refuses_malformed_identifiers(void **state) {
    (void)state;
    const struct span refused[] = {
        LITERAL(""),
        LITERAL("\x80"), /* an arc without its last byte */
        LITERAL("\x2A\x86"),
        LITERAL("\x2A\x80\x01"), /* X.690 section 8.19.2: no leading 0x80 */
        LITERAL("\x80\x2A"),
        LITERAL("\x2A\x80\x80\x80\x80\x80\x80\x80\x01"),
        LITERAL("\x2A\x81\x80\x80\x80\x80\x80\x80\x80\x80\x00"), /* 2^63 */
        LITERAL("\x2A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F"), /* 2^70 - 1 */
        LITERAL("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F"),
    };
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        char text[256];
        struct span copy = exact_copy(refused[i]);
        if (asn1_dotted(copy, text, sizeof text)) {
            fail_msg("row %zu is written as %s", i, text);
        }
        exact_free(copy);
    }
}

/* In every room too small for it, and in one that just fits. */
static void writes_identifiers_only_where_they_fit(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(identifiers); i++) {
        size_t need = strlen(identifiers[i].dotted) + 1;
        for (size_t size = 1; size <= need; size++) {
            char *text = malloc(size);
            assert_non_null(text);
            assert_int_equal(asn1_dotted(identifiers[i].content, text, size), size == need);
            free(text);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_each_form_of_length),
        cmocka_unit_test(announces_without_the_bytes),
        cmocka_unit_test(refuses_everything_that_is_no_der_header),
        cmocka_unit_test(refuses_what_reaches_beyond_the_end),
        cmocka_unit_test(expects_one_tag),
        cmocka_unit_test(reads_small_integers),
        cmocka_unit_test(refuses_other_integers),
        cmocka_unit_test(writes_identifiers_dotted),
        cmocka_unit_test(refuses_malformed_identifiers),
        cmocka_unit_test(writes_identifiers_only_where_they_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
