/* base/exchange: what is written reads back the same; anything else fails as a whole. */
#include "base/exchange.h"
#include "unit.h"

/* One field of each kind. */
struct message {
    uint64_t number;
    bool flag;
    const char *text;
    struct span span;
    uint8_t fixed[5];
};

static bool message_exchange(struct exchange *exchange, struct message *message) {
    exchange_number(exchange, &message->number);
    exchange_flag(exchange, &message->flag);
    exchange_text(exchange, &message->text);
    exchange_span(exchange, &message->span);
    exchange_fixed(exchange, message->fixed, sizeof message->fixed);
    return exchange_complete(exchange);
}

static struct buffer written(struct message *message) {
    struct buffer out = {0};
    struct exchange exchange = {.out = &out};
    assert_true(message_exchange(&exchange, message));
    return out;
}

static bool reads(struct span bytes, struct message *message) {
    struct exchange exchange = {.in = bytes};
    *message = (struct message){.text = ""};
    return message_exchange(&exchange, message);
}

static struct message example(void) {
    return (struct message){.number = 0x0123456789ABCDEF,
                            .flag = true,
                            .text = "a text",
                            .span = LITERAL("\0bytes\xFF"),
                            .fixed = {1, 2, 3, 4, 5}};
}

static void reads_what_was_written(void **state) {
    (void)state;
    struct message source = example(), copy;
    struct buffer out = written(&source);
    assert_true(reads(buffer_span(&out), &copy));
    assert_int_equal(copy.number, source.number);
    assert_true(copy.flag);
    assert_string_equal(copy.text, "a text");
    assert_span_equal(copy.span, source.span, 0);
    assert_memory_equal(copy.fixed, source.fixed, sizeof copy.fixed);
    buffer_release(&out);
}

static void numbers_are_little_endian_in_eight_bytes(void **state) {
    (void)state;
    const uint64_t numbers[] = {0, 1, 255, 256, 0x0123456789ABCDEF, UINT64_MAX};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        struct buffer out = {0};
        struct exchange write = {.out = &out};
        uint64_t number = numbers[i], copy = 7;
        exchange_number(&write, &number);
        assert_int_equal(out.length, 8);
        assert_int_equal(out.bytes[0], numbers[i] & 0xFF);
        assert_int_equal(out.bytes[7], numbers[i] >> 56);
        struct exchange read = {.in = buffer_span(&out)};
        exchange_number(&read, &copy);
        assert_true(exchange_complete(&read));
        assert_int_equal(copy, numbers[i]);
        buffer_release(&out);
    }
}

static void null_text_is_written_as_empty(void **state) {
    (void)state;
    struct message source = {.text = NULL}, copy;
    struct buffer out = written(&source);
    assert_true(reads(buffer_span(&out), &copy));
    assert_string_equal(copy.text, "");
    assert_int_equal(copy.span.length, 0);
    assert_false(copy.flag);
    buffer_release(&out);
}

static void every_shorter_message_fails(void **state) {
    (void)state;
    struct message source = example(), copy;
    struct buffer out = written(&source);
    for (size_t length = 0; length < out.length; length++) {
        struct span cut = exact_copy(span_part(buffer_span(&out), 0, length));
        assert_false(reads(cut, &copy));
        assert_non_null(copy.text);
        exact_free(cut);
    }
    buffer_release(&out);
}

static void longer_message_fails(void **state) {
    (void)state;
    struct message source = example(), copy;
    struct buffer out = written(&source);
    buffer_append_byte(&out, 0);
    assert_false(reads(buffer_span(&out), &copy));
    buffer_release(&out);
}

static void after_a_misfit_everything_is_empty(void **state) {
    (void)state;
    struct exchange exchange = {.in = LITERAL("\x01\x02\x03")};
    uint64_t number = 7;
    bool flag = true;
    const char *text = "before";
    struct span span = LITERAL("before");
    uint8_t fixed[2] = {9, 9};
    exchange_number(&exchange, &number);
    exchange_flag(&exchange, &flag);
    exchange_text(&exchange, &text);
    exchange_span(&exchange, &span);
    exchange_fixed(&exchange, fixed, sizeof fixed);
    assert_false(exchange_complete(&exchange));
    assert_int_equal(number, 0);
    assert_false(flag);
    assert_string_equal(text, "");
    assert_int_equal(span.length, 0);
    assert_int_equal(fixed[0] + fixed[1], 0);
}

/* Reads bytes as one text, in memory of exactly their length. */
static bool reads_as_text(struct span bytes, const char *expected) {
    const char *text = NULL;
    struct span copy = exact_copy(bytes);
    struct exchange exchange = {.in = copy};
    exchange_text(&exchange, &text);
    bool complete = exchange_complete(&exchange);
    assert_string_equal(text, complete ? expected : "");
    exact_free(copy);
    return complete;
}

static void texts_end_in_their_only_nul(void **state) {
    (void)state;
    assert_true(reads_as_text(LITERAL("\x03\0\0\0\0\0\0\0ab\0"), "ab"));
    assert_true(reads_as_text(LITERAL("\x01\0\0\0\0\0\0\0\0"), ""));
    assert_false(reads_as_text(LITERAL("\x02\0\0\0\0\0\0\0ab"), ""));     /* no NUL */
    assert_false(reads_as_text(LITERAL("\0\0\0\0\0\0\0\0"), ""));         /* nothing at all */
    assert_false(reads_as_text(LITERAL("\x04\0\0\0\0\0\0\0a\0b\0"), "")); /* one inside */
    assert_false(reads_as_text(LITERAL("\x02\0\0\0\0\0\0\0\0\0"), ""));
}

static void lengths_beyond_the_message_fail(void **state) {
    (void)state;
    assert_false(reads_as_text(LITERAL("\x04\0\0\0\0\0\0\0ab\0"), ""));
    assert_false(reads_as_text(LITERAL("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
                                       "ab\0"),
                               ""));
    assert_false(reads_as_text(LITERAL("\0\0\0\0\x01\0\0\0ab\0"), ""));
}

static void flags_are_zero_or_one(void **state) {
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        const uint8_t wire = (uint8_t)byte;
        struct exchange exchange = {.in = span_of(&wire, 1)};
        bool flag = false;
        exchange_flag(&exchange, &flag);
        assert_int_equal(exchange_complete(&exchange), byte < 2);
        assert_int_equal(flag, byte == 1);
    }
}

static void writing_beyond_the_bound_is_not_complete(void **state) {
    (void)state;
    struct message source = example();
    struct buffer whole = written(&source);
    for (size_t limit = 1; limit < whole.length; limit++) {
        struct buffer out = {.limit = limit};
        struct exchange exchange = {.out = &out};
        assert_false(message_exchange(&exchange, &source));
        buffer_release(&out);
    }
    buffer_release(&whole);
}

static void misfit_while_writing_is_not_complete(void **state) {
    (void)state;
    struct buffer out = {0};
    struct exchange exchange = {.out = &out};
    uint64_t number = 1;
    exchange_number(&exchange, &number);
    exchange.failed = true; /* as record_exchange does where a value is out of range */
    assert_false(exchange_complete(&exchange));
    buffer_release(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_was_written),
        cmocka_unit_test(numbers_are_little_endian_in_eight_bytes),
        cmocka_unit_test(null_text_is_written_as_empty),
        cmocka_unit_test(every_shorter_message_fails),
        cmocka_unit_test(longer_message_fails),
        cmocka_unit_test(after_a_misfit_everything_is_empty),
        cmocka_unit_test(texts_end_in_their_only_nul),
        cmocka_unit_test(lengths_beyond_the_message_fail),
        cmocka_unit_test(flags_are_zero_or_one),
        cmocka_unit_test(writing_beyond_the_bound_is_not_complete),
        cmocka_unit_test(misfit_while_writing_is_not_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
