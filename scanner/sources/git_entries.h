/* The entries of trees, read as the delta forest is gone down: what a tree has of its base is known
 * from there, and only the entries between are parsed. */
#ifndef SOURCES_GIT_ENTRIES_H
#define SOURCES_GIT_ENTRIES_H

#include "sources/git_unpack.h"

struct tree_entry {
    bool is_tree; /* else a file or link; entries of other kinds are passed over */
    struct span name;
    const uint8_t *id;
    struct span raw;
};

/* Takes the next entry off the front of a tree's content; false at its end or where it is bad. */
bool tree_take(struct span *left, size_t id_bytes, struct tree_entry *entry);

/* An entry that matters, and what its id stands for. */
struct entry_mark {
    uint32_t at; /* byte of the tree where the entry begins */
    uint32_t value;
};

struct entries_level {
    uint32_t *starts; /* of all entries, and the end of the last */
    size_t start_count;
    size_t start_capacity;
    struct entry_mark *marks; /* in order */
    size_t mark_count;
    size_t mark_capacity;
    bool known; /* all of the above is that of the tree last seen at this depth */
};

struct entries {
    /* What an entry stands for; NOWHERE: it does not matter. */
    uint32_t (*judge)(void *context, const struct tree_entry *entry);
    void *context;
    size_t id_bytes;
    struct entries_level *levels; /* by depth; this and what follows is zero at first */
    size_t level_count;
    size_t held;                /* bytes */
    struct entries_level large; /* for a tree that no room is kept for */
    uint64_t parsed;            /* entries that were judged */
    bool out_of_memory;
};

/* The marks of the tree that is visited. NULL: memory ran out. */
const struct entries_level *entries_read(struct entries *entries, const struct unpacked *tree);
void entries_release(struct entries *entries);

#endif
