/* The search for many patterns at once against one that compares each at every place: the patterns
 * and the text both come from the input, and every engine must find the same. */
#include "base/pattern_set.h"

#include "fuzz.h"

enum { LENGTH_MOST = 8, COUNT_MOST = 24 };

/* Bytes of one class: either the byte itself, or it and those after it. */
struct class {
    uint8_t first, last;
};

struct made {
    struct class class[LENGTH_MOST];
    size_t length;
    char text[LENGTH_MOST * 12 + 1];
};

struct tally {
    const struct made *made;
    struct span text;
    size_t from, to;
    uint64_t found;
};

static bool stands(const struct made *made, struct span text, size_t at) {
    for (size_t i = 0; i < made->length; i++) {
        if (at + i >= text.length || text.bytes[at + i] < made->class[i].first ||
            text.bytes[at + i] > made->class[i].last) {
            return false;
        }
    }
    return true;
}

static bool count(void *context, size_t pattern, size_t at) {
    struct tally *tally = context;
    require(at >= tally->from && at < tally->to, "a find lies where it was looked for");
    require(stands(&tally->made[pattern], tally->text, at), "a find is one");
    tally->found++;
    return true;
}

static void make(struct made *made, const uint8_t *bytes, size_t length) {
    size_t at = 0;
    *made = (struct made){.length = length};
    for (size_t i = 0; i < length; i++) {
        unsigned last = bytes[i] % 7 ? bytes[i] : bytes[i] + 9U;
        made->class[i] = (struct class){bytes[i], (uint8_t)(last > 255 ? 255 : last)};
        at += (size_t)sprintf(made->text + at, "[\\x%02x-\\x%02x]", made->class[i].first,
                              made->class[i].last);
    }
}

static void compare(struct pattern_set *set, struct tally *tally, size_t patterns) {
    uint64_t expected = 0;
    for (size_t at = tally->from; at < tally->to; at++) {
        for (size_t i = 0; i < patterns; i++) {
            expected += stands(&tally->made[i], tally->text, at);
        }
    }
    for (unsigned engine = 0; engine < ENGINES; engine++) {
        tally->found = 0;
        if (pattern_set_use(set, (enum pattern_engine)engine)) {
            pattern_set_search(set, tally->text, tally->from, tally->to, count, tally);
            require(tally->found == expected, "an engine finds what a naive search finds");
        }
    }
}

/* Input: number of patterns, for each its length and bytes; two bytes for the part; the text. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct made made[COUNT_MOST];
    const char *texts[COUNT_MOST];
    struct span rest = span_of(bytes, length);
    size_t patterns = length ? bytes[0] % COUNT_MOST : 0, known = 0;
    rest = span_from(rest, 1);
    while (known < patterns && rest.length > LENGTH_MOST) {
        make(&made[known], rest.bytes + 1, 1 + rest.bytes[0] % LENGTH_MOST);
        texts[known] = made[known].text;
        rest = span_from(rest, 1 + made[known].length);
        known++;
    }
    if (rest.length < 2) {
        return 0;
    }
    struct tally tally = {.made = made, .text = span_from(rest, 2)};
    tally.from = rest.bytes[0];
    tally.to = rest.bytes[1] % 2 ? tally.text.length : rest.bytes[1];
    tally.to = tally.to < tally.text.length ? tally.to : tally.text.length;
    struct pattern_set *set = pattern_set_new(texts, known, NULL);
    require(set != NULL, "what was written as it should be can be read");
    compare(set, &tally, known);
    pattern_set_free(set);
    return 0;
}
