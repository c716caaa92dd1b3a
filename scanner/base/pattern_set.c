#include "base/pattern_set.h"

#include <stdlib.h>

#include "base/pattern.h"
#include "base/pattern_scan.h"

struct pattern_set {
    struct pattern pattern[PATTERNS_MOST];
    size_t window[PATTERNS_MOST]; /* where the classes begin that are looked for */
    size_t count;
    size_t windows_end; /* bytes from the front of a pattern to its window, at most */
    struct pattern_masks masks;
    pattern_scan *scan;
};

static void fill_masks(struct pattern_set *set, size_t number, unsigned bucket) {
    struct pattern_window window = pattern_window_at(&set->pattern[number], set->window[number]);
    uint8_t bit = (uint8_t)(1U << bucket % 8);
    for (size_t k = 0; k < PATTERN_WINDOW * 256; k++) {
        size_t i = k / 256;
        uint8_t byte = (uint8_t)(k % 256);
        if (byte_class_holds(&window.at[i], byte)) {
            set->masks.possible[i][byte].word[number / 64] |= (uint64_t)1 << number % 64;
            set->masks.whole[i][byte] |= 1U << bucket;
            set->masks.seven[bucket / 8][i][byte & 127] |= bit;
            set->masks.low[bucket / 8][i][byte & 15] |= bit;
            set->masks.high[bucket / 8][i][byte >> 3 & 15] |= bit;
        }
    }
}

bool pattern_set_use(struct pattern_set *set, enum pattern_engine engine) {
    pattern_scan *scan = pattern_scan_of(engine);
    if (scan) {
        set->scan = scan;
    }
    return scan != NULL;
}

/* Without a plan the windows stand at the front, in one bucket after the other. */
static bool add(struct pattern_set *set, const char *text, const struct pattern_plan *plan) {
    size_t number = set->count++;
    size_t window = plan ? plan->window[number] : 0;
    unsigned bucket = plan ? plan->bucket[number] : (unsigned)(number % PATTERN_BUCKETS);
    if (!pattern_read(text, &set->pattern[number]) ||
        !pattern_has_window(&set->pattern[number], window) || bucket >= PATTERN_BUCKETS) {
        return false;
    }
    set->window[number] = window;
    set->windows_end = window > set->windows_end ? window : set->windows_end;
    fill_masks(set, number, bucket);
    return true;
}

struct pattern_set *pattern_set_new(const char *const *patterns, size_t count,
                                    const struct pattern_plan *plan) {
    struct pattern_set *set = count <= PATTERNS_MOST ? calloc(1, sizeof *set) : NULL;
    while (set && set->count < count) {
        if (!add(set, patterns[set->count], plan)) {
            free(set);
            set = NULL;
        }
    }
    unsigned engine = ENGINES;
    do {
        engine--;
    } while (set && !pattern_set_use(set, (enum pattern_engine)engine));
    return set;
}

void pattern_set_free(struct pattern_set *set) {
    free(set);
}

/* A search under way. */
struct search {
    const struct pattern_set *set;
    struct span text;
    size_t from, to;
    pattern_found *found;
    void *context;
};

static bool stands_at(const struct pattern *pattern, struct span text, size_t at) {
    if (text.length - at < pattern->length) {
        return false;
    }
    for (size_t i = 0; i < pattern->length; i++) {
        if (!byte_class_holds(&pattern->at[i], text.bytes[at + i])) {
            return false;
        }
    }
    return true;
}

/* Compares the patterns whose windows stand at place of the text. */
static bool try_place(const struct search *search, const struct pattern_numbers *windows,
                      size_t place) {
    for (size_t word = 0; word < PATTERN_WORDS; word++) {
        for (uint64_t left = windows->word[word]; left; left &= left - 1) {
            size_t number = word * 64 + (size_t)__builtin_ctzll(left);
            const struct pattern *pattern = &search->set->pattern[number];
            size_t window = search->set->window[number], at = place - window;
            if (place >= window && at >= search->from && at < search->to &&
                stands_at(pattern, search->text, at) &&
                !search->found(search->context, number, at)) {
                return false;
            }
        }
    }
    return true;
}

/* The patterns whose windows are these bytes. */
static struct pattern_numbers windows_at(const struct pattern_masks *masks, const uint8_t *bytes) {
    struct pattern_numbers windows = masks->possible[0][bytes[0]];
    for (size_t i = 1; i < PATTERN_WINDOW; i++) {
        for (size_t word = 0; word < PATTERN_WORDS; word++) {
            windows.word[word] &= masks->possible[i][bytes[i]].word[word];
        }
    }
    return windows;
}

/* Looks at count places, a multiple of PATTERN_BLOCK; bytes stands at offset of the text. */
static bool search_blocks(const struct search *search, const uint8_t *bytes, size_t offset,
                          size_t count) {
    uint16_t places[PATTERN_PLACES_MOST];
    for (size_t done = 0; done < count;) {
        size_t left = (count - done) / PATTERN_BLOCK;
        size_t blocks = left < PATTERN_BLOCKS_MOST ? left : PATTERN_BLOCKS_MOST;
        size_t listed = search->set->scan(&search->set->masks, bytes + done, blocks, places);
        for (size_t i = 0; i < listed; i++) {
            size_t place = done + places[i];
            struct pattern_numbers windows = windows_at(&search->set->masks, bytes + place);
            if (!try_place(search, &windows, offset + place)) {
                return false;
            }
        }
        done += blocks * PATTERN_BLOCK;
    }
    return true;
}

bool pattern_set_search(const struct pattern_set *set, struct span text, size_t from, size_t to,
                        pattern_found *found, void *context) {
    enum { BEHIND = PATTERN_WINDOW - 1 };
    to = to < text.length ? to : text.length;
    if (from >= to) {
        return true;
    }
    struct search search = {set, text, from, to, found, context};
    size_t end = text.length - to < set->windows_end ? text.length : to + set->windows_end;
    while (end - from >= PATTERN_BLOCK && text.length - from >= PATTERN_BLOCK + BEHIND) {
        size_t most = text.length - BEHIND < end ? text.length - BEHIND : end;
        size_t count = (most - from) / PATTERN_BLOCK * PATTERN_BLOCK;
        if (!search_blocks(&search, text.bytes + from, from, count)) {
            return false;
        }
        from += count;
    }
    while (from < end) { /* what is left does not fill a block: zeros behind it match no pattern */
        uint8_t last[PATTERN_BLOCK + BEHIND] = {0};
        struct span rest = span_part(text, from, sizeof last);
        memcpy(last, rest.bytes, rest.length);
        if (!search_blocks(&search, last, from, PATTERN_BLOCK)) {
            return false;
        }
        from += PATTERN_BLOCK;
    }
    return true;
}
