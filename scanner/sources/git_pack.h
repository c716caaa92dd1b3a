/* The tables of one pack, read as hostile: which objects it holds, of which type and size, and
 * whether libgit2 can unpack them. libgit2 1.5 itself goes on for ever where deltas refer to each
 * other in a ring or where a pack ends early, and reads beyond the file at a bad offset: it is only
 * asked for objects that passed here. (Formats: gitformat-pack(5).) */
#ifndef SOURCES_GIT_PACK_H
#define SOURCES_GIT_PACK_H

#include "base/outcome.h"
#include "sources/git_common.h"

enum soundness {
    OBJECT_SOUND,
    OBJECT_HEAVY, /* built on one larger than object-bytes */
    OBJECT_BROKEN,
};

struct pack {
    struct span index; /* both mapped */
    struct span data;
    uint32_t count;   /* objects */
    uint32_t version; /* of the index: 1 or 2 */
    uint8_t *types;   /* by position in the index: git_object_t, 0 where unknown */
    uint8_t *soundness;
};

/* Maps and checks the pack of index_path (….idx). FAILED: none of it can be used, *error says why
 * and the pack is in the zero state. */
enum outcome pack_open(struct pack *pack, const char *index_path, struct intake *intake,
                       struct error *error);

/* Frees types and soundness, keeps the tables. */
void pack_forget(struct pack *pack);
void pack_close(struct pack *pack);

enum { PACK_OFFSET_DELTA = 6, PACK_NAME_DELTA = 7 };

/* The front of one object of a pack. */
struct pack_head {
    unsigned type;          /* as written: may be a delta */
    uint64_t size;          /* of what follows, unpacked: the object, or the delta */
    uint64_t stream;        /* offset of what follows */
    uint64_t base;          /* PACK_OFFSET_DELTA: offset of the base */
    const uint8_t *base_id; /* PACK_NAME_DELTA */
};

const uint8_t *pack_id(const struct pack *pack, uint32_t position);

/* NOWHERE: not in this pack. */
uint32_t pack_position(const struct pack *pack, const uint8_t *id);

/* 0, which no object has, where the index leads nowhere. */
uint64_t pack_offset(const struct pack *pack, uint32_t position);

/* Reads the front of the object at offset start; false where there is none. */
bool pack_head(const struct pack *pack, uint64_t start, struct pack_head *head);

/* Fills types and soundness (git_chains.c). False: memory ran out. */
bool pack_follow(struct pack *pack, struct intake *intake);

/* Size of the object in bytes, unpacked. False where the pack is broken there. */
bool pack_size(const struct pack *pack, uint32_t position, uint64_t *bytes);

#endif
