/* Streams of zlib: whole, cut short, with turned bits, and beyond the limits. */
#include "damaged.h"
#include "expected.h"

static const char stream[] = "formats-carriers/compressed/stream.bin";

static const struct expected_file files[] = {
    {stream,
     {{KIND_PRIVATE_KEY, "PKCS#8", "EC", "P-256", 256, "line 1"},
      {KIND_CERTIFICATE, "X.509", "EC", "P-256", 256, "line 6"}}},
};

static void finds_what_is_inside(void **state) {
    (void)state;
    check_files(files, COUNT_OF(files));
}

/* What came of a stream before it broke is examined, and that it broke has its row. */
/* Content that was compressed before is stored, not compressed again. */
static void finds_what_is_stored(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer file = corpus_file("formats-wrapped/xz.zlib");
    collect(&collected, "stream.bin", buffer_span(&file), NULL);
    assert_int_equal(collected.find_count, 1);
    buffer_release(&file);
}

static void cut_short(void **state) {
    (void)state;
    static struct collected full, part;
    struct buffer file = corpus_file(stream);
    collect(&full, "cut.bin", buffer_span(&file), NULL);
    for (size_t length = 0; length < file.length; length++) {
        struct span cut = exact_copy(span_part(buffer_span(&file), 0, length));
        collect(&part, "cut.bin", cut, NULL);
        for (size_t i = 0; i < part.find_count; i++) {
            assert_true(holds_find(&full, &part.finds[i]));
        }
        if (part.find_count && !complaint_of(&part, "archive")) {
            fail_msg("cut to %zu bytes: no row", length);
        }
        exact_free(cut);
    }
    buffer_release(&file);
}

static void with_turned_bits(void **state) {
    (void)state;
    struct buffer file = corpus_file(stream);
    check_bits_turned("turned.bin", buffer_span(&file), NAME_PROMISES_NOTHING);
    buffer_release(&file);
}

static void beyond_the_limits(void **state) {
    (void)state;
    static struct collected collected;
    struct buffer file = corpus_file(stream);
    struct limits limits = limits_default();
    limits.member_bytes = 100;
    collect(&collected, "large.bin", buffer_span(&file), &limits);
    assert_non_null(complaint_of(&collected, "limit"));
    limits = limits_default();
    limits.archive_bytes = 100;
    collect(&collected, "large.bin", buffer_span(&file), &limits);
    assert_non_null(complaint_of(&collected, "limit"));
    limits = limits_default();
    limits.archive_grace = 100;
    limits.archive_ratio = 1;
    collect(&collected, "large.bin", buffer_span(&file), &limits);
    assert_non_null(complaint_of(&collected, "ratio"));
    buffer_release(&file);
}

/* Two bytes alone make no stream. */
static void other_bytes_are_silent(void **state) {
    (void)state;
    static struct collected collected;
    const struct span texts[] = {
        LITERAL("x\x9C is how some strings begin, and nothing else of zlib is in this one"),
        LITERAL("x^2 + y^2 = z^2, x^3 + y^3 = z^3, x^4 + y^4 = z^4"),
        LITERAL("x\x9C\0\1\2\3\4 of a length that is not told twice"),
        LITERAL("\x78\xDA\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct span copy = exact_copy(texts[i]);
        collect(&collected, "text", copy, NULL);
        assert_int_equal(collected.find_count + collected.complaint_count, 0);
        exact_free(copy);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_is_inside),
        cmocka_unit_test(finds_what_is_stored),
        cmocka_unit_test(cut_short),
        cmocka_unit_test(with_turned_bits),
        cmocka_unit_test(beyond_the_limits),
        cmocka_unit_test(other_bytes_are_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
