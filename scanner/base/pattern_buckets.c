#include "base/pattern_buckets.h"

/* How often a byte is met, in source texts and in programs, roughly. */
static unsigned frequency(unsigned byte) {
    switch (byte) {
    case ' ':
        return 60;
    case 0:
    case '\n':
    case '\t':
    case '(':
    case ')':
    case '_':
    case ',':
    case '.':
    case '*':
    case '/':
    case '=':
    case '-':
    case ';':
    case '0':
        return 16;
    default:
        break;
    }
    if (byte >= 'a' && byte <= 'z') {
        return 16;
    }
    bool capital = byte >= 'A' && byte <= 'Z';
    return capital || (byte >= '1' && byte <= '9') ? 14 : byte > ' ' && byte < 0x7F ? 3 : 1;
}

/* The share of bytes whose halves are among these. */
static double share(unsigned low, unsigned high) {
    enum { ALL = 1414 }; /* of all bytes */
    unsigned passing = 0;
    for (unsigned above = high; above; above &= above - 1) {
        unsigned upper = (unsigned)__builtin_ctz(above) << 4;
        for (unsigned below = low; below; below &= below - 1) {
            passing += frequency(upper | (unsigned)__builtin_ctz(below));
        }
    }
    return (double)passing / ALL;
}

double pattern_window_share(const struct pattern_window *window) {
    double product = 1;
    for (size_t i = 0; i < PATTERN_WINDOW; i++) {
        product *= share(window->low[i], window->high[i]);
    }
    return product;
}

static struct pattern_window both(const struct pattern_window *one,
                                  const struct pattern_window *other) {
    struct pattern_window window;
    for (size_t i = 0; i < PATTERN_WINDOW; i++) {
        window.low[i] = one->low[i] | other->low[i];
        window.high[i] = one->high[i] | other->high[i];
    }
    return window;
}

/* Groups that were joined, each known by its first window. */
struct groups {
    struct pattern_window *windows;
    size_t count;
    double alone[PATTERNS_MOST]; /* the share of each */
    bool gone[PATTERNS_MOST];    /* joined to one before it */
    struct match {
        size_t partner; /* behind it, with which it passes least beyond what they pass apart */
        double loss;
    } best[PATTERNS_MOST];
};

static void consider(struct groups *groups, size_t one, size_t other) {
    struct pattern_window joined = both(&groups->windows[one], &groups->windows[other]);
    double loss = pattern_window_share(&joined) - groups->alone[one] - groups->alone[other];
    if (loss < groups->best[one].loss) {
        groups->best[one] = (struct match){other, loss};
    }
}

static void find_best(struct groups *groups, size_t group) {
    groups->best[group] = (struct match){.partner = SIZE_MAX, .loss = 2};
    for (size_t other = group + 1; other < groups->count; other++) {
        if (!groups->gone[other]) {
            consider(groups, group, other);
        }
    }
}

static size_t join_two(struct groups *groups) {
    size_t first = 0; /* is never gone */
    for (size_t i = 1; i < groups->count; i++) {
        bool better = groups->best[i].loss < groups->best[first].loss;
        first = !groups->gone[i] && better ? i : first;
    }
    size_t second = groups->best[first].partner;
    groups->windows[first] = both(&groups->windows[first], &groups->windows[second]);
    groups->alone[first] = pattern_window_share(&groups->windows[first]);
    groups->gone[second] = true;
    for (size_t i = 0; i < second; i++) {
        size_t partner = groups->best[i].partner;
        if (groups->gone[i]) {
            continue;
        }
        if (i == first || partner == first || partner == second) {
            find_best(groups, i);
        } else if (i < first) {
            consider(groups, i, first);
        }
    }
    return first;
}

void pattern_buckets(struct pattern_window *windows, size_t count, uint8_t *numbers) {
    struct groups groups = {.windows = windows, .count = count};
    uint8_t joined_to[PATTERNS_MOST] = {0};
    for (size_t i = 0; i < count; i++) {
        groups.alone[i] = pattern_window_share(&windows[i]);
    }
    for (size_t i = 0; i < count; i++) {
        find_best(&groups, i);
    }
    for (size_t left = count; left > PATTERN_BUCKETS; left--) {
        bool before[PATTERNS_MOST];
        memcpy(before, groups.gone, sizeof before);
        size_t first = join_two(&groups);
        for (size_t i = 0; i < count; i++) {
            joined_to[i] = groups.gone[i] && !before[i] ? (uint8_t)first : joined_to[i];
        }
    }
    uint8_t next = 0;
    for (size_t i = 0; i < count; i++) {
        numbers[i] = groups.gone[i] ? numbers[joined_to[i]] : next++;
    }
}
