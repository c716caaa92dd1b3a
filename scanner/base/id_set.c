#include "base/id_set.h"

#include <stdlib.h>

#include "base/memory.h"

struct id_slot {
    uint8_t id[ID_BYTES];
    uint64_t value;
    uint8_t length; /* 0: free */
};

void id_set_release(struct id_set *set) {
    free(set->slots);
    *set = (struct id_set){0};
}

/* Eight bytes at a time, each mixed into all bits: even over sequential inode numbers. */
static uint64_t hash(struct span id) {
    uint64_t value = id.length;
    while (id.length) {
        uint64_t word = 0;
        size_t taken = id.length < sizeof word ? id.length : sizeof word;
        memcpy(&word, id.bytes, taken);
        value = (value ^ word) * 0x9E3779B97F4A7C15ULL;
        value ^= value >> 32;
        id = span_from(id, taken);
    }
    return value ^ value >> 29;
}

static struct id_slot *slot_of(const struct id_set *set, struct span id) {
    size_t at = (size_t)hash(id) & (set->capacity - 1);
    for (;;) {
        struct id_slot *slot = &set->slots[at];
        if (slot->length == 0 || span_equal(span_of(slot->id, slot->length), id)) {
            return slot;
        }
        at = (at + 1) & (set->capacity - 1);
    }
}

static void grow(struct id_set *set) {
    struct id_set larger = {.capacity = set->capacity ? set->capacity * 2 : 64,
                            .count = set->count};
    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (!larger.slots) {
        memory_ran_out();
    }
    for (size_t i = 0; i < set->capacity; i++) {
        const struct id_slot *slot = &set->slots[i];
        if (slot->length) {
            *slot_of(&larger, span_of(slot->id, slot->length)) = *slot;
        }
    }
    free(set->slots);
    *set = larger;
}

uint64_t *id_set_add(struct id_set *set, struct span id, bool *added) {
    if (id.length == 0 || id.length > ID_BYTES) {
        return NULL;
    }
    if ((set->count + 1) * 4 > set->capacity * 3) {
        grow(set);
    }
    struct id_slot *slot = slot_of(set, id);
    if (added) {
        *added = slot->length == 0;
    }
    if (slot->length == 0) {
        memcpy(slot->id, id.bytes, id.length);
        slot->length = (uint8_t)id.length;
        set->count++;
    }
    return &slot->value;
}

uint64_t *id_set_find(const struct id_set *set, struct span id) {
    if (set->capacity == 0 || id.length == 0 || id.length > ID_BYTES) {
        return NULL;
    }
    struct id_slot *slot = slot_of(set, id);
    return slot->length ? &slot->value : NULL;
}

size_t id_set_beyond(const struct id_set *set, const struct id_set *other) {
    size_t count = 0;
    for (size_t i = 0; i < set->capacity; i++) {
        const struct id_slot *slot = &set->slots[i];
        count += slot->length && !id_set_find(other, span_of(slot->id, slot->length));
    }
    return count;
}
