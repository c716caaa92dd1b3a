/* Puts commits in order: those that refs reach first, each after its parents, and of those whose
 * parents are done the oldest first, then by id. It depends on nothing but the commits themselves,
 * so a repacked copy gives the same. */
#include <stdlib.h>

#include "sources/git_commits.h"

struct sorting {
    const struct commits *commits;
    const struct entry *entries;
    uint32_t *children; /* of all commits, one after the other */
    uint32_t *first;    /* index of the first child of a commit; one more at the end */
    uint32_t *waiting;  /* parents that are not done yet */
    uint32_t *heap;     /* commits that are ready; the next one on top */
    size_t heap_count;
};

static bool comes_before(const struct sorting *sorting, uint32_t one, uint32_t other) {
    const struct commit *a = &sorting->commits->items[one];
    const struct commit *b = &sorting->commits->items[other];
    if (a->reachable != b->reachable) {
        return a->reachable;
    }
    if (a->committed != b->committed) {
        return a->committed < b->committed;
    }
    return memcmp(sorting->entries[a->entry].id, sorting->entries[b->entry].id, GIT_KEY_BYTES) < 0;
}

static void heap_push(struct sorting *sorting, uint32_t commit) {
    size_t at = sorting->heap_count++;
    while (at && comes_before(sorting, commit, sorting->heap[(at - 1) / 2])) {
        sorting->heap[at] = sorting->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    sorting->heap[at] = commit;
}

static uint32_t heap_pop(struct sorting *sorting) {
    uint32_t *heap = sorting->heap;
    uint32_t top = heap[0];
    uint32_t moved = heap[--sorting->heap_count];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= sorting->heap_count) {
            break;
        }
        if (child + 1 < sorting->heap_count &&
            comes_before(sorting, heap[child + 1], heap[child])) {
            child++;
        }
        if (!comes_before(sorting, heap[child], moved)) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moved;
    return top;
}

/* Turns the lists of parents around. */
static void link_children(struct sorting *sorting) {
    const struct commits *commits = sorting->commits;
    for (size_t i = 0; i < commits->count; i++) {
        const struct commit *commit = &commits->items[i];
        sorting->waiting[i] = commit->parent_count;
        for (uint32_t k = 0; k < commit->parent_count; k++) {
            sorting->first[commits->parents[commit->first_parent + k] + 1]++;
        }
    }
    for (size_t i = 0; i < commits->count; i++) {
        sorting->first[i + 1] += sorting->first[i];
    }
    uint32_t *next = sorting->heap; /* free until the sorting itself begins */
    memcpy(next, sorting->first, commits->count * sizeof *next);
    for (size_t i = 0; i < commits->count; i++) {
        const struct commit *commit = &commits->items[i];
        for (uint32_t k = 0; k < commit->parent_count; k++) {
            uint32_t parent = commits->parents[commit->first_parent + k];
            sorting->children[next[parent]++] = (uint32_t)i;
        }
    }
}

static void sort(struct sorting *sorting, uint32_t *order) {
    const struct commits *commits = sorting->commits;
    for (uint32_t i = 0; i < commits->count; i++) {
        if (sorting->waiting[i] == 0) {
            heap_push(sorting, i);
        }
    }
    size_t done = 0;
    while (sorting->heap_count) {
        uint32_t commit = heap_pop(sorting);
        order[done++] = commit;
        for (uint32_t i = sorting->first[commit]; i < sorting->first[commit + 1]; i++) {
            if (--sorting->waiting[sorting->children[i]] == 0) {
                heap_push(sorting, sorting->children[i]);
            }
        }
    }
}

bool commits_sort(struct commits *commits, const struct repository *repository) {
    struct sorting sorting = {.commits = commits, .entries = repository->catalog.entries};
    size_t count = commits->count + 1;
    sorting.children = calloc(commits->parent_count + 1, sizeof *sorting.children);
    sorting.first = calloc(count, sizeof *sorting.first);
    sorting.waiting = calloc(count, sizeof *sorting.waiting);
    sorting.heap = calloc(count, sizeof *sorting.heap);
    commits->order = calloc(count, sizeof *commits->order);
    bool ready =
        sorting.children && sorting.first && sorting.waiting && sorting.heap && commits->order;
    if (ready) {
        link_children(&sorting);
        sort(&sorting, commits->order);
    }
    free(sorting.children);
    free(sorting.first);
    free(sorting.waiting);
    free(sorting.heap);
    return ready;
}
