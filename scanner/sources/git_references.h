/* The refs of a repository: loose files below refs and packed-refs, or a stack of tables; HEAD, the
 * HEADs of linked work trees. Read here, bounded: libgit2's reader follows links out of refs, waits
 * on a FIFO, and gives up all of packed-refs for one bad line. */
#ifndef SOURCES_GIT_REFERENCES_H
#define SOURCES_GIT_REFERENCES_H

#include "base/arena.h"
#include "sources/git_repository.h"

struct reference {
    const char *name;
    uint8_t id[GIT_KEY_BYTES];
};

struct references {
    struct arena names;
    struct reference *items; /* by name, packed ones behind loose ones; then other HEADs */
    size_t count;
    size_t capacity;
    bool has_head; /* false: unborn, or pointing at nothing */
    uint8_t head[GIT_KEY_BYTES];
    uint8_t (*linked_heads)[GIT_KEY_BYTES]; /* where linked work trees stand */
    size_t linked_head_count;
    size_t linked_head_capacity;
    uint64_t unread; /* files, lines and folders that make no sense or cannot be read */
};

/* Reads all refs of a repository. Whatever cannot be read is counted, save those that are kept in a
 * way that is not understood: of that the repository complains. */
void references_read(struct references *references, const struct repository *repository,
                     struct intake *intake);
void references_release(struct references *references);

#endif
