#include "sources/git_unpack.h"

#include <stdlib.h>

enum {
    HELD_MOST = 96 << 20, /* of bases; beyond, the lowest are let go and unpacked again */
    SMALLEST = 16 << 10,
    KEPT_MOST = 4 << 20, /* a larger buffer is given back at once */
};

/* An object whose children are being visited. */
struct unpack_level {
    uint32_t node;
    uint32_t next;  /* child to be visited next; NOWHERE: none */
    uint8_t *bytes; /* NULL: failed, or let go */
    size_t capacity;
    size_t length;
    const char *failure;
    bool answer;
};

static const char out_of_memory[] = "memory ran out (worker-bytes)";
static const char damaged[] = "the pack is damaged where it should be";
static const char too_large[] = "it is larger than the limit object-bytes";
static const char heavy_base[] =
    "it is stored as a difference from an object larger than object-bytes";

static bool is_limit(const char *failure) {
    return failure == too_large || failure == heavy_base;
}

static void give_back(struct unpacker *unpacker, uint8_t *bytes, size_t capacity) {
    if (!bytes) {
        return;
    }
    if (unpacker->spare_count < UNPACK_SPARES && capacity <= KEPT_MOST) {
        unpacker->spare[unpacker->spare_count] = bytes;
        unpacker->spare_capacity[unpacker->spare_count++] = capacity;
        return;
    }
    unpacker->held -= capacity;
    free(bytes);
}

static void let_go(struct unpacker *unpacker, struct unpack_level *level) {
    give_back(unpacker, level->bytes, level->capacity);
    level->bytes = NULL;
}

/* Lets the lowest bases go until length more bytes fit; that on top is needed now. */
static void make_room(struct unpacker *unpacker, size_t length) {
    for (size_t i = 0; i + 2 < unpacker->level_count && unpacker->held + length > HELD_MOST; i++) {
        let_go(unpacker, &unpacker->levels[i]);
    }
    while (unpacker->spare_count && unpacker->held + length > HELD_MOST) {
        unpacker->held -= unpacker->spare_capacity[--unpacker->spare_count];
        free(unpacker->spare[unpacker->spare_count]);
    }
}

static bool take_buffer(struct unpacker *unpacker, struct unpack_level *level, size_t length) {
    if (unpacker->spare_count) {
        level->bytes = unpacker->spare[--unpacker->spare_count];
        level->capacity = unpacker->spare_capacity[unpacker->spare_count];
        if (level->capacity >= length) {
            return true;
        }
        unpacker->held -= level->capacity;
        free(level->bytes);
    }
    make_room(unpacker, length);
    level->capacity = length < SMALLEST ? SMALLEST : length + length / 4;
    level->bytes = malloc(level->capacity);
    if (!level->bytes) {
        level->capacity = 0;
        return false;
    }
    unpacker->held += level->capacity;
    return true;
}

static bool reserve_delta(struct unpacker *unpacker, size_t length) {
    if (length <= unpacker->delta_capacity) {
        return true;
    }
    free(unpacker->delta);
    unpacker->delta_capacity = length + length / 4 + SMALLEST;
    unpacker->delta = malloc(unpacker->delta_capacity);
    if (!unpacker->delta) {
        unpacker->delta_capacity = 0;
    }
    return unpacker->delta != NULL;
}

/* Unpacks the node of level, which has no base. */
static const char *unpack_whole(struct unpacker *unpacker, struct unpack_level *level) {
    struct pack_head head;
    if (!pack_head(unpacker->pack, unpacker->pack->nodes[level->node].offset, &head)) {
        return damaged;
    }
    if (head.size > intake_limits(unpacker->intake)->object_bytes) {
        return too_large;
    }
    if (!take_buffer(unpacker, level, (size_t)head.size)) {
        return out_of_memory;
    }
    level->length = (size_t)head.size;
    struct span stream = pack_stream(unpacker->pack, level->node, &head);
    return inflate_exactly(&unpacker->inflater, stream, level->bytes, level->length) ? NULL
                                                                                     : damaged;
}

/* Unpacks the node of level, a difference from base. */
static const char *unpack_delta(struct unpacker *unpacker, struct unpack_level *level,
                                struct span base) {
    const uint64_t most = intake_limits(unpacker->intake)->object_bytes;
    struct pack_head head;
    if (!pack_head(unpacker->pack, unpacker->pack->nodes[level->node].offset, &head)) {
        return damaged;
    }
    if (head.size > most) {
        return too_large;
    }
    if (!reserve_delta(unpacker, (size_t)head.size)) {
        return out_of_memory;
    }
    struct span delta = span_of(unpacker->delta, (size_t)head.size);
    struct span stream = pack_stream(unpacker->pack, level->node, &head);
    uint64_t base_length = 0;
    uint64_t length = 0;
    if (!inflate_exactly(&unpacker->inflater, stream, unpacker->delta, delta.length) ||
        !delta_sizes(&delta, &base_length, &length) || base_length != base.length) {
        return damaged;
    }
    if (length > most) {
        return too_large;
    }
    if (!take_buffer(unpacker, level, (size_t)length)) {
        return out_of_memory;
    }
    level->length = (size_t)length;
    return delta_apply(delta, base, level->bytes, level->length, &unpacker->runs) ? NULL : damaged;
}

/* Unpacks once more what was let go: from the root, one upon the other. */
static const char *unpack_again(struct unpacker *unpacker, size_t index) {
    struct unpack_level below = {.node = unpacker->levels[0].node};
    const char *failure = unpack_whole(unpacker, &below);
    for (size_t i = 1; i <= index && !failure; i++) {
        struct unpack_level level = {.node = unpacker->levels[i].node};
        failure = unpack_delta(unpacker, &level, span_of(below.bytes, below.length));
        let_go(unpacker, &below);
        below = level;
        intake_alive(unpacker->intake);
    }
    if (failure) {
        let_go(unpacker, &below);
    }
    unpacker->levels[index].bytes = below.bytes;
    unpacker->levels[index].capacity = below.capacity;
    unpacker->levels[index].length = below.length;
    return failure;
}

/* Unpacks the node of the new level above base (NULL: it has none). */
static const char *unpack_level(struct unpacker *unpacker, struct unpack_level *level,
                                struct unpack_level *base) {
    if (!base) {
        return unpack_whole(unpacker, level);
    }
    if (!base->bytes && !base->failure) {
        base->failure = unpack_again(unpacker, (size_t)(base - unpacker->levels));
    }
    if (base->failure) {
        return is_limit(base->failure) ? heavy_base : base->failure;
    }
    return unpack_delta(unpacker, level, span_of(base->bytes, base->length));
}

static void enter(struct unpacker *unpacker, uint32_t node) {
    struct unpack_level *level = &unpacker->levels[unpacker->level_count++];
    struct unpack_level *base = unpacker->level_count > 1 ? level - 1 : NULL;
    *level = (struct unpack_level){.node = node, .next = unpacker->pack->nodes[node].child};
    level->failure = unpack_level(unpacker, level, base);
    if (level->failure) {
        let_go(unpacker, level);
    }
    struct unpacked object = {
        .node = node,
        .depth = (uint32_t)unpacker->level_count - 1,
        .bytes = span_of(level->bytes, level->failure ? 0 : level->length),
        .failure = level->failure,
        .limited = is_limit(level->failure),
        .runs = base && !level->failure ? &unpacker->runs : NULL,
        .base_answer = base && base->answer,
    };
    if (base && base->next == NOWHERE) {
        let_go(unpacker, base); /* this was the last that needed it */
    }
    level->answer = unpacker->visit(unpacker->context, &object);
}

static bool take_levels(struct unpacker *unpacker) {
    if (!unpacker->levels) {
        unpacker->levels = calloc(CHAIN_MOST + 1, sizeof *unpacker->levels);
    }
    return unpacker->levels != NULL;
}

const char *unpack_single(struct unpacker *unpacker, uint32_t node, struct span *bytes) {
    const struct node *nodes = unpacker->pack->nodes;
    size_t depth = 0;
    if (!take_levels(unpacker)) {
        return out_of_memory;
    }
    for (uint32_t at = node; nodes[at].base != NOWHERE; at = nodes[at].base) {
        if (++depth > CHAIN_MOST) {
            return damaged;
        }
    }
    uint32_t at = node;
    for (size_t i = depth + 1; i-- > 0; at = nodes[at].base) {
        unpacker->levels[i] = (struct unpack_level){.node = at};
    }
    const char *failure = unpack_again(unpacker, depth);
    struct unpack_level *top = &unpacker->levels[depth];
    if (!failure) {
        *bytes = span_of(top->bytes, top->length);
        unpacker->held -= top->capacity;
    }
    return failure;
}

bool unpack_tree(struct unpacker *unpacker, uint32_t root) {
    const struct node *nodes = unpacker->pack->nodes;
    if (!take_levels(unpacker)) {
        return false;
    }
    enter(unpacker, root);
    while (unpacker->level_count) {
        struct unpack_level *top = &unpacker->levels[unpacker->level_count - 1];
        uint32_t next = unpacker->ended ? NOWHERE : top->next;
        if (next == NOWHERE) {
            let_go(unpacker, top);
            unpacker->level_count--;
            continue;
        }
        top->next = nodes[next].sibling;
        if (nodes[next].soundness != OBJECT_BROKEN) {
            enter(unpacker, next);
        }
    }
    return true;
}

void unpacker_release(struct unpacker *unpacker) {
    for (size_t i = 0; i < unpacker->spare_count; i++) {
        free(unpacker->spare[i]);
    }
    free(unpacker->levels);
    free(unpacker->delta);
    delta_runs_release(&unpacker->runs);
    inflater_release(&unpacker->inflater);
    *unpacker = (struct unpacker){0};
}
