/* Finds in one pass every place where any of a set of short patterns begins. A pattern is a row of
 * byte classes, written as text: "MII" is three bytes, "[A-Z\x30]" one of several, "." any, "\x30"
 * one by its number, "\\" a backslash and so on for what has a meaning of its own.
 *
 * Four neighbouring classes of each pattern, its window, are looked for at many places at once by
 * two table look-ups a byte (the "Teddy" matcher of Hyperscan: G. Langdale, 2015), which tell a few
 * buckets of windows apart; what passes is compared in full. All engines find the same. Knows
 * nothing of what is searched for. */
#ifndef BASE_PATTERN_SET_H
#define BASE_PATTERN_SET_H

#include "base/span.h"

enum {
    PATTERN_BYTES_MOST = 24,
    PATTERNS_MOST = 256,
    PATTERN_WINDOW = 4, /* classes looked at */
    PATTERN_GROUPS = 3,
    PATTERN_BUCKETS = 8 * PATTERN_GROUPS,
};

/* Ways to look, slowest first. */
enum pattern_engine {
    ENGINE_PORTABLE,
    ENGINE_NEON,
    ENGINE_AVX2,
    ENGINE_AVX512,
    ENGINE_AVX512_VBMI,
    ENGINES
};

/* Of each pattern where its window begins, and in which bucket it is: what decides how fast a
 * search is, and nothing else (pattern_plan.h). */
struct pattern_plan {
    uint8_t window[PATTERNS_MOST], bucket[PATTERNS_MOST];
};

struct pattern_set;

/* With the fastest engine this processor has; plan may be NULL. NULL where a pattern cannot be
 * read, the plan is of other patterns, there are too many, or memory ran out. Freed with
 * pattern_set_free. */
struct pattern_set *pattern_set_new(const char *const *patterns, size_t count,
                                    const struct pattern_plan *plan);
void pattern_set_free(struct pattern_set *set);

/* False, and nothing changes, where this processor lacks the engine. */
bool pattern_set_use(struct pattern_set *set, enum pattern_engine engine);

/* Told of one place: the number of the pattern, and where it begins. False ends the search. */
typedef bool pattern_found(void *context, size_t pattern, size_t at);

/* Tells found of each pattern that begins in [from, to) of text and ends in text, in no stated
 * order. False where found ended it. */
bool pattern_set_search(const struct pattern_set *set, struct span text, size_t from, size_t to,
                        pattern_found *found, void *context);

#endif
