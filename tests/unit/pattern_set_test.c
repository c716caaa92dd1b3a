/* The search for many patterns at once against one that compares every pattern at every place, with
 * each engine this machine has. */
#include "base/pattern_set.h"

#include <stdio.h>

#include "unit.h"

enum { HITS_MOST = 1 << 16, LENGTH_MOST = 9, SETS = 40, TEXTS = 30 };

struct hit {
    size_t pattern, at;
};

struct hits {
    struct hit hit[HITS_MOST];
    size_t count;
    size_t most; /* ends the search */
};

static bool keep_hit(void *context, size_t pattern, size_t at) {
    struct hits *hits = context;
    if (hits->count == HITS_MOST) {
        return false;
    }
    hits->hit[hits->count++] = (struct hit){pattern, at};
    return hits->count < hits->most;
}

static int by_place(const void *one, const void *other) {
    const struct hit *first = one, *second = other;
    if (first->at != second->at) {
        return first->at < second->at ? -1 : 1;
    }
    return first->pattern < second->pattern ? -1 : first->pattern > second->pattern;
}

/* A small generator of its own (xorshift): the same on every machine. */
static uint32_t next_random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* A pattern as the classes it stands for, and as it is written. */
struct known {
    bool class[LENGTH_MOST][256];
    size_t length;
    char text[LENGTH_MOST * 8 * 5 + 1];
};

static void make_pattern(struct known *known, uint32_t *random, const char *alphabet,
                         size_t letters) {
    size_t at = 0;
    *known = (struct known){.length = 1 + next_random(random) % LENGTH_MOST};
    for (size_t i = 0; i < known->length; i++) {
        size_t members = next_random(random) % 8 ? 1 : 1 + next_random(random) % 6;
        bool any = next_random(random) % 32 == 0;
        memset(known->class[i], any, sizeof known->class[i]);
        at += (size_t)sprintf(known->text + at, any ? "." : "[");
        for (size_t k = 0; k < members && !any; k++) {
            uint8_t byte = (uint8_t)alphabet[next_random(random) % letters];
            known->class[i][byte] = true;
            at += (size_t)sprintf(known->text + at, "\\x%02x", byte);
        }
        at += (size_t)sprintf(known->text + at, any ? "" : "]");
    }
}

static void find_naively(const struct known *known, size_t count, struct span text, size_t from,
                         size_t to, struct hits *hits) {
    for (size_t at = from; at < to && at < text.length; at++) {
        for (size_t i = 0; i < count; i++) {
            size_t matched = 0;
            while (matched < known[i].length && at + matched < text.length &&
                   known[i].class[matched][text.bytes[at + matched]]) {
                matched++;
            }
            if (matched == known[i].length) {
                keep_hit(hits, i, at);
            }
        }
    }
}

static void assert_engines_agree(struct pattern_set *set, const struct known *known, size_t count,
                                 struct span text, size_t from, size_t to) {
    static struct hits expected, found;
    expected.count = 0;
    expected.most = SIZE_MAX;
    find_naively(known, count, text, from, to, &expected);
    assert_true(expected.count < HITS_MOST);
    for (unsigned engine = 0; engine < ENGINES; engine++) {
        found.count = 0;
        found.most = SIZE_MAX;
        if (!pattern_set_use(set, (enum pattern_engine)engine)) {
            continue;
        }
        assert_true(pattern_set_search(set, text, from, to, keep_hit, &found));
        qsort(found.hit, found.count, sizeof *found.hit, by_place);
        assert_int_equal(found.count, expected.count);
        assert_memory_equal(found.hit, expected.hit, found.count * sizeof *found.hit);
    }
}

static struct pattern_set *make_set(struct known *known, size_t count, uint32_t *random,
                                    const char *alphabet, size_t letters) {
    const char *texts[PATTERNS_MOST];
    for (size_t i = 0; i < count; i++) {
        make_pattern(&known[i], random, alphabet, letters);
        texts[i] = known[i].text;
    }
    struct pattern_plan plan;
    for (size_t i = 0; i < count; i++) {
        size_t length = known[i].length;
        plan.window[i] = 0;
        if (length > PATTERN_WINDOW) {
            plan.window[i] = (uint8_t)(next_random(random) % (length - PATTERN_WINDOW + 1));
        }
        plan.bucket[i] = (uint8_t)(next_random(random) % PATTERN_BUCKETS);
    }
    struct pattern_set *set = pattern_set_new(texts, count, &plan);
    assert_non_null(set);
    return set;
}

/* Few letters make many matches and near-matches; the set grows to all it may hold. */
static void test_engines_find_what_a_naive_search_finds(void **state) {
    static struct known known[PATTERNS_MOST];
    static const char *const alphabets[] = {"ab", "abcdefgh", "AIM0\x01\x82\xff",
                                            "0123456789abcdef"};
    uint32_t random = 1;
    (void)state;
    for (size_t round = 0; round < SETS; round++) {
        const char *alphabet = alphabets[round % COUNT_OF(alphabets)];
        size_t letters = strlen(alphabet), count = 1 + next_random(&random) % PATTERNS_MOST;
        struct pattern_set *set = make_set(known, count, &random, alphabet, letters);
        for (size_t i = 0; i < TEXTS; i++) {
            uint8_t bytes[400];
            size_t length = next_random(&random) % (sizeof bytes + 1);
            for (size_t k = 0; k < length; k++) {
                bytes[k] =
                    (uint8_t)(next_random(&random) % 50 ? alphabet[next_random(&random) % letters]
                                                        : (char)next_random(&random));
            }
            struct span text = exact_copy(span_of(bytes, length));
            size_t from = next_random(&random) % (length + 2);
            assert_engines_agree(set, known, count, text, 0, length);
            assert_engines_agree(set, known, count, text, from,
                                 from + next_random(&random) % (length + 2));
            exact_free(text);
        }
        pattern_set_free(set);
    }
}

/* At each offset and distance from the end, so that no block or seam between blocks is special. */
static void test_every_place_is_looked_at(void **state) {
    static struct known known[1];
    static const char *const texts[] = {"[q][r][s][t][u]"};
    (void)state;
    known[0] = (struct known){.length = 5};
    for (size_t i = 0; i < 5; i++) {
        known[0].class[i]['q' + i] = true;
    }
    struct pattern_set *set = pattern_set_new(texts, 1, NULL);
    for (size_t length = 5; length < 300; length += 7) {
        for (size_t at = 0; at + 5 <= length; at++) {
            uint8_t bytes[300];
            memset(bytes, 'q', sizeof bytes);
            memcpy(bytes + at, "qrstu", 5);
            struct span text = exact_copy(span_of(bytes, length));
            assert_engines_agree(set, known, 1, text, 0, length);
            exact_free(text);
        }
    }
    pattern_set_free(set);
}

static void test_zeros_behind_the_end_match_nothing(void **state) {
    static const char *const texts[] = {"a\\x00\\x00", "\\x00", "b..", "c[\\x00-\\x01]"};
    static struct hits hits;
    (void)state;
    struct pattern_set *set = pattern_set_new(texts, COUNT_OF(texts), NULL);
    for (unsigned engine = 0; engine < ENGINES; engine++) {
        hits.count = 0;
        hits.most = SIZE_MAX;
        if (pattern_set_use(set, (enum pattern_engine)engine)) {
            assert_true(pattern_set_search(set, LITERAL("xxbca"), 0, 5, keep_hit, &hits));
            assert_int_equal(hits.count, 1); /* "bca" */
        }
    }
    pattern_set_free(set);
}

static void test_search_ends_when_told(void **state) {
    static const char *const texts[] = {"ab"};
    static struct hits hits;
    (void)state;
    struct pattern_set *set = pattern_set_new(texts, 1, NULL);
    hits.count = 0;
    hits.most = 2;
    assert_false(pattern_set_search(set, LITERAL("ababab"), 0, 6, keep_hit, &hits));
    assert_int_equal(hits.count, 2);
    pattern_set_free(set);
}

static void test_notation(void **state) {
    static const struct {
        const char *pattern;
        const char *matches; /* NULL: cannot be read */
        const char *misses;
    } rows[] = {{"abc", "abc", "abd"},
                {"a.c", "a\nc", "ac"},
                {"[a-c]x", "bx", "dx"},
                {"[-a]x", "-x", "bx"},
                {"[a-]x", "-x", "bx"},
                {"\\x41\\x5a", "AZ", "A5"},
                {"a\\.b", "a.b", "axb"},
                {"[\\]]x", "]x", "\\x"},
                {"[\\x30-\\x32]", "1", "3"},
                {"\\\\n", "\\n", "\n"},
                {"", NULL, NULL},
                {"[a", NULL, NULL},
                {"[b-a]", NULL, NULL},
                {"\\x4", NULL, NULL},
                {"a\\", NULL, NULL},
                {"aaaaaaaaaaaaaaaaaaaaaaaaa", NULL, NULL}};
    static struct hits hits;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct pattern_set *set = pattern_set_new(&rows[i].pattern, 1, NULL);
        if (!rows[i].matches) {
            assert_null(set);
            continue;
        }
        assert_non_null(set);
        hits.count = 0;
        hits.most = SIZE_MAX;
        pattern_set_search(set, span_text(rows[i].misses), 0, SIZE_MAX, keep_hit, &hits);
        assert_int_equal(hits.count, 0);
        pattern_set_search(set, span_text(rows[i].matches), 0, SIZE_MAX, keep_hit, &hits);
        assert_int_equal(hits.count, 1);
        pattern_set_free(set);
    }
}

static void test_too_many_patterns_are_refused(void **state) {
    const char *texts[PATTERNS_MOST + 1];
    (void)state;
    for (size_t i = 0; i <= PATTERNS_MOST; i++) {
        texts[i] = "abc";
    }
    assert_null(pattern_set_new(texts, PATTERNS_MOST + 1, NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_engines_find_what_a_naive_search_finds),
        cmocka_unit_test(test_every_place_is_looked_at),
        cmocka_unit_test(test_zeros_behind_the_end_match_nothing),
        cmocka_unit_test(test_search_ends_when_told),
        cmocka_unit_test(test_notation),
        cmocka_unit_test(test_too_many_patterns_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
