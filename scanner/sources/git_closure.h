/* A set of objects that follows trees: whatever a tree in it holds, to any depth, is in it too. */
#ifndef SOURCES_GIT_CLOSURE_H
#define SOURCES_GIT_CLOSURE_H

#include "sources/git_entries.h"
#include "sources/git_repository.h"

struct closure {
    struct repository *repository;
    struct intake *intake;
    uint8_t *bits;         /* one for each entry of the catalog */
    const uint8_t *except; /* likewise, or NULL: objects that are left out, and not followed */
    uint32_t *stack;       /* trees whose entries are still to be added */
    size_t stack_count;
    size_t stack_capacity;
    uint8_t *wave;          /* likewise as bits, while many are read in one pass */
    struct entries entries; /* while they are read */
    uint64_t steps;         /* entries of trees so far */
    uint64_t absent;        /* objects that trees name and that are not there, submodules apart */
    uint64_t unread;        /* trees that are there and cannot be read */
    bool exhausted;         /* the limit history-steps is reached */
    bool out_of_memory;
};

/* False: memory ran out. */
bool closure_init(struct closure *closure);

/* Adds the object at an index of the catalog, and nothing that it leads to. */
void closure_mark(struct closure *closure, uint32_t index);

/* Adds an object; of a tree what it holds is added by closure_follow. */
void closure_add(struct closure *closure, const uint8_t *id, bool is_tree);

/* Each tree is read once; many that are asked for at once are unpacked together. */
void closure_follow(struct closure *closure);
void closure_release(struct closure *closure);

#endif
