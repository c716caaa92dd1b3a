#include "base/pattern_buckets.h"

/* How often each byte below 128 is met among 10,000, in a mixture of source texts, programs and
 * configuration; of those above each about as seldom. */
static const uint16_t frequency[128] = {
    510,  30,  14,  11,  13,  12,  7,   8,  20,  120, 200, 5,  6,   6,   11,  40,  /* 00 */
    16,   6,   6,   4,   5,   5,   3,   3,  11,  3,   3,   3,  4,   3,   3,   12,  /* 10 */
    1450, 6,   40,  30,  40,  10,  10,  6,  80,  70,  40,  13, 60,  50,  80,  40,  /* 20 */
    120,  50,  40,  20,  20,  20,  17,  12, 20,  17,  18,  60, 20,  50,  30,  3,   /* 30 */
    15,   110, 40,  100, 70,  110, 50,  40, 130, 100, 9,   20, 80,  80,  70,  70,  /* 40 */
    70,   12,  80,  90,  100, 40,  20,  16, 19,  14,  10,  10, 10,  11,  4,   260, /* 50 */
    7,    240, 60,  170, 150, 450, 110, 80, 80,  270, 13,  40, 150, 100, 240, 220, /* 60 */
    130,  16,  260, 230, 330, 120, 50,  40, 50,  50,  12,  20, 10,  20,  4,   3,   /* 70 */
};
enum { FREQUENCY_ABOVE = 5, FREQUENCY_ALL = 10000 };

void pattern_odds_fill(struct pattern_odds *odds, bool halves) {
    odds->halves = halves;
    for (size_t eighth = 0; eighth < 128 / 8; eighth++) {
        odds->share[eighth][0] = 0;
        for (unsigned set = 1; set < 256; set++) {
            unsigned times = frequency[eighth * 8 + (size_t)__builtin_ctz(set)];
            odds->share[eighth][set] =
                odds->share[eighth][set & (set - 1)] + (float)times / FREQUENCY_ALL;
        }
    }
}

static float share(const struct pattern_odds *odds, const struct byte_class *class) {
    int above = __builtin_popcountll(class->word[2]) + __builtin_popcountll(class->word[3]);
    float passing = (float)(above * FREQUENCY_ABOVE) / FREQUENCY_ALL;
    for (size_t eighth = 0; eighth < 128 / 8; eighth++) {
        passing += odds->share[eighth][class->word[eighth / 8] >> eighth % 8 * 8 & 0xFF];
    }
    return passing;
}

/* A byte is often what the one before it was. */
float pattern_window_share(const struct pattern_odds *odds, const struct pattern_window *window) {
    const float REPEATED = 0.25F;
    float before = share(odds, &window->at[0]), product = before;
    for (size_t i = 1; i < PATTERN_WINDOW; i++) {
        struct byte_class same = window->at[i];
        uint64_t any = 0;
        for (size_t k = 0; k < 4; k++) {
            any |= same.word[k] &= window->at[i - 1].word[k];
        }
        float alone = share(odds, &window->at[i]);
        float again = any ? share(odds, &same) / before : 0;
        product *= (1 - REPEATED) * alone + REPEATED * again;
        before = alone;
    }
    return product;
}

/* Adds to the class what its halves let pass. */
static void close_halves(struct byte_class *class) {
    uint64_t low = 0, high = 0;
    for (unsigned row = 0; row < 16; row++) {
        uint64_t here = class->word[row / 4] >> row % 4 * 16 & 0xFFFF;
        low |= here;
        high |= (uint64_t)(here != 0) << row;
    }
    for (unsigned row = 0; row < 16; row++) {
        class->word[row / 4] |= (high >> row & 1 ? low : 0) << row % 4 * 16;
    }
}

static struct pattern_window both(const struct pattern_odds *odds, const struct pattern_window *one,
                                  const struct pattern_window *other) {
    struct pattern_window window;
    for (size_t i = 0; i < PATTERN_WINDOW; i++) {
        for (size_t k = 0; k < 4; k++) {
            window.at[i].word[k] = one->at[i].word[k] | other->at[i].word[k];
        }
        if (odds->halves) {
            close_halves(&window.at[i]);
        }
    }
    return window;
}

/* Buckets as far as they are filled. */
struct filling {
    const struct pattern_odds *odds;
    const struct pattern_window *windows;
    size_t count;
    uint8_t *numbers; /* PATTERN_BUCKETS: in none */
    struct pattern_window bucket[PATTERN_BUCKETS];
    float share[PATTERN_BUCKETS];
};

/* Puts the window where least more passes with it. */
static void put(struct filling *filling, size_t window) {
    float least = 2;
    for (uint8_t i = 0; i < PATTERN_BUCKETS; i++) {
        struct pattern_window joined =
            both(filling->odds, &filling->bucket[i], &filling->windows[window]);
        float more = pattern_window_share(filling->odds, &joined) - filling->share[i];
        if (more < least) {
            least = more;
            filling->numbers[window] = i;
        }
    }
    size_t best = filling->numbers[window];
    filling->bucket[best] = both(filling->odds, &filling->bucket[best], &filling->windows[window]);
    filling->share[best] = pattern_window_share(filling->odds, &filling->bucket[best]);
}

static void take_out(struct filling *filling, size_t window) {
    size_t from = filling->numbers[window];
    struct pattern_window rest = {0};
    filling->numbers[window] = PATTERN_BUCKETS;
    for (size_t i = 0; i < filling->count; i++) {
        if (filling->numbers[i] == from) {
            rest = both(filling->odds, &rest, &filling->windows[i]);
        }
    }
    filling->bucket[from] = rest;
    filling->share[from] = pattern_window_share(filling->odds, &rest);
}

/* The commonest first: they take buckets of their own. Then each once more, now that all the others
 * are known. */
void pattern_buckets(const struct pattern_odds *odds, const struct pattern_window *windows,
                     size_t count, uint8_t *numbers) {
    enum { ROUNDS = 2 };
    struct filling filling = {odds, windows, count, numbers, {{{{{0}}}}}, {0}};
    float alone[PATTERNS_MOST];
    for (size_t i = 0; i < count; i++) {
        struct pattern_window window = both(odds, &windows[i], &windows[i]);
        alone[i] = pattern_window_share(odds, &window);
        numbers[i] = PATTERN_BUCKETS;
    }
    for (size_t turn = 0; turn < count; turn++) {
        size_t next = SIZE_MAX;
        for (size_t i = 0; i < count; i++) {
            bool left = numbers[i] == PATTERN_BUCKETS;
            next = left && (next == SIZE_MAX || alone[i] > alone[next]) ? i : next;
        }
        put(&filling, next);
    }
    for (size_t turn = 0; turn < ROUNDS * count; turn++) {
        take_out(&filling, turn % count);
        put(&filling, turn % count);
    }
}
