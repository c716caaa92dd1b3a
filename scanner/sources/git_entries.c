#include "sources/git_entries.h"

#include <stdlib.h>

enum {
    HELD_MOST = 64 << 20, /* of all levels; more is parsed again where it is needed */
    ENTRY_LEAST = 24,     /* bytes */
};

bool tree_take(struct span *left, size_t id_bytes, struct tree_entry *entry) {
    for (;;) {
        const struct span all = *left;
        unsigned mode = 0;
        size_t at = 0;
        for (; at < all.length && at < 7 && all.bytes[at] >= '0' && all.bytes[at] <= '7'; at++) {
            mode = mode << 3 | (unsigned)(all.bytes[at] - '0');
        }
        if (at == 0 || at >= all.length || all.bytes[at] != ' ') {
            return false;
        }
        struct span name = span_from(all, at + 1);
        const uint8_t *end = name.length ? memchr(name.bytes, 0, name.length) : NULL;
        if (!end || end == name.bytes) {
            return false;
        }
        name.length = (size_t)(end - name.bytes);
        size_t length = at + 1 + name.length + 1 + id_bytes;
        if (length > all.length) {
            return false;
        }
        *entry = (struct tree_entry){.is_tree = (mode & 0170000) == 0040000,
                                     .name = name,
                                     .id = end + 1,
                                     .raw = span_part(all, 0, length)};
        *left = span_from(all, length);
        if ((mode & 0170000) != 0160000) { /* that is a commit of another repository */
            return true;
        }
    }
}

static bool add_start(struct entries_level *level, size_t at) {
    uint32_t *grown =
        array_grow(level->starts, &level->start_capacity, level->start_count + 1, sizeof *grown);
    if (grown) {
        level->starts = grown;
        grown[level->start_count++] = (uint32_t)at;
    }
    return grown != NULL;
}

static bool add_mark(struct entries_level *level, size_t at, uint32_t value) {
    struct entry_mark *grown =
        array_grow(level->marks, &level->mark_capacity, level->mark_count + 1, sizeof *grown);
    if (grown) {
        level->marks = grown;
        grown[level->mark_count++] = (struct entry_mark){(uint32_t)at, value};
    }
    return grown != NULL;
}

/* Parses from byte at on until an entry ends at or behind until; returns that end, or the length
 * of the tree where what follows is no entry. */
static size_t parse(struct entries *entries, struct entries_level *level, struct span tree,
                    size_t at, size_t until) {
    struct tree_entry entry;
    struct span left = span_from(tree, at);
    while (at < until && tree_take(&left, entries->id_bytes, &entry)) {
        size_t start = (size_t)(entry.raw.bytes - tree.bytes);
        uint32_t value = entries->judge(entries->context, &entry);
        entries->parsed++;
        at = start + entry.raw.length;
        if (!add_start(level, start) || (value != NOWHERE && !add_mark(level, start, value))) {
            entries->out_of_memory = true;
            return tree.length;
        }
    }
    return at < until ? tree.length : at;
}

/* Index of the first number that is at least at. */
static size_t find_start(const struct entries_level *level, size_t at) {
    size_t low = 0;
    size_t high = level->start_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (level->starts[middle] < at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static size_t find_mark(const struct entries_level *level, size_t at) {
    size_t low = 0;
    size_t high = level->mark_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (level->marks[middle].at < at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Takes over the entries of base that begin in [from, to), moved by to at. False: no memory. */
static bool take_over(struct entries_level *level, const struct entries_level *base, size_t first,
                      size_t last, size_t at) {
    const size_t from = base->starts[first];
    const size_t to = base->starts[last];
    uint32_t *starts = array_grow(level->starts, &level->start_capacity,
                                  level->start_count + (last - first), sizeof *starts);
    size_t mark = find_mark(base, from);
    size_t end = find_mark(base, to);
    level->starts = starts ? starts : level->starts;
    struct entry_mark *marks = array_grow(level->marks, &level->mark_capacity,
                                          level->mark_count + (end - mark), sizeof *marks);
    level->marks = marks ? marks : level->marks;
    if (!starts || (!marks && end > mark)) {
        return false;
    }
    const uint32_t shift = (uint32_t)(at - from); /* may wrap, and back again */
    for (size_t i = first; i < last; i++) {
        starts[level->start_count++] = base->starts[i] + shift;
    }
    for (; mark < end; mark++) {
        marks[level->mark_count++] =
            (struct entry_mark){base->marks[mark].at + shift, base->marks[mark].value};
    }
    return true;
}

/* Reads on behind byte at, up to the end of a run that base has too. */
static size_t read_run(struct entries *entries, struct entries_level *level,
                       const struct entries_level *base, struct span tree,
                       const struct delta_run *run, size_t at) {
    size_t skipped = at > run->at ? at - run->at : 0;
    size_t first = find_start(base, run->from + skipped);
    size_t last = find_start(base, run->from + run->length + 1);
    last = last ? last - 1 : 0; /* whose entries before end inside the run */
    while (first < last && at < tree.length) {
        size_t meets = run->at + (base->starts[first] - run->from);
        at = parse(entries, level, tree, at, meets);
        if (at == meets) {
            size_t end = run->at + (base->starts[last] - run->from);
            if (!take_over(level, base, first, last, at)) {
                entries->out_of_memory = true;
                return tree.length;
            }
            return end;
        }
        first = at > run->at ? find_start(base, run->from + (at - run->at)) : first;
    }
    return at;
}

static size_t room(const struct entries_level *level) {
    return level->start_capacity * sizeof *level->starts +
           level->mark_capacity * sizeof *level->marks;
}

static void level_release(struct entries_level *level) {
    free(level->starts);
    free(level->marks);
    *level = (struct entries_level){0};
}

/* Where to keep what is read at a depth: a large tree has no place of its own. */
static struct entries_level *level_at(struct entries *entries, const struct unpacked *tree) {
    if (tree->bytes.length >= NOWHERE) {
        return NULL;
    }
    if (!entries->levels) {
        entries->levels = calloc(CHAIN_MOST + 1, sizeof *entries->levels);
        if (!entries->levels) {
            return NULL;
        }
    }
    struct entries_level *level = &entries->levels[tree->depth];
    level->known = false;
    if (entries->held + tree->bytes.length / ENTRY_LEAST * sizeof *level->starts > HELD_MOST) {
        entries->held -= room(level);
        level_release(level);
        level = &entries->large;
    }
    level->start_count = 0;
    level->mark_count = 0;
    return level;
}

const struct entries_level *entries_read(struct entries *entries, const struct unpacked *tree) {
    struct entries_level *level = level_at(entries, tree);
    if (!level) {
        entries->out_of_memory = true;
        return NULL;
    }
    const struct entries_level *base = tree->depth ? &entries->levels[tree->depth - 1] : NULL;
    const struct delta_runs *runs = base && base->known ? tree->runs : NULL;
    size_t before = level == &entries->large ? 0 : room(level);
    size_t at = 0;
    for (size_t i = 0; runs && !runs->incomplete && i < runs->count; i++) {
        at = read_run(entries, level, base, tree->bytes, &runs->items[i], at);
    }
    at = parse(entries, level, tree->bytes, at, tree->bytes.length);
    if (!add_start(level, at) || entries->out_of_memory) {
        entries->out_of_memory = true;
        return NULL;
    }
    if (level != &entries->large) {
        entries->held += room(level) - before;
        level->known = true;
    }
    return level;
}

void entries_release(struct entries *entries) {
    for (size_t i = 0; entries->levels && i <= CHAIN_MOST; i++) {
        level_release(&entries->levels[i]);
    }
    free(entries->levels);
    level_release(&entries->large);
    *entries = (struct entries){
        .judge = entries->judge, .context = entries->context, .id_bytes = entries->id_bytes};
}
