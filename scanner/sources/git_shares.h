/* How the objects of a repository are spread over jobs: delta trees whole, the heaviest first, so
 * that no worker sits over a large one when the others are done. */
#ifndef SOURCES_GIT_SHARES_H
#define SOURCES_GIT_SHARES_H

#include "sources/git_catalog.h"
#include "sources/object_store.h"

/* A delta tree. */
struct share_tree {
    uint32_t store; /* index into the catalog's stores */
    uint32_t root;  /* node of its pack */
};

struct shares {
    uint32_t count; /* 0: not made yet */
    struct share_tree *trees;
    size_t first[SHARES_MOST + 1]; /* index of the first tree of each share */
};

struct repository;

/* Splits those delta trees of which something is to be searched into count shares, the same for the
 * same repository. False: memory ran out. */
bool shares_make(struct repository *repository, uint32_t count);

/* Counts what lies in delta trees of which nothing is to be searched as done (git_known.h): to be
 * called once for each repository. */
void shares_tell_known(struct repository *repository);

void shares_release(struct shares *shares);

#endif
