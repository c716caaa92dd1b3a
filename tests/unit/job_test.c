/* record: jobs and signature questions through a message and back, and hostile values. */
#include "base/arena.h"
#include "record.h"
#include "unit.h"

static struct buffer written(struct job *job) {
    struct buffer out = {0};
    struct exchange exchange = {.out = &out};
    assert_true(job_exchange(&exchange, job, NULL));
    return out;
}

/* The items of a job that was read live in arena. */
static bool reads(struct span message, struct job *job, struct arena *arena) {
    struct exchange exchange = {.in = message};
    *job = (struct job){.argument = ""};
    return job_exchange(&exchange, job, arena);
}

static struct job_item items[JOB_ITEMS_MOST + 1] = {
    {.payload = {(const uint8_t *)"a/b.pem", 7}},
    {.payload = {(const uint8_t *)"\0\xFF", 2}, .cursor = {.bytes = {1, 2, 3}, .length = 20}},
    {.cursor = {.bytes = {4, 5, 6}, .length = 32}},
};

static struct job example(enum job_kind kind, uint64_t count) {
    return (struct job){
        .kind = kind, .root = 9, .argument = "repo/.git", .items = items, .item_count = count};
}

static void every_kind_is_read_back(void **state) {
    (void)state;
    static const uint64_t counts[] = {0, 1, 3, JOB_ITEMS_MOST};
    for (enum job_kind kind = JOB_FILES; kind < JOB_KINDS; kind++) {
        for (size_t i = 0; i < COUNT_OF(counts); i++) {
            struct arena arena = {0};
            struct job source = example(kind, counts[i]), copy;
            struct buffer first = written(&source);
            assert_true(reads(buffer_span(&first), &copy, &arena));
            assert_int_equal(copy.kind, kind);
            assert_int_equal(copy.root, 9);
            assert_string_equal(copy.argument, "repo/.git");
            assert_int_equal(copy.item_count, counts[i]);
            struct buffer second = written(&copy);
            assert_span_equal(buffer_span(&second), buffer_span(&first), i);
            buffer_release(&first);
            buffer_release(&second);
            arena_release(&arena);
        }
    }
}

static void every_shorter_or_longer_message_fails(void **state) {
    (void)state;
    struct arena arena = {0};
    struct job source = example(JOB_FILES, 3), copy;
    struct buffer out = written(&source);
    for (size_t length = 0; length < out.length; length++) {
        struct span cut = exact_copy(span_part(buffer_span(&out), 0, length));
        assert_false(reads(cut, &copy, &arena));
        exact_free(cut);
    }
    buffer_append_byte(&out, 0);
    assert_false(reads(buffer_span(&out), &copy, &arena));
    buffer_release(&out);
    arena_release(&arena);
}

static void changed_bytes_fail_or_stand_for_themselves(void **state) {
    (void)state;
    static const uint8_t values[] = {0x00, 0x01, 0x02, 0x10, 0x7F, 0x80, 0xFF};
    struct job source = example(JOB_GIT_OBJECTS, 3), copy;
    struct buffer out = written(&source);
    for (size_t i = 0; i < out.length * COUNT_OF(values); i++) {
        struct arena arena = {0};
        size_t at = i / COUNT_OF(values);
        uint8_t before = out.bytes[at];
        out.bytes[at] = values[i % COUNT_OF(values)];
        struct span message = exact_copy(buffer_span(&out));
        if (reads(message, &copy, &arena)) {
            struct buffer again = written(&copy);
            assert_span_equal(buffer_span(&again), message, at);
            buffer_release(&again);
        }
        exact_free(message);
        out.bytes[at] = before;
        arena_release(&arena);
    }
    buffer_release(&out);
}

static void check_refused(struct job job) {
    struct arena arena = {0};
    struct buffer out = {0};
    struct exchange exchange = {.out = &out};
    struct job copy;
    assert_false(job_exchange(&exchange, &job, NULL));
    assert_false(reads(buffer_span(&out), &copy, &arena));
    buffer_release(&out);
    arena_release(&arena);
}

static void values_out_of_range_are_refused(void **state) {
    (void)state;
    check_refused(example((enum job_kind)0, 1));
    check_refused(example(JOB_KINDS, 1));
    check_refused(example(JOB_FILES, JOB_ITEMS_MOST + 1));
}

/* A count that the message cannot hold must cost neither time nor memory. */
static void announced_items_that_are_not_there_fail(void **state) {
    (void)state;
    static const uint64_t counts[] = {4, JOB_ITEMS_MOST, JOB_ITEMS_MOST + 1, UINT64_MAX};
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        struct arena arena = {0};
        struct job source = example(JOB_FILES, 3), copy;
        struct buffer out = written(&source);
        size_t at = 8 + 8 + 8 + strlen("repo/.git") + 1; /* kind, root, argument */
        for (size_t byte = 0; byte < 8; byte++) {
            out.bytes[at + byte] = (uint8_t)(counts[i] >> (8 * byte));
        }
        assert_false(reads(buffer_span(&out), &copy, &arena));
        buffer_release(&out);
        arena_release(&arena);
    }
}

static void signature_questions_are_read_back(void **state) {
    (void)state;
    struct signature_item source = {
        .pair = 5, .certificate = LITERAL("der"), .issuer_key = LITERAL("\0spki")};
    struct signature_item copy = {0};
    struct buffer out = {0};
    struct exchange write = {.out = &out};
    assert_true(signature_item_exchange(&write, &source));
    struct exchange read = {.in = buffer_span(&out)};
    assert_true(signature_item_exchange(&read, &copy));
    assert_int_equal(copy.pair, 5);
    assert_span_equal(copy.certificate, source.certificate, 0);
    assert_span_equal(copy.issuer_key, source.issuer_key, 0);
    for (size_t length = 0; length < out.length; length++) {
        struct exchange cut = {.in = span_part(buffer_span(&out), 0, length)};
        assert_false(signature_item_exchange(&cut, &copy));
    }
    buffer_release(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read_back),
        cmocka_unit_test(every_shorter_or_longer_message_fails),
        cmocka_unit_test(changed_bytes_fail_or_stand_for_themselves),
        cmocka_unit_test(values_out_of_range_are_refused),
        cmocka_unit_test(announced_items_that_are_not_there_fail),
        cmocka_unit_test(signature_questions_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
