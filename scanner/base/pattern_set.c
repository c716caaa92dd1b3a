#include "base/pattern_set.h"

#include <stdlib.h>

#include "base/pattern_buckets.h"
#include "base/pattern_scan.h"

struct pattern {
    struct byte_class at[PATTERN_BYTES_MOST];
    size_t length;
    size_t window; /* where the classes begin that are looked for */
};

struct pattern_set {
    struct pattern pattern[PATTERNS_MOST];
    size_t count;
    size_t windows_end; /* bytes from the front of a pattern to its window, at most */
    struct pattern_masks masks;
    pattern_scan *scan;
};

static bool holds(const struct byte_class *class, uint8_t byte) {
    return class->word[byte >> 6] >> (byte & 63) & 1;
}

static void include(struct byte_class *class, unsigned first, unsigned last) {
    for (unsigned byte = first; byte <= last && byte < 256; byte++) {
        class->word[byte >> 6] |= (uint64_t)1 << (byte & 63);
    }
}

static int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    char small = (char)(digit | 0x20);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/* One byte as it is written; -1 at the end and where it cannot be read. */
static int read_byte(const char **text) {
    const char *at = *text;
    if (*at == 0 || (*at == '\\' && at[1] == 0)) {
        return -1;
    }
    if (*at != '\\') {
        *text = at + 1;
        return (uint8_t)*at;
    }
    if (at[1] != 'x') {
        *text = at + 2;
        return (uint8_t)at[1];
    }
    int high = hex_value(at[2]), low = high < 0 ? -1 : hex_value(at[3]);
    *text = at + 4;
    return low < 0 ? -1 : high << 4 | low;
}

/* From behind the bracket on. */
static bool read_members(const char **text, struct byte_class *class) {
    while (**text != ']') {
        int first = read_byte(text);
        int last = first;
        if (**text == '-' && (*text)[1] != ']') {
            ++*text;
            last = read_byte(text);
        }
        if (first < 0 || last < first) {
            return false;
        }
        include(class, (unsigned)first, (unsigned)last);
    }
    ++*text;
    return true;
}

static bool read_pattern(const char *text, struct pattern *pattern) {
    while (*text) {
        if (pattern->length == PATTERN_BYTES_MOST) {
            return false;
        }
        struct byte_class *class = &pattern->at[pattern->length++];
        if (*text == '.' || *text == '[') {
            bool any = *text++ == '.';
            if (any) {
                include(class, 0, 255);
            } else if (!read_members(&text, class)) {
                return false;
            }
            continue;
        }
        int byte = read_byte(&text);
        if (byte < 0) {
            return false;
        }
        include(class, (unsigned)byte, (unsigned)byte);
    }
    return pattern->length > 0;
}

/* The classes of a window at offset; any byte beyond the pattern's end. */
static struct pattern_window window_at(const struct pattern *pattern, size_t offset) {
    struct pattern_window window;
    for (size_t i = 0; i < PATTERN_WINDOW; i++) {
        if (offset + i < pattern->length) {
            window.at[i] = pattern->at[offset + i];
        } else {
            memset(&window.at[i], 0xFF, sizeof window.at[i]);
        }
    }
    return window;
}

/* Puts the window where its bytes are rarest. */
static void place_window(struct pattern *pattern, const struct pattern_odds *odds,
                         struct pattern_window *window) {
    pattern->window = 0;
    *window = window_at(pattern, 0);
    float least = pattern_window_share(odds, window);
    for (size_t at = 1; at + PATTERN_WINDOW <= pattern->length; at++) {
        struct pattern_window next = window_at(pattern, at);
        float here = pattern_window_share(odds, &next);
        if (here < least) {
            least = here;
            *window = next;
            pattern->window = at;
        }
    }
}

static void fill_masks(struct pattern_set *set, size_t number, unsigned bucket) {
    const struct pattern *pattern = &set->pattern[number];
    uint8_t bit = (uint8_t)(1U << bucket % 8);
    for (size_t k = 0; k < PATTERN_WINDOW * 256; k++) {
        size_t i = k / 256, at = pattern->window + i;
        uint8_t byte = (uint8_t)(k % 256);
        if (at >= pattern->length || holds(&pattern->at[at], byte)) {
            set->masks.possible[i][byte].word[number / 64] |= (uint64_t)1 << number % 64;
            set->masks.whole[i][byte] |= 1U << bucket;
            set->masks.seven[bucket / 8][i][byte & 127] |= bit;
            set->masks.low[bucket / 8][i][byte & 15] |= bit;
            set->masks.high[bucket / 8][i][byte >> 4] |= bit;
        }
    }
}

/* Windows and buckets that suit how the engine knows a byte. */
static void arrange(struct pattern_set *set, enum pattern_engine engine) {
    bool halves = engine == ENGINE_NEON || engine == ENGINE_AVX2 || engine == ENGINE_AVX512;
    struct pattern_window windows[PATTERNS_MOST];
    struct pattern_odds odds;
    uint8_t bucket[PATTERNS_MOST];
    pattern_odds_fill(&odds, halves);
    set->windows_end = 0;
    for (size_t i = 0; i < set->count; i++) {
        place_window(&set->pattern[i], &odds, &windows[i]);
        size_t window = set->pattern[i].window;
        set->windows_end = window > set->windows_end ? window : set->windows_end;
    }
    pattern_buckets(&odds, windows, set->count, bucket);
    memset(&set->masks, 0, sizeof set->masks);
    for (size_t i = 0; i < set->count; i++) {
        fill_masks(set, i, bucket[i]);
    }
}

bool pattern_set_use(struct pattern_set *set, enum pattern_engine engine) {
    pattern_scan *scan = pattern_scan_of(engine);
    if (scan) {
        set->scan = scan;
        arrange(set, engine);
    }
    return scan != NULL;
}

struct pattern_set *pattern_set_new(const char *const *patterns, size_t count) {
    struct pattern_set *set = count <= PATTERNS_MOST ? calloc(1, sizeof *set) : NULL;
    if (!set) {
        return NULL;
    }
    for (; set->count < count; set->count++) {
        if (!read_pattern(patterns[set->count], &set->pattern[set->count])) {
            free(set);
            return NULL;
        }
    }
    unsigned engine = ENGINES;
    do {
        engine--;
    } while (!pattern_set_use(set, (enum pattern_engine)engine));
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
        if (!holds(&pattern->at[i], text.bytes[at + i])) {
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
            size_t at = place - pattern->window;
            if (place >= pattern->window && at >= search->from && at < search->to &&
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
