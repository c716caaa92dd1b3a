/* Unpacks the objects of a pack from their bases downwards: each stream is inflated once and each
 * difference applied once, whatever number of objects build on one. The pack is hostile: sizes are
 * bounded before memory is taken, and depth is a stack of our own. */
#ifndef SOURCES_GIT_UNPACK_H
#define SOURCES_GIT_UNPACK_H

#include "sources/git_delta.h"
#include "sources/git_inflate.h"
#include "sources/git_pack.h"

/* One object, for the length of a visit. */
struct unpacked {
    uint32_t node;
    uint32_t depth;                /* differences between it and what is stored whole */
    struct span bytes;             /* not there where failure is set */
    const char *failure;           /* why it cannot be unpacked from here; NULL: it was */
    bool limited;                  /* that is because of the limit object-bytes */
    const struct delta_runs *runs; /* what it has of its base; NULL: it has none, or failed */
    bool base_answer;              /* what the visit of its base returned */
};

struct unpack_level;

enum { UNPACK_SPARES = 8 };

struct unpacker {
    const struct pack *pack;
    struct intake *intake;
    /* Called for each object, its base before it, siblings in the order of the file. */
    bool (*visit)(void *context, const struct unpacked *object);
    void *context;
    bool ended; /* set by visit: nothing more is unpacked */
    /* kept from tree to tree; all zero at first */
    struct inflater inflater;
    struct delta_runs runs;
    struct unpack_level *levels;
    size_t level_count;
    uint8_t *delta;
    size_t delta_capacity;
    uint8_t *spare[UNPACK_SPARES]; /* buffers that nobody uses, the last one warm */
    size_t spare_capacity[UNPACK_SPARES];
    size_t spare_count;
    size_t held; /* bytes of all buffers */
};

/* Visits root, a node without base, and all that builds on it; not what is OBJECT_BROKEN. False:
 * memory ran out and nothing was visited. */
bool unpack_tree(struct unpacker *unpacker, uint32_t root);
/* Unpacks one node that is OBJECT_SOUND, from what is stored whole on. NULL, and *bytes malloced
 * for the caller to free; or why not. */
const char *unpack_single(struct unpacker *unpacker, uint32_t node, struct span *bytes);
void unpacker_release(struct unpacker *unpacker);

#endif
