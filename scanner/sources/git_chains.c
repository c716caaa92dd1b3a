#include "sources/git_pack.h"

#include <git2.h>
#include <stdlib.h>

enum { CHAIN_MOST = 4096 /* git writes at most 4095 deltas upon each other */ };

struct placed {
    uint64_t offset;
    uint32_t position;
};

/* While the chains are followed; all arrays by position. */
struct chains {
    struct pack *pack;
    struct placed *placed; /* by offset */
    uint32_t *base;        /* position of the base, NOWHERE: none */
    uint16_t *depth;       /* 0: not yet known; else deltas on the way to the base, plus one */
    uint32_t *path;
    uint64_t object_bytes;
};

static int compare_placed(const void *one, const void *other) {
    const struct placed *a = one;
    const struct placed *b = other;
    return (a->offset > b->offset) - (a->offset < b->offset);
}

static uint32_t position_of_offset(const struct chains *chains, uint64_t offset) {
    struct placed wanted = {.offset = offset};
    const struct placed *found =
        bsearch(&wanted, chains->placed, chains->pack->count, sizeof wanted, compare_placed);
    return found ? found->position : NOWHERE;
}

/* Reads one object's front and finds its base. */
static void link_object(struct chains *chains, uint32_t position) {
    struct pack *pack = chains->pack;
    struct pack_head head;
    chains->base[position] = NOWHERE;
    chains->depth[position] = 1;
    if (!pack_head(pack, pack_offset(pack, position), &head)) {
        pack->soundness[position] = OBJECT_BROKEN;
        return;
    }
    if (head.type != PACK_OFFSET_DELTA && head.type != PACK_NAME_DELTA) {
        pack->types[position] = (uint8_t)head.type;
        return;
    }
    uint32_t base = head.type == PACK_OFFSET_DELTA ? position_of_offset(chains, head.base)
                                                   : pack_position(pack, head.base_id);
    uint64_t base_size = 0;
    if (base == NOWHERE) {
        pack->soundness[position] = OBJECT_BROKEN;
        return;
    }
    struct pack_head below;
    if (pack_head(pack, pack_offset(pack, base), &below)) {
        base_size = below.size;
    }
    bool heavy = head.size > chains->object_bytes || base_size > chains->object_bytes;
    if (heavy && pack->soundness[position] == OBJECT_SOUND) {
        pack->soundness[position] = OBJECT_HEAVY;
    }
    chains->base[position] = base;
    chains->depth[position] = 0;
}

/* Follows the bases of position up to one that is known, then gives each on the way back its type.
 * Each object is passed once; a ring is noticed because its members are marked BROKEN on the way.
 */
static void follow(struct chains *chains, uint32_t position) {
    struct pack *pack = chains->pack;
    size_t length = 0;
    while (chains->depth[position] == 0) {
        chains->path[length++] = position;
        chains->depth[position] = UINT16_MAX;
        position = chains->base[position];
    }
    while (length) {
        uint32_t upper = chains->path[--length];
        uint16_t below = chains->depth[position];
        pack->types[upper] = pack->types[position];
        if (below > CHAIN_MOST) {
            pack->soundness[upper] = OBJECT_BROKEN;
            chains->depth[upper] = UINT16_MAX;
        } else {
            uint8_t worse = pack->soundness[position];
            pack->soundness[upper] =
                worse > pack->soundness[upper] ? worse : pack->soundness[upper];
            chains->depth[upper] = (uint16_t)(below + 1);
        }
        position = upper;
    }
}

/* libgit2 finds an object by its id: of two with the same one it could take either. */
static void refuse_doubles(struct pack *pack) {
    for (uint32_t i = 1; i < pack->count; i++) {
        if (memcmp(pack_id(pack, i - 1), pack_id(pack, i), GIT_ID_BYTES) == 0) {
            pack->soundness[i - 1] = OBJECT_BROKEN;
            pack->soundness[i] = OBJECT_BROKEN;
        }
    }
}

bool pack_follow(struct pack *pack, struct intake *intake) {
    size_t count = pack->count ? pack->count : 1;
    struct chains chains = {.pack = pack, .object_bytes = intake_limits(intake)->object_bytes};
    chains.placed = calloc(count, sizeof *chains.placed);
    chains.base = calloc(count, sizeof *chains.base);
    chains.depth = calloc(count, sizeof *chains.depth);
    chains.path = calloc(count, sizeof *chains.path);
    pack->types = calloc(count, 1);
    pack->soundness = calloc(count, 1);
    bool done = chains.placed && chains.base && chains.depth && chains.path && pack->types &&
                pack->soundness;
    for (uint32_t i = 0; done && i < pack->count; i++) {
        chains.placed[i] = (struct placed){pack_offset(pack, i), i};
    }
    if (done) {
        qsort(chains.placed, pack->count, sizeof *chains.placed, compare_placed);
        refuse_doubles(pack);
        intake_alive(intake);
    }
    /* in the order of the file, which is read ahead */
    for (uint32_t i = 0; done && i < pack->count; i++) {
        link_object(&chains, chains.placed[i].position);
    }
    for (uint32_t i = 0; done && i < pack->count; i++) {
        follow(&chains, chains.placed[i].position);
    }
    intake_alive(intake);
    free(chains.placed);
    free(chains.base);
    free(chains.depth);
    free(chains.path);
    return done;
}
