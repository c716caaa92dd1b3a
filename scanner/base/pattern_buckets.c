#include "base/pattern_buckets.h"

/* How often each byte below 128 is met among 10,000, in a mixture of source texts, programs and
 * configuration; of those above each about as seldom. */
static const uint16_t frequency[128] = {
    619, 63,  25,  26,  25,  17,  11,  10, 39,  185, 214, 7,  9,   7,  28,  77,  /* 00 */
    32,  9,   5,   4,   7,   6,   8,   4,  17,  3,   4,   6,  5,   4,  4,   13,  /* 10 */
    906, 8,   37,  18,  58,  18,  17,  8,  90,  82,  55,  11, 77,  57, 64,  38,  /* 20 */
    100, 60,  41,  27,  26,  26,  24,  17, 29,  30,  28,  67, 20,  52, 34,  5,   /* 30 */
    19,  96,  33,  56,  58,  81,  28,  26, 196, 82,  6,   14, 84,  44, 41,  37,  /* 40 */
    48,  8,   48,  61,  61,  31,  17,  16, 17,  12,  6,   15, 15,  19, 6,   208, /* 50 */
    10,  230, 67,  171, 158, 411, 121, 73, 84,  245, 8,   40, 149, 96, 221, 206, /* 60 */
    122, 15,  257, 234, 351, 134, 51,  38, 56,  43,  11,  24, 14,  26, 6,   7,   /* 70 */
};
enum { FREQUENCY_ABOVE = 10, FREQUENCY_ALL = 10000 };

/* Kinds of bytes: control, punctuation, mostly digits, mostly capitals, mostly small letters, all
 * from 128 on. In eighths of 256. */
static const uint8_t kind_begins[PATTERN_KINDS + 1] = {0, 4, 6, 8, 12, 16, 32};

/* What follows what in the same mixture, and how often a byte is the one before it. */
static const float follows[PATTERN_KINDS][PATTERN_KINDS] = {
    {.57F, .08F, .02F, .13F, .08F, .12F}, {.07F, .42F, .09F, .09F, .30F, .03F},
    {.16F, .20F, .31F, .10F, .15F, .08F}, {.07F, .06F, .04F, .45F, .17F, .21F},
    {.03F, .14F, .03F, .06F, .72F, .02F}, {.19F, .04F, .03F, .18F, .09F, .47F},
};
static const float repeated[PATTERN_KINDS] = {.35F, .25F, .08F, .02F, .02F, .07F};

/* Adds up to the share of each kind that the class holds. */
static struct pattern_shares shares(const struct pattern_odds *odds,
                                    const struct byte_class *class) {
    int above = __builtin_popcountll(class->word[2]) + __builtin_popcountll(class->word[3]);
    struct pattern_shares shares = {{0}};
    shares.of[PATTERN_KINDS - 1] = (float)(above * FREQUENCY_ABOVE) / FREQUENCY_ALL;
    for (size_t kind = 0; kind < PATTERN_KINDS - 1; kind++) {
        for (size_t eighth = kind_begins[kind]; eighth < kind_begins[kind + 1]; eighth++) {
            size_t set = class->word[eighth / 8] >> eighth % 8 * 8 & 0xFF;
            shares.of[kind] += odds->share[eighth][set];
        }
    }
    return shares;
}

void pattern_odds_fill(struct pattern_odds *odds, bool halves) {
    const struct byte_class any = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
    odds->halves = halves;
    for (size_t eighth = 0; eighth < 128 / 8; eighth++) {
        odds->share[eighth][0] = 0;
        for (unsigned set = 1; set < 256; set++) {
            unsigned times = frequency[eighth * 8 + (size_t)__builtin_ctz(set)];
            odds->share[eighth][set] =
                odds->share[eighth][set & (set - 1)] + (float)times / FREQUENCY_ALL;
        }
    }
    odds->all = shares(odds, &any);
}

/* passing: the share of places, by the kind of the byte at hand, that pass as far as that byte. The
 * next one is the same byte again, or any of the kind that follows. */
static struct pattern_shares pass_next(const struct pattern_odds *odds,
                                       const struct pattern_shares *passing,
                                       const struct byte_class *before,
                                       const struct byte_class *class) {
    struct byte_class both;
    for (size_t i = 0; i < 4; i++) {
        both.word[i] = before->word[i] & class->word[i];
    }
    struct pattern_shares alone = shares(odds, class), again = shares(odds, &both);
    struct pattern_shares first = shares(odds, before), next;
    for (size_t kind = 0; kind < PATTERN_KINDS; kind++) {
        float reached = -passing->of[kind] * repeated[kind];
        for (size_t from = 0; from < PATTERN_KINDS; from++) {
            reached += passing->of[from] * follows[from][kind];
        }
        next.of[kind] = reached * alone.of[kind] / odds->all.of[kind];
        if (again.of[kind] > 0) {
            next.of[kind] += passing->of[kind] * repeated[kind] * again.of[kind] / first.of[kind];
        }
    }
    return next;
}

float pattern_window_share(const struct pattern_odds *odds, const struct pattern_window *window) {
    struct pattern_shares passing = shares(odds, &window->at[0]);
    for (size_t i = 1; i < PATTERN_WINDOW; i++) {
        passing = pass_next(odds, &passing, &window->at[i - 1], &window->at[i]);
    }
    float sum = 0;
    for (size_t kind = 0; kind < PATTERN_KINDS; kind++) {
        sum += passing.of[kind];
    }
    return sum;
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
