/* What the indexes of a repository name: its own and those of its linked work trees. */
#ifndef SOURCES_GIT_STAGED_H
#define SOURCES_GIT_STAGED_H

#include "sources/git_index.h"
#include "sources/git_repository.h"

struct staged {
    void (*each)(void *context, const struct index_entry *entry);
    void *context;
    uint64_t unread; /* indexes that are damaged or cannot be read */
    uint64_t split;  /* indexes that have a part in another file, which is not read */
};

/* Calls each for every entry of every index. */
void staged_read(struct staged *staged, const struct repository *repository, struct intake *intake);

#endif
