/* decoders/base64: RFC 4648, white space, padding or none, the place of the first bad byte. */
#include <openssl/evp.h>

#include "decoders/base64.h"
#include "unit.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void check_decodes(const char *text, const char *expected) {
    struct buffer out = {0};
    size_t bad = 0;
    struct span copy = exact_copy(span_text(text));
    if (!base64_decode(copy, &out, &bad)) {
        fail_msg("\"%s\" is refused at %zu", text, bad);
    }
    assert_string_equal(buffer_text(&out), expected);
    exact_free(copy);
    buffer_release(&out);
}

static void check_refuses(struct span text, size_t expected) {
    struct buffer out = {0};
    size_t bad = SIZE_MAX;
    struct span copy = exact_copy(text);
    if (base64_decode(copy, &out, &bad) || bad != expected) {
        fail_msg("\"%.*s\": stopped at %zu, expected %zu", (int)text.length,
                 (const char *)text.bytes, bad, expected);
    }
    exact_free(copy);
    buffer_release(&out);
}

static void decodes_the_vectors_of_rfc_4648(void **state) {
    (void)state;
    check_decodes("", "");
    check_decodes("Zg==", "f");
    check_decodes("Zm8=", "fo");
    check_decodes("Zm9v", "foo");
    check_decodes("Zm9vYg==", "foob");
    check_decodes("Zm9vYmE=", "fooba");
    check_decodes("Zm9vYmFy", "foobar");
}

static void decodes_without_padding(void **state) {
    (void)state;
    check_decodes("Zg", "f");
    check_decodes("Zm8", "fo");
    check_decodes("Zm9vYg", "foob");
    check_decodes("Zm9vYmE", "fooba");
}

static void passes_over_white_space_anywhere(void **state) {
    (void)state;
    check_decodes(" \t\r\n", "");
    check_decodes("Z m\r\n9\tv\n", "foo");
    check_decodes("Zg\n= =\n", "f");
    check_decodes("\n\nZm9v\r\n\r\nYmFy\r\n", "foobar");
}

static void refuses_every_other_byte_at_every_place(void **state) {
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        bool digit = byte && strchr(alphabet, (int)byte);
        bool space = byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
        for (size_t at = 0; at < 8 && !digit && !space && byte != '='; at++) {
            char text[] = "Zm9vYmFy";
            text[at] = (char)byte;
            check_refuses(span_of(text, 8), at);
        }
    }
}

static void refuses_digits_behind_padding(void **state) {
    (void)state;
    check_refuses(LITERAL("Zg==Zg=="), 4);
    check_refuses(LITERAL("Z=g="), 2);
    check_refuses(LITERAL("=Zg="), 1);
    check_refuses(LITERAL("Zg=\n\nA"), 5);
}

static void refuses_a_single_digit_at_the_end(void **state) {
    (void)state;
    check_refuses(LITERAL("Z"), 1);
    check_refuses(LITERAL("Zm9vY"), 5);
    check_refuses(LITERAL("Zm9vY==="), 8);
    check_refuses(LITERAL("Zm9v\nY\n"), 7);
}

static void keeps_what_came_before_the_bad_byte(void **state) {
    (void)state;
    struct buffer out = {0};
    size_t bad = 0;
    assert_false(base64_decode(LITERAL("Zm9v!mFy"), &out, &bad));
    assert_string_equal(buffer_text(&out), "foo");
    buffer_release(&out);
}

static void decodes_what_openssl_encodes(void **state) {
    (void)state;
    uint8_t bytes[256];
    unsigned char text[400];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(i * 167 + 13);
    }
    for (size_t length = 0; length <= sizeof bytes; length++) {
        struct buffer out = {0};
        size_t bad = 0;
        int digits = EVP_EncodeBlock(text, bytes, (int)length);
        assert_true(base64_decode(span_of(text, (size_t)digits), &out, &bad));
        assert_span_equal(buffer_span(&out), span_of(bytes, length), length);
        buffer_release(&out);
    }
}

static void stops_at_the_bound_of_the_buffer(void **state) {
    (void)state;
    struct buffer out = {.limit = 4};
    size_t bad = 0;
    base64_decode(LITERAL("Zm9vYmFyZm9vYmFy"), &out, &bad);
    assert_true(out.failed);
    assert_true(out.length <= 4);
    buffer_release(&out);
}

static void ends_at_the_first_byte_that_does_not_belong(void **state) {
    (void)state;
    assert_int_equal(base64_end((struct span){0}), 0);
    assert_int_equal(base64_end(LITERAL("Zm9v\r\nYg==\n")), 11);
    assert_int_equal(base64_end(LITERAL("Zm9v-rest")), 4);
    assert_int_equal(base64_end(LITERAL("-Zm9v")), 0);
    assert_int_equal(base64_end(LITERAL("Zm9v\0Zg")), 4);
}

static void longest_run_counts_digits_in_a_row(void **state) {
    (void)state;
    assert_int_equal(base64_longest_run((struct span){0}), 0);
    assert_int_equal(base64_longest_run(LITERAL("abc defgh ij")), 5);
    assert_int_equal(base64_longest_run(LITERAL("abc=def")), 3);
    assert_int_equal(base64_longest_run(LITERAL("\nabcd")), 4);
    assert_int_equal(base64_longest_run(LITERAL("---")), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_the_vectors_of_rfc_4648),
        cmocka_unit_test(decodes_without_padding),
        cmocka_unit_test(passes_over_white_space_anywhere),
        cmocka_unit_test(refuses_every_other_byte_at_every_place),
        cmocka_unit_test(refuses_digits_behind_padding),
        cmocka_unit_test(refuses_a_single_digit_at_the_end),
        cmocka_unit_test(keeps_what_came_before_the_bad_byte),
        cmocka_unit_test(decodes_what_openssl_encodes),
        cmocka_unit_test(stops_at_the_bound_of_the_buffer),
        cmocka_unit_test(ends_at_the_first_byte_that_does_not_belong),
        cmocka_unit_test(longest_run_counts_digits_in_a_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
