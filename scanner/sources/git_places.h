/* Where wanted objects appear: each path with the first commit that has the object there. Commits
 * are taken in an order in which parents come first, so the first one met is the one that brought
 * it, and a tree already met at the same path has nothing new: each is looked into once. */
#ifndef SOURCES_GIT_PLACES_H
#define SOURCES_GIT_PLACES_H

#include "base/arena.h"
#include "sources/git_commits.h"
#include "sources/git_paths.h"
#include "sources/git_trees.h"

struct place {
    const char *path;
    uint32_t commit; /* index into commits; NOWHERE: none */
    uint32_t last;   /* the last commit that has it, likewise */
    uint32_t next;   /* place of the same object; NOWHERE: the last */
    bool at_head;
    bool reachable;
    bool staged; /* in the index, and not at HEAD */
};

/* An object whose places are asked for. */
struct hit {
    uint8_t id[GIT_KEY_BYTES];
    uint32_t first; /* place; NOWHERE: none */
    uint32_t last;
    uint64_t count;
    bool cut; /* there are more than the limit blob-places */
};

struct places {
    struct id_set wanted; /* value: index of the hit plus one */
    struct hit *hits;
    size_t hit_count;
    size_t hit_capacity;
    struct place *items;
    size_t count;
    size_t capacity;
    size_t cut_hits;       /* hits that are cut */
    size_t without_commit; /* places */
    size_t without_last;   /* places */
    struct paths numbers;
    struct id_set
        seen; /* number of a path, and object: index of the place plus one; 0 for a tree */
    struct arena paths;
    uint64_t unread_indexes;
    bool long_path; /* a path longer than name-bytes is left out */
    bool out_of_memory;
};

/* Asks for the places of one object; to be called before the search. */
void places_want(struct places *places, const uint8_t id[GIT_KEY_BYTES]);

/* NULL: was not asked for. */
const struct hit *places_hit(const struct places *places, const uint8_t *id);

/* Looks through HEAD's tree, all commits, and the index. */
void places_search(struct places *places, const struct commits *commits,
                   const struct references *references, struct trees *trees);
void places_release(struct places *places);

#endif
