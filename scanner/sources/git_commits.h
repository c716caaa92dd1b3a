/* The commits of a repository: all that its objects hold, which of them the refs reach, and an
 * order in which every commit comes after its parents. */
#ifndef SOURCES_GIT_COMMITS_H
#define SOURCES_GIT_COMMITS_H

#include "sources/git_references.h"
#include "sources/git_repository.h"

struct commit {
    uint32_t entry;        /* index into the catalog */
    uint32_t tree;         /* likewise; NOWHERE: not there */
    uint32_t first_parent; /* index into parents */
    uint32_t parent_count;
    int64_t authored; /* seconds since 1970; INT64_MIN where it makes no sense */
    int64_t committed;
    bool reachable; /* from any ref */
    bool from_head;
};

struct commits {
    struct commit *items;
    size_t count;
    size_t capacity;
    uint32_t *parents; /* indexes into items */
    size_t parent_count;
    size_t parent_capacity;
    uint32_t *order; /* count indexes: reachable ones first, each after its parents, oldest first */
    uint32_t *trees; /* catalog indexes of trees that refs name themselves */
    size_t tree_count;
    size_t tree_capacity;
    bool out_of_memory;
    bool over_limit;          /* more commits than the limit commits */
    uint64_t unread;          /* commits and tags that cannot be read */
    uint64_t missing_parents; /* named, but not there; the edge of a shallow clone apart */
    uint64_t missing_tips;    /* refs to objects that are not there */
};

/* To be called before commits_read: learns the types of loose objects, and sets all marks to 0. */
void commits_prepare(struct repository *repository, struct intake *intake);

/* Reads all commits and follows the refs. Leaves in the mark of each catalog entry: of a commit its
 * index plus one; of a tag or blob 1 where a ref leads to it. Neither looks at trees' marks nor
 * changes them. */
void commits_read(struct commits *commits, struct repository *repository,
                  const struct references *references, struct intake *intake);

/* Fills order (git_order.c). False: memory ran out. */
bool commits_sort(struct commits *commits, const struct repository *repository);
void commits_release(struct commits *commits);

/* The commit that the tag at catalog index entry leads to, NOWHERE where none. */
uint32_t commits_peel(struct commits *commits, struct repository *repository, struct intake *intake,
                      uint32_t entry);

#endif
