/* How the objects of a repository are spread over jobs: delta trees whole, the heaviest first, so
 * that no worker sits over a large one when the others are done. */
#ifndef SOURCES_GIT_SHARES_H
#define SOURCES_GIT_SHARES_H

#include "sources/git_chosen.h"
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

/* Splits those of which something is chosen into count shares, the same for the same repository.
 * False: memory ran out. */
bool shares_make(struct shares *shares, const struct catalog *catalog, const struct chosen *chosen,
                 uint32_t count);
void shares_release(struct shares *shares);

#endif
