/* Which trees hold a wanted object anywhere below, and of those only the entries that lead to one.
 * One pass over all trees of a repository learns which is in which; a second one, over the few that
 * lead to something, keeps their entries. */
#ifndef SOURCES_GIT_TREES_H
#define SOURCES_GIT_TREES_H

#include "base/id_set.h"
#include "sources/git_commits.h"
#include "sources/git_entries.h"

struct trees {
    struct repository *repository;
    struct intake *intake;
    const struct id_set *wanted; /* ids of objects that are no trees; borrowed */
    struct span *views;          /* malloced; entries of trees in their own format */
    size_t view_count;
    size_t view_capacity;
    size_t kept_bytes; /* of all views */
    uint64_t steps;    /* entries looked at, here and by the caller */
    uint64_t absent;   /* trees that others name and that are not there */
    uint64_t unread;   /* trees that are there and cannot be read */
    bool exhausted;    /* the limit history-steps is reached: every answer from now on is "no" */
    bool too_deep;     /* something lies deeper than directory-depth */
    bool out_of_memory;
};

/* Answers for the trees of all commits, and all that they hold. Leaves the answer in the mark of
 * each tree's catalog entry. */
void trees_read(struct trees *trees, const struct commits *commits);

/* True where the tree at catalog index tree leads to something wanted. */
bool trees_hold(const struct trees *trees, uint32_t tree);

/* The entries of a tree, for which trees_hold said yes, that lead to something wanted. Borrowed
 * from trees or, where *owned is set, to be freed by the caller. */
struct span trees_view(struct trees *trees, uint32_t tree, uint8_t **owned);

/* Counts one step; false, and exhausted, where the limit is reached. */
bool trees_step(struct trees *trees);

void trees_release(struct trees *trees);

#endif
