#include "sources/git_reach.h"

#include <stdlib.h>

enum { AT_ONCE = 64 /* refs: one bit each */ };

struct tip {
    const char *name;
    uint32_t commit;
};

static int compare_tips(const void *one, const void *other) {
    return strcmp(((const struct tip *)one)->name, ((const struct tip *)other)->name);
}

/* The refs that lead to a commit, by name. */
static size_t find_tips(struct tip *tips, struct commits *commits,
                        const struct references *references, struct repository *repository,
                        struct intake *intake) {
    size_t count = 0;
    for (size_t i = 0; i < references->count && count < REACH_REFS_MOST; i++) {
        uint32_t entry = catalog_find(&repository->catalog, references->items[i].id);
        uint32_t commit =
            entry == NOWHERE ? NOWHERE : commits_peel(commits, repository, intake, entry);
        if (commit != NOWHERE && references->items[i].name) {
            tips[count++] = (struct tip){references->items[i].name, commit};
        }
    }
    qsort(tips, count, sizeof *tips, compare_tips);
    return count;
}

/* Sets in masks, by commit, a bit for each of the tips that has it in its history. */
static void spread(uint64_t *masks, const struct commits *commits, const struct tip *tips,
                   size_t count) {
    memset(masks, 0, commits->count * sizeof *masks);
    for (size_t i = 0; i < count; i++) {
        masks[tips[i].commit] |= 1ULL << i;
    }
    for (size_t i = commits->count; i-- > 0;) { /* children before their parents */
        uint32_t child = commits->order[i];
        const struct commit *commit = &commits->items[child];
        for (uint32_t k = 0; masks[child] && k < commit->parent_count; k++) {
            masks[commits->parents[commit->first_parent + k]] |= masks[child];
        }
    }
}

static void take(struct reached *reached, const uint64_t *masks, const struct tip *tips) {
    uint64_t mask = (reached->one == NOWHERE ? 0 : masks[reached->one]) |
                    (reached->other == NOWHERE ? 0 : masks[reached->other]);
    for (unsigned i = 0; mask; i++, mask >>= 1) {
        if (mask & 1) {
            if (reached->count < REACH_SHOWN) {
                reached->names[reached->count] = tips[i].name;
            }
            reached->count++;
        }
    }
}

bool reach_find(struct reached *items, size_t count, struct commits *commits,
                const struct references *references, struct repository *repository,
                struct intake *intake) {
    struct tip *tips = calloc(REACH_REFS_MOST, sizeof *tips);
    uint64_t *masks = calloc(commits->count + 1, sizeof *masks);
    bool ready = tips && masks && commits->order;
    size_t tip_count = ready ? find_tips(tips, commits, references, repository, intake) : 0;
    for (size_t first = 0; first < tip_count; first += AT_ONCE) {
        size_t these = tip_count - first < AT_ONCE ? tip_count - first : AT_ONCE;
        spread(masks, commits, tips + first, these);
        for (size_t i = 0; i < count; i++) {
            take(&items[i], masks, tips + first);
        }
        intake_alive(intake);
    }
    free(tips);
    free(masks);
    return ready;
}

void reached_show(const struct reached *reached, struct buffer *out) {
    for (uint32_t i = 0; i < reached->count && i < REACH_SHOWN; i++) {
        const char *name = reached->names[i];
        buffer_append_text(out, i ? ", " : "");
        buffer_append_text(out, strncmp(name, "refs/", 5) == 0 ? name + 5 : name);
    }
    if (reached->count > REACH_SHOWN) {
        buffer_format(out, " +%u more", reached->count - REACH_SHOWN);
    }
}
