/* Which object of a pack is a difference from which: reads the front of each, once, and links every
 * one to its base, so that all that builds on one object can be unpacked from it downwards. */
#include "sources/git_pack.h"

#include <git2.h>
#include <stdlib.h>

enum {
    DIGIT_BITS = 11, /* of an offset, while they are sorted */
    DIGITS = 1 << DIGIT_BITS,
};

/* Stable, by one digit of the offset. */
static void sort_digit(const struct node *from, struct node *to, uint32_t count, unsigned shift) {
    uint32_t first[DIGITS + 1] = {0};
    for (uint32_t i = 0; i < count; i++) {
        first[(from[i].offset >> shift & (DIGITS - 1)) + 1]++;
    }
    for (unsigned digit = 0; digit < DIGITS; digit++) {
        first[digit + 1] += first[digit];
    }
    for (uint32_t i = 0; i < count; i++) {
        to[first[from[i].offset >> shift & (DIGITS - 1)]++] = from[i];
    }
}

/* Sorts by offset; other, as large as nodes, is for work. */
static void sort_nodes(struct node *nodes, struct node *other, uint32_t count) {
    uint64_t most = 0;
    for (uint32_t i = 0; i < count; i++) {
        most |= nodes[i].offset;
    }
    for (unsigned shift = 0; shift < 64 && most >> shift; shift += 2 * DIGIT_BITS) {
        sort_digit(nodes, other, count, shift);
        if (shift + DIGIT_BITS < 64) {
            sort_digit(other, nodes, count, shift + DIGIT_BITS);
        } else {
            memcpy(nodes, other, count * sizeof *nodes);
        }
    }
}

static void damaged(struct node *node) {
    node->soundness = OBJECT_BROKEN;
    node->base = NOWHERE;
}

/* As pack_node, for what most often lies not far before the node at index from. */
static uint32_t node_near(const struct pack *pack, uint32_t from, uint64_t offset) {
    uint32_t high = from;
    uint32_t step = 1;
    if (offset >= pack->nodes[from].offset) {
        return pack_node(pack, offset);
    }
    while (high >= step && pack->nodes[high - step].offset > offset) {
        high -= step;
        step *= 2;
    }
    uint32_t low = high >= step ? high - step : 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (pack->nodes[middle].offset < offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return pack->nodes[low].offset == offset ? low : NOWHERE;
}

/* Reads one object's front and finds its base. */
static void link_node(struct pack *pack, uint32_t index, uint64_t object_bytes) {
    struct node *node = &pack->nodes[index];
    struct pack_head head;
    if (!pack_head(pack, node->offset, &head)) {
        damaged(node);
        return;
    }
    if (head.type != PACK_OFFSET_DELTA && head.type != PACK_NAME_DELTA) {
        node->type = (uint8_t)head.type;
        node->soundness = node->soundness == OBJECT_SOUND && head.size > object_bytes
                              ? OBJECT_HEAVY
                              : node->soundness;
        return;
    }
    uint64_t offset = head.base;
    if (head.type == PACK_NAME_DELTA) {
        uint32_t position = pack_position(pack, head.base_id);
        offset = position == NOWHERE ? 0 : pack_offset(pack, position);
    }
    uint32_t base = node_near(pack, index, offset);
    if (base == NOWHERE || base == index) {
        damaged(node);
        return;
    }
    node->base = base;
    if (head.size > object_bytes && node->soundness == OBJECT_SOUND) {
        node->soundness = OBJECT_HEAVY;
    }
}

/* From the last to the first, so that children come in the order of the file. */
static void link_children(struct pack *pack) {
    for (uint32_t i = pack->count; i-- > 0;) {
        struct node *node = &pack->nodes[i];
        if (node->base != NOWHERE) {
            node->sibling = pack->nodes[node->base].child;
            pack->nodes[node->base].child = i;
        }
    }
}

/* Passes the type and what is wrong on to everything that builds on root. waiting has room for all.
 */
static void inherit(struct pack *pack, uint32_t root, uint32_t *waiting) {
    uint32_t count = 0;
    waiting[count++] = root;
    while (count) {
        const struct node *base = &pack->nodes[waiting[--count]];
        for (uint32_t i = base->child; i != NOWHERE; i = pack->nodes[i].sibling) {
            struct node *node = &pack->nodes[i];
            node->type = base->type;
            node->soundness = base->soundness > node->soundness ? base->soundness : node->soundness;
            waiting[count++] = i;
        }
    }
}

/* Everything deeper than CHAIN_MOST, and every ring, is broken: a ring has no root, so none of its
 * members was given a type. */
static void refuse_long(struct pack *pack, uint32_t root) {
    uint32_t depth = 0;
    uint32_t at = root;
    for (;;) {
        if (pack->nodes[at].child != NOWHERE) {
            at = pack->nodes[at].child;
            depth++;
        } else {
            while (at != root && pack->nodes[at].sibling == NOWHERE) {
                at = pack->nodes[at].base;
                depth--;
            }
            if (at == root) {
                return;
            }
            at = pack->nodes[at].sibling;
        }
        if (depth >= CHAIN_MOST) {
            pack->nodes[at].soundness = OBJECT_BROKEN;
        }
    }
}

/* libgit2 finds an object by its id: of two with the same one it could take either. */
static void refuse_doubles(struct pack *pack) {
    for (uint32_t i = 1; i < pack->count; i++) {
        if (memcmp(pack_id(pack, i - 1), pack_id(pack, i), GIT_KEY_BYTES) == 0) {
            pack->nodes[i - 1].soundness = pack->nodes[i].soundness = OBJECT_BROKEN;
        }
    }
}

bool pack_follow(struct pack *pack, struct intake *intake) {
    size_t count = pack->count ? pack->count : 1;
    const uint64_t object_bytes = intake_limits(intake)->object_bytes;
    pack->nodes = calloc(count, sizeof *pack->nodes);
    struct node *other = malloc(count * sizeof *other);
    bool ready = pack->nodes && other;
    for (uint32_t i = 0; ready && i < pack->count; i++) {
        pack->nodes[i] = (struct node){.offset = pack_offset(pack, i),
                                       .position = i,
                                       .base = NOWHERE,
                                       .child = NOWHERE,
                                       .sibling = NOWHERE,
                                       .soundness = OBJECT_SOUND};
    }
    if (ready) {
        refuse_doubles(pack); /* while they are in the order of the index */
        sort_nodes(pack->nodes, other, pack->count);
        intake_alive(intake);
    }
    /* in the order of the file, which is read ahead */
    for (uint32_t i = 0; ready && i < pack->count; i++) {
        link_node(pack, i, object_bytes);
    }
    uint32_t *waiting = (uint32_t *)other;
    if (ready) {
        link_children(pack);
    }
    for (uint32_t i = 0; ready && i < pack->count; i++) {
        if (pack->nodes[i].base == NOWHERE) {
            refuse_long(pack, i);
            inherit(pack, i, waiting);
        }
    }
    for (uint32_t i = 0; ready && i < pack->count; i++) {
        if (pack->nodes[i].type == 0) {
            pack->nodes[i].soundness = OBJECT_BROKEN;
        }
    }
    intake_alive(intake);
    free(other);
    return ready;
}

uint32_t pack_node_after(const struct pack *pack, uint32_t root, uint32_t at) {
    const struct node *nodes = pack->nodes;
    if (nodes[at].child != NOWHERE) {
        return nodes[at].child;
    }
    while (at != root && nodes[at].sibling == NOWHERE) {
        at = nodes[at].base;
    }
    return at == root ? NOWHERE : nodes[at].sibling;
}
