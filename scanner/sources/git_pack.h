/* The tables of one pack, read as hostile: which objects it holds, of which type and size, which is
 * stored as a difference from which, and whether it can be unpacked. libgit2 1.5 itself goes on for
 * ever where deltas refer to each other in a ring or where a pack ends early, and reads beyond the
 * file at a bad offset: it is only asked for objects that passed here. (Formats:
 * gitformat-pack(5).) */
#ifndef SOURCES_GIT_PACK_H
#define SOURCES_GIT_PACK_H

#include "base/outcome.h"
#include "sources/git_common.h"

enum soundness {
    OBJECT_SOUND,
    OBJECT_HEAVY, /* built on one larger than object-bytes */
    OBJECT_BROKEN,
    OBJECT_SPOILT, /* as it turned out when its delta tree was unpacked */
};

struct pack {
    struct span index; /* both mapped */
    struct span data;
    size_t id_bytes;
    uint32_t count;     /* objects */
    uint32_t version;   /* of the index: 1 or 2 */
    struct node *nodes; /* count of them, in the order of the file */
};

/* An object and its place among those that build on each other. */
struct node {
    uint64_t offset;
    uint32_t position; /* in the index */
    uint32_t base;     /* node that it is a difference from; NOWHERE: it is stored whole */
    uint32_t child;    /* the first node that is a difference from it; NOWHERE: none */
    uint32_t sibling;  /* the next one with the same base; NOWHERE: none */
    uint8_t type;      /* git_object_t; 0: unknown */
    uint8_t soundness;
};

/* Maps and checks the pack of index_path (….idx). FAILED: none of it can be used, *error says why
 * and the pack is in the zero state. */
enum outcome pack_open(struct pack *pack, const char *index_path, size_t id_bytes,
                       struct intake *intake, struct error *error);

/* Likewise for bytes that are there already; borrowed until pack_close, which must not unmap them:
 * the caller clears both spans first. */
enum outcome pack_read(struct pack *pack, struct span index, struct span data, size_t id_bytes,
                       struct intake *intake, struct error *error);
void pack_close(struct pack *pack);

enum { CHAIN_MOST = 4096 /* git writes at most 4095 deltas upon each other */ };

enum { PACK_OFFSET_DELTA = 6, PACK_NAME_DELTA = 7 };

/* The front of one object of a pack. */
struct pack_head {
    unsigned type;          /* as written: may be a delta */
    uint64_t size;          /* of what follows, unpacked: the object, or the delta */
    uint64_t stream;        /* offset of what follows */
    uint64_t base;          /* PACK_OFFSET_DELTA: offset of the base */
    const uint8_t *base_id; /* PACK_NAME_DELTA */
};

/* Of id_bytes bytes. */
const uint8_t *pack_id(const struct pack *pack, uint32_t position);

/* NOWHERE: not in this pack. */
uint32_t pack_position(const struct pack *pack, const uint8_t *id);

/* 0, which no object has, where the index leads nowhere. */
uint64_t pack_offset(const struct pack *pack, uint32_t position);

/* Reads the front of the object at offset start; false where there is none. */
bool pack_head(const struct pack *pack, uint64_t start, struct pack_head *head);

/* Fills nodes (git_chains.c). False: memory ran out. */
bool pack_follow(struct pack *pack, struct intake *intake);

/* The node of an offset; NOWHERE: no object begins there. */
uint32_t pack_node(const struct pack *pack, uint64_t offset);

/* The node after at, of those that build on root, each after its base; NOWHERE: at is the last. */
uint32_t pack_node_after(const struct pack *pack, uint32_t root, uint32_t at);

/* What the file has between two offsets where objects begin, without its checksum. */
struct span pack_stream(const struct pack *pack, uint32_t node, const struct pack_head *head);

/* Size of the object in bytes, unpacked. False where the pack is broken there. */
bool pack_size(const struct pack *pack, uint32_t position, uint64_t *bytes);

#endif
