/* sources/git_entries: entries of trees, and that reading a tree upon its base gives what reading
 * it whole gives. */
#include "sources/git_entries.h"

#include "random_text.h"
#include "unit.h"

enum { ROUNDS = 20000, RESULT_MOST = 1 << 14, OPERATIONS_MOST = 12, ENTRIES_MOST = 20 };

static void append_entry(struct buffer *tree, size_t id_bytes, uint32_t *seed) {
    static const char *const modes[] = {"40000", "100644", "100755", "120000", "160000"};
    buffer_append_text(tree, modes[random_below(seed, COUNT_OF(modes))]);
    buffer_append_byte(tree, ' ');
    for (uint32_t i = 1 + random_below(seed, 8); i > 0; i--) {
        buffer_append_byte(tree, (uint8_t)('a' + random_below(seed, 3)));
    }
    buffer_append_byte(tree, 0);
    for (size_t i = 0; i < id_bytes; i++) {
        buffer_append_byte(tree, (uint8_t)random_below(seed, random_below(seed, 4) ? 256 : 64));
    }
}

/* Every third entry matters, by its id. */
static uint32_t judge(void *context, const struct tree_entry *entry) {
    (void)context;
    return entry->id[0] % 3 ? (uint32_t)entry->id[0] << 8 | entry->id[1] : NOWHERE;
}

static void assert_same(const struct entries_level *one, const struct entries_level *other) {
    assert_int_equal(one->start_count, other->start_count);
    assert_memory_equal(one->starts, other->starts, one->start_count * sizeof *one->starts);
    assert_int_equal(one->mark_count, other->mark_count);
    for (size_t i = 0; i < one->mark_count; i++) {
        assert_int_equal(one->marks[i].at, other->marks[i].at);
        assert_int_equal(one->marks[i].value, other->marks[i].value);
    }
}

/* Runs of whole entries, as git would make them, and some that cut entries anywhere. starts: of the
 * entries of base, and its end. */
static void change(const size_t starts[], uint32_t count, struct buffer *delta, size_t id_bytes,
                   uint32_t *seed) {
    buffer_clear(delta);
    for (uint32_t i = random_below(seed, OPERATIONS_MOST); i > 0; i--) {
        uint32_t first = random_below(seed, count);
        size_t from = starts[first];
        size_t length = starts[first + 1 + random_below(seed, count - first)] - from;
        if (random_below(seed, 8) == 0) {
            from += random_below(seed, (uint32_t)length);
            length = 1 + random_below(seed, (uint32_t)(starts[count] - from));
        }
        struct buffer piece = {0};
        switch (random_below(seed, 3)) {
        case 0:
            append_entry(&piece, id_bytes, seed);
            piece.length = random_below(seed, 8) ? piece.length : 1 + piece.length / 2;
            buffer_append_byte(delta, (uint8_t)piece.length);
            buffer_append(delta, piece.bytes, piece.length);
            break;
        default:
            buffer_append_byte(delta, 0xB3); /* two bytes of offset, two of length */
            buffer_append_byte(delta, (uint8_t)from);
            buffer_append_byte(delta, (uint8_t)(from >> 8));
            buffer_append_byte(delta, (uint8_t)length);
            buffer_append_byte(delta, (uint8_t)(length >> 8));
            break;
        }
        buffer_release(&piece);
    }
}

/* The length of what delta makes of base. */
static size_t result_length(struct span delta) {
    size_t length = 0;
    while (delta.length) {
        bool copies = delta.bytes[0] & 0x80;
        length += copies ? (size_t)delta.bytes[3] | (size_t)delta.bytes[4] << 8 : delta.bytes[0];
        delta = span_from(delta, copies ? 5 : (size_t)delta.bytes[0] + 1);
    }
    return length;
}

static void reads_upon_a_base_as_whole(void **state) {
    (void)state;
    uint32_t seed = 7;
    uint64_t spared = 0;
    for (int round = 0; round < ROUNDS; round++) {
        const size_t id_bytes = round % 2 ? 32 : 20;
        struct entries upon = {.judge = judge, .id_bytes = id_bytes};
        struct entries whole = {.judge = judge, .id_bytes = id_bytes};
        struct buffer base = {0}, delta = {0};
        struct delta_runs runs = {0};
        uint8_t out[RESULT_MOST];
        size_t starts[ENTRIES_MOST + 1] = {0};
        uint32_t count = 1 + random_below(&seed, ENTRIES_MOST);
        for (uint32_t i = 0; i < count; i++) {
            append_entry(&base, id_bytes, &seed);
            starts[i + 1] = base.length;
        }
        change(starts, count, &delta, id_bytes, &seed);
        size_t length = result_length(buffer_span(&delta));
        if (length <= RESULT_MOST) {
            assert_true(delta_apply(buffer_span(&delta), buffer_span(&base), out, length, &runs));
            assert_non_null(
                entries_read(&upon, &(struct unpacked){.bytes = buffer_span(&base), .depth = 0}));
            uint64_t parsed = upon.parsed;
            const struct entries_level *one = entries_read(
                &upon,
                &(struct unpacked){.bytes = span_of(out, length), .depth = 1, .runs = &runs});
            const struct entries_level *other =
                entries_read(&whole, &(struct unpacked){.bytes = span_of(out, length)});
            assert_non_null(one);
            assert_non_null(other);
            assert_same(one, other);
            spared += whole.parsed - (upon.parsed - parsed);
        }
        entries_release(&upon);
        entries_release(&whole);
        delta_runs_release(&runs);
        buffer_release(&base);
        buffer_release(&delta);
    }
    assert_true(spared > ROUNDS);
}

static const char sample[] = "100644 a\0"
                             "aaaaaaaaaaaaaaaaaaaa"
                             "40000 b\0"
                             "bbbbbbbbbbbbbbbbbbbb";

static void takes_entries(void **state) {
    (void)state;
    struct span left = span_of(sample, sizeof sample - 1);
    struct tree_entry entry;
    assert_true(tree_take(&left, GIT_KEY_BYTES, &entry));
    assert_false(entry.is_tree);
    assert_span_equal(entry.name, span_text("a"), 0);
    assert_memory_equal(entry.id, "aaaaaaaaaaaaaaaaaaaa", GIT_KEY_BYTES);
    assert_true(tree_take(&left, GIT_KEY_BYTES, &entry));
    assert_true(entry.is_tree);
    assert_span_equal(entry.name, span_text("b"), 1);
    assert_false(tree_take(&left, GIT_KEY_BYTES, &entry));
}

static void takes_entries_with_longer_ids(void **state) {
    (void)state;
    static const char tree[] = "40000 b\0"
                               "bbbbbbbbbbbbbbbbbbbbcccccccccccc"
                               "100644 a\0"
                               "aaaaaaaaaaaaaaaaaaaadddddddddddd";
    for (size_t length = 0; length < sizeof tree; length++) {
        struct span exact = exact_copy(span_of(tree, length));
        struct span left = exact;
        struct tree_entry entry;
        size_t taken = 0;
        while (tree_take(&left, GIT_ID_MOST, &entry)) {
            assert_true(entry.is_tree == (taken == 0));
            assert_memory_equal(entry.id + GIT_KEY_BYTES, taken++ ? "dddddddddddd" : "cccccccccccc",
                                12);
        }
        assert_int_equal(taken, (length >= 40) + (length >= 81));
        exact_free(exact);
    }
}

static void stops_where_it_is_cut_short(void **state) {
    (void)state;
    const size_t first = 9 + GIT_KEY_BYTES;
    for (size_t length = 0; length < sizeof sample - 1; length++) {
        struct span exact = exact_copy(span_of(sample, length));
        struct span left = exact;
        struct tree_entry entry;
        size_t taken = 0;
        while (tree_take(&left, GIT_KEY_BYTES, &entry)) {
            taken++;
        }
        assert_int_equal(taken, length >= first);
        exact_free(exact);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_entries),
        cmocka_unit_test(takes_entries_with_longer_ids),
        cmocka_unit_test(stops_where_it_is_cut_short),
        cmocka_unit_test(reads_upon_a_base_as_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
