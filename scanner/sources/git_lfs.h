/* Pointers of Git LFS (its specification, version 1): small files in the place of large ones, whose
 * content lies in the repository's own store, or only on a server. */
#ifndef SOURCES_GIT_LFS_H
#define SOURCES_GIT_LFS_H

#include "sources/git_repository.h"

enum { LFS_POINTER_BYTES = 1024 /* a pointer is shorter */, LFS_ID_DIGITS = 64 };

struct lfs_pointer {
    char id[LFS_ID_DIGITS + 1]; /* SHA-256 of the content, lower case */
    uint64_t bytes;             /* of the content */
};

/* False: it is no pointer. */
bool lfs_pointer_read(struct span blob, struct lfs_pointer *pointer);

/* The store has the content. */
bool lfs_is_stored(const struct repository *repository, const struct intake *intake,
                   const struct lfs_pointer *pointer);

#endif
