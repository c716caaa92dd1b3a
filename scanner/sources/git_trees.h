/* Which trees hold a wanted object anywhere below, and of those only the entries that lead to one:
 * one pass over all trees of a repository learns which is in which. */
#ifndef SOURCES_GIT_TREES_H
#define SOURCES_GIT_TREES_H

#include "base/id_set.h"
#include "sources/git_commits.h"
#include "sources/git_tree_graph.h"

struct trees {
    struct repository *repository;
    struct intake *intake;
    struct tree_graph graph; /* made with catalog and wanted, which holds no ids of trees */
    uint64_t steps;          /* entries looked at, here and by the caller */
    uint64_t absent;         /* trees that others name and that are not there */
    uint64_t unread;         /* trees that are there and cannot be read */
    bool exhausted; /* the limit history-steps is reached: every answer from now on is "no" */
    bool too_deep;  /* something lies deeper than directory-depth */
    bool out_of_memory;
};

/* Begins to read all trees, whose marks are 0. The commits can be read meanwhile. */
void trees_begin(struct trees *trees);

/* Answers for the trees of all commits, and all that they hold. Leaves in the mark of each tree's
 * catalog entry where it was read. */
void trees_read(struct trees *trees, const struct commits *commits);

/* True where the tree at catalog index tree leads to something wanted. */
bool trees_hold(const struct trees *trees, uint32_t tree);

/* Counts one step; false, and exhausted, where the limit is reached. */
bool trees_step(struct trees *trees);

void trees_release(struct trees *trees);

#endif
