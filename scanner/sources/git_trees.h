/* Which trees hold a wanted object anywhere below, and of those only the entries that lead to one.
 * Each distinct tree of a repository is read once, whatever number of commits and paths it stands
 * for. */
#ifndef SOURCES_GIT_TREES_H
#define SOURCES_GIT_TREES_H

#include "base/id_set.h"
#include "sources/git_repository.h"

struct trees {
    struct repository *repository;
    struct intake *intake;
    const struct id_set *wanted; /* ids of objects that are no trees; borrowed */
    struct span *views;          /* malloced; entries of trees in their own format */
    size_t view_count;
    size_t view_capacity;
    size_t kept_bytes; /* of all views */
    struct tree_frame *stack;
    size_t stack_count;
    size_t stack_capacity;
    uint64_t steps; /* entries looked at, here and by the caller */
    struct id_set absent;
    bool exhausted; /* the limit history-steps is reached: every answer from now on is "no" */
    bool too_deep;  /* something lies deeper than directory-depth */
    bool out_of_memory;
    uint64_t unread; /* trees that are there and cannot be read */
};

struct tree_entry {
    bool is_tree; /* else a file or link; entries of other kinds are passed over */
    struct span name;
    const uint8_t *id;
    struct span raw;
};

/* Takes the next entry off the front of a tree's content; false at its end or where it is bad. */
bool tree_take(struct span *left, struct tree_entry *entry);

/* True where the tree at catalog index tree leads to something wanted. Its answer stays in the mark
 * of the catalog entry, which must be 0 at first. */
bool trees_hold(struct trees *trees, uint32_t tree);

/* The entries of a tree, for which trees_hold said yes, that lead to something wanted. Borrowed
 * from trees or, where *owned is set, to be freed by the caller. */
struct span trees_view(struct trees *trees, uint32_t tree, uint8_t **owned);

/* Counts one step; false, and exhausted, where the limit is reached. */
bool trees_step(struct trees *trees);

void trees_release(struct trees *trees);

#endif
