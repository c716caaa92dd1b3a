#include "base/pattern_plan.h"

#include <stdlib.h>

#include "base/pattern.h"

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

/* A share of each kind of bytes. */
enum { KINDS = 6 };
struct shares {
    float of[KINDS];
};

/* Kinds of bytes: control, punctuation, mostly digits, mostly capitals, mostly small letters, all
 * from 128 on. In eighths of 256. */
static const uint8_t kind_begins[KINDS + 1] = {0, 4, 6, 8, 12, 16, 32};

/* What follows what in the same mixture, and how often a byte is the one before it. */
static const float follows[KINDS][KINDS] = {
    {.57F, .08F, .02F, .13F, .08F, .12F}, {.07F, .42F, .09F, .09F, .30F, .03F},
    {.16F, .20F, .31F, .10F, .15F, .08F}, {.07F, .06F, .04F, .45F, .17F, .21F},
    {.03F, .14F, .03F, .06F, .72F, .02F}, {.19F, .04F, .03F, .18F, .09F, .47F},
};
static const float repeated[KINDS] = {.35F, .25F, .08F, .02F, .02F, .07F};

/* What makes a place pass in vain, and how likely it is. */
struct odds {
    float share[128 / 8][256]; /* in usual files, of each set of eight neighbouring bytes */
    struct shares all;         /* of each kind as a whole */
};

/* Adds up to the share of each kind that the class holds. */
static struct shares shares(const struct odds *odds, const struct byte_class *class) {
    int above = __builtin_popcountll(class->word[2]) + __builtin_popcountll(class->word[3]);
    struct shares shares = {{0}};
    shares.of[KINDS - 1] = (float)(above * FREQUENCY_ABOVE) / FREQUENCY_ALL;
    for (size_t kind = 0; kind < KINDS - 1; kind++) {
        for (size_t eighth = kind_begins[kind]; eighth < kind_begins[kind + 1]; eighth++) {
            size_t set = class->word[eighth / 8] >> eighth % 8 * 8 & 0xFF;
            shares.of[kind] += odds->share[eighth][set];
        }
    }
    return shares;
}

static void fill_odds(struct odds *odds) {
    const struct byte_class any = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
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
static struct shares pass_next(const struct odds *odds, const struct shares *passing,
                               const struct byte_class *before, const struct byte_class *class) {
    struct byte_class both;
    for (size_t i = 0; i < 4; i++) {
        both.word[i] = before->word[i] & class->word[i];
    }
    struct shares alone = shares(odds, class), again = shares(odds, &both);
    struct shares first = shares(odds, before), next;
    for (size_t kind = 0; kind < KINDS; kind++) {
        float reached = -passing->of[kind] * repeated[kind];
        for (size_t from = 0; from < KINDS; from++) {
            reached += passing->of[from] * follows[from][kind];
        }
        next.of[kind] = reached * alone.of[kind] / odds->all.of[kind];
        if (again.of[kind] > 0) {
            next.of[kind] += passing->of[kind] * repeated[kind] * again.of[kind] / first.of[kind];
        }
    }
    return next;
}

/* The share of places in usual files that pass for such a window. */
static float window_share(const struct odds *odds, const struct pattern_window *window) {
    struct shares passing = shares(odds, &window->at[0]);
    for (size_t i = 1; i < PATTERN_WINDOW; i++) {
        passing = pass_next(odds, &passing, &window->at[i - 1], &window->at[i]);
    }
    float sum = 0;
    for (size_t kind = 0; kind < KINDS; kind++) {
        sum += passing.of[kind];
    }
    return sum;
}

/* Adds to the class what an engine that knows a byte by the halves of its lower seven bits lets
 * pass; see pattern_scan.h. */
static void close_halves(struct byte_class *class) {
    uint16_t low = 0, high = 0;
    for (unsigned byte = 0; byte < 256; byte++) {
        if (byte_class_holds(class, (uint8_t)byte)) {
            low |= (uint16_t)(1U << (byte & 15));
            high |= (uint16_t)(1U << (byte >> 3 & 15));
        }
    }
    for (unsigned byte = 0; byte < 256; byte++) {
        uint64_t passes = low >> (byte & 15) & high >> (byte >> 3 & 15) & 1;
        class->word[byte / 64] |= passes << byte % 64;
    }
}

static struct pattern_window both(const struct pattern_window *one,
                                  const struct pattern_window *other) {
    struct pattern_window window;
    for (size_t i = 0; i < PATTERN_WINDOW; i++) {
        for (size_t k = 0; k < 4; k++) {
            window.at[i].word[k] = one->at[i].word[k] | other->at[i].word[k];
        }
        close_halves(&window.at[i]);
    }
    return window;
}

/* Buckets as far as they are filled. */
struct filling {
    struct odds odds;
    struct pattern pattern[PATTERNS_MOST];
    size_t count;
    struct pattern_plan *plan; /* bucket: PATTERN_BUCKETS where the pattern is in none */
    struct pattern_window bucket[PATTERN_BUCKETS];
    float share[PATTERN_BUCKETS];
};

/* The part by which, and the bucket in which, least more passes with the pattern. */
static void put(struct filling *filling, size_t number) {
    const struct pattern *pattern = &filling->pattern[number];
    struct pattern_plan *plan = filling->plan;
    struct pattern_window best = {0};
    float least = PATTERN_BUCKETS;
    for (size_t at = 0; pattern_has_window(pattern, at); at++) {
        struct pattern_window window = pattern_window_at(pattern, at);
        for (uint8_t i = 0; i < PATTERN_BUCKETS; i++) {
            struct pattern_window joined = both(&filling->bucket[i], &window);
            float more = window_share(&filling->odds, &joined) - filling->share[i];
            if (more < least) {
                least = more;
                best = joined;
                plan->window[number] = (uint8_t)at;
                plan->bucket[number] = i;
            }
        }
    }
    uint8_t bucket = plan->bucket[number];
    filling->bucket[bucket] = best;
    filling->share[bucket] = window_share(&filling->odds, &best);
}

static void take_out(struct filling *filling, size_t number) {
    struct pattern_plan *plan = filling->plan;
    size_t from = plan->bucket[number];
    struct pattern_window rest = {0};
    plan->bucket[number] = PATTERN_BUCKETS;
    for (size_t i = 0; i < filling->count; i++) {
        if (plan->bucket[i] == from) {
            struct pattern_window window = pattern_window_at(&filling->pattern[i], plan->window[i]);
            rest = both(&rest, &window);
        }
    }
    filling->bucket[from] = rest;
    filling->share[from] = window_share(&filling->odds, &rest);
}

/* The share of places that pass where the pattern has a bucket of its own. */
static float share_alone(const struct filling *filling, const struct pattern *pattern) {
    float least = 1;
    for (size_t at = 0; pattern_has_window(pattern, at); at++) {
        struct pattern_window window = pattern_window_at(pattern, at);
        float share = window_share(&filling->odds, &window);
        least = share < least ? share : least;
    }
    return least;
}

/* The commonest first: they take buckets of their own. Then each again, now that all the others
 * are known. */
static void fill_buckets(struct filling *filling) {
    enum { ROUNDS = 6 };
    float alone[PATTERNS_MOST];
    for (size_t i = 0; i < filling->count; i++) {
        alone[i] = share_alone(filling, &filling->pattern[i]);
        filling->plan->bucket[i] = PATTERN_BUCKETS;
    }
    for (size_t turn = 0; turn < filling->count; turn++) {
        size_t next = SIZE_MAX;
        for (size_t i = 0; i < filling->count; i++) {
            bool left = filling->plan->bucket[i] == PATTERN_BUCKETS;
            next = left && (next == SIZE_MAX || alone[i] > alone[next]) ? i : next;
        }
        put(filling, next);
    }
    for (size_t turn = 0; turn < ROUNDS * filling->count; turn++) {
        take_out(filling, turn % filling->count);
        put(filling, turn % filling->count);
    }
}

struct pattern_plan *pattern_plan_new(const char *const *patterns, size_t count) {
    struct filling *filling = count <= PATTERNS_MOST ? calloc(1, sizeof *filling) : NULL;
    struct pattern_plan *plan = filling ? calloc(1, sizeof *plan) : NULL;
    bool readable = plan != NULL;
    while (readable && filling->count < count) {
        const char *text = patterns[filling->count];
        readable = pattern_read(text, &filling->pattern[filling->count++]);
    }
    if (readable) {
        filling->plan = plan;
        fill_odds(&filling->odds);
        fill_buckets(filling);
    } else {
        free(plan);
        plan = NULL;
    }
    free(filling);
    return plan;
}
