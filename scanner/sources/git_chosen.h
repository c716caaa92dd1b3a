/* Which objects of a repository are searched, where the operator wants less than all: what HEAD and
 * the index name, or what commits since a moment brought. */
#ifndef SOURCES_GIT_CHOSEN_H
#define SOURCES_GIT_CHOSEN_H

#include "sources/git_catalog.h"

struct repository;

struct chosen {
    bool made;
    bool all;
    uint8_t *bits;     /* one for each entry of the catalog; NULL where all are chosen */
    uint64_t left_out; /* objects */
    uint64_t unread;   /* folders (trees) that are missing or unreadable: nothing below is chosen */
    uint64_t index_unread;
    bool since_unknown; /* the commit is not in this repository: all is chosen */
    bool exhausted;     /* the limit history-steps is reached */
    bool out_of_memory; /* all is chosen */
};

/* Fills repository->chosen, once. */
void chosen_make(struct repository *repository, struct intake *intake);

/* index: of the catalog. */
static inline bool chosen_has(const struct chosen *chosen, size_t index) {
    return !chosen->bits || chosen->bits[index / 8] >> index % 8 & 1;
}

/* Says what was left out, and what stood in the way: to be called once for each repository. */
void chosen_report(const struct repository *repository, struct intake *intake);

void chosen_release(struct chosen *chosen);

#endif
