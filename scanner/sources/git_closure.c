#include "sources/git_closure.h"

#include <stdlib.h>

#include "sources/git_pass.h"

/* Of the objects of a repository: from this part on, reading all of its trees once costs less than
 * reading those that are asked for one by one. */
enum { MANY_PART = 256 };

bool closure_init(struct closure *closure) {
    closure->bits = calloc(closure->repository->catalog.count / 8 + 1, 1);
    return closure->bits != NULL;
}

static bool has(const uint8_t *bits, uint32_t index) {
    return bits && bits[index / 8] >> index % 8 & 1;
}

static void set(uint8_t *bits, uint32_t index) {
    bits[index / 8] |= (uint8_t)(1U << index % 8);
}

void closure_mark(struct closure *closure, uint32_t index) {
    set(closure->bits, index);
}

/* index: of the catalog, or NOWHERE. */
static void add(struct closure *closure, uint32_t index, bool is_tree) {
    if (index == NOWHERE) {
        closure->absent++;
        return;
    }
    if (has(closure->bits, index) || has(closure->except, index)) {
        return;
    }
    closure_mark(closure, index);
    if (!is_tree) {
        return;
    }
    uint32_t *grown = array_grow(closure->stack, &closure->stack_capacity, closure->stack_count + 1,
                                 sizeof *grown);
    if (!grown) {
        closure->out_of_memory = true;
        return;
    }
    closure->stack = grown;
    grown[closure->stack_count++] = index;
}

/* The empty tree and the empty file, named by SHA-1 and by SHA-256: git knows them without having
 * them. */
static bool is_empty_object(const uint8_t *id) {
    static const uint8_t ids[][GIT_KEY_BYTES] = {
        {0x4b, 0x82, 0x5d, 0xc6, 0x42, 0xcb, 0x6e, 0xb9, 0xa0, 0x60,
         0xe5, 0x4b, 0xf8, 0xd6, 0x92, 0x88, 0xfb, 0xee, 0x49, 0x04},
        {0xe6, 0x9d, 0xe2, 0x9b, 0xb2, 0xd1, 0xd6, 0x43, 0x4b, 0x8b,
         0x29, 0xae, 0x77, 0x5a, 0xd8, 0xc2, 0xe4, 0x8c, 0x53, 0x91},
        {0x6e, 0xf1, 0x9b, 0x41, 0x22, 0x5c, 0x53, 0x69, 0xf1, 0xc1,
         0x04, 0xd4, 0x5d, 0x8d, 0x85, 0xef, 0xa9, 0xb0, 0x57, 0xb5},
        {0x47, 0x3a, 0x0f, 0x4c, 0x3b, 0xe8, 0xa9, 0x36, 0x81, 0xa2,
         0x67, 0xe3, 0xb1, 0xe9, 0xa7, 0xdc, 0xda, 0x11, 0x85, 0x43}};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        if (memcmp(id, ids[i], sizeof *ids) == 0) {
            return true;
        }
    }
    return false;
}

void closure_add(struct closure *closure, const uint8_t *id, bool is_tree) {
    if (is_empty_object(id)) {
        return;
    }
    add(closure, catalog_find(&closure->repository->catalog, id), is_tree);
}

static void add_entries(struct closure *closure, struct span tree) {
    const uint64_t most = intake_limits(closure->intake)->history_steps;
    struct tree_entry entry;
    while (!closure->exhausted && tree_take(&tree, closure->repository->catalog.id_bytes, &entry)) {
        closure->exhausted = ++closure->steps > most;
        closure_add(closure, entry.id, entry.is_tree);
    }
}

static void follow_one(struct closure *closure, uint32_t tree) {
    struct error error;
    struct object object;
    if (catalog_read(&closure->repository->catalog, closure->intake, tree,
                     intake_limits(closure->intake)->object_bytes, &object, &error) != DONE) {
        closure->unread++;
        return;
    }
    add_entries(closure, object.bytes);
    object_release(&object);
}

/* Values of entries: an index of the catalog, or that of none. */
#define ABSENT (NOWHERE - 1)

static uint32_t judge(void *context, const struct tree_entry *entry) {
    const struct closure *closure = context;
    uint32_t index = catalog_find(&closure->repository->catalog, entry->id);
    return index == NOWHERE ? ABSENT : index;
}

/* What a tree has of its base was looked up there. */
static void each(void *context, uint32_t index, const struct unpacked *object) {
    struct closure *closure = context;
    bool asked = index != NOWHERE && has(closure->wave, index);
    closure->exhausted |= closure->entries.parsed > intake_limits(closure->intake)->history_steps;
    if (object->failure || closure->exhausted || closure->out_of_memory) {
        closure->unread += asked && object->failure;
        return;
    }
    const struct entries_level *level = entries_read(&closure->entries, object);
    closure->out_of_memory |= !level;
    for (size_t i = 0; level && asked && i < level->mark_count; i++) {
        const struct entry_mark *mark = &level->marks[i];
        struct span left = span_from(object->bytes, mark->at);
        struct tree_entry entry;
        if (mark->value == ABSENT || !has(closure->bits, mark->value)) {
            bool read = tree_take(&left, closure->entries.id_bytes, &entry);
            if (mark->value == ABSENT && read && is_empty_object(entry.id)) {
                continue;
            }
            add(closure, mark->value == ABSENT ? NOWHERE : mark->value, read && entry.is_tree);
        }
    }
}

/* Does the delta tree of root hold any tree of this wave? */
static bool asks(void *context, uint32_t store, uint32_t root) {
    const struct closure *closure = context;
    const struct catalog *catalog = &closure->repository->catalog;
    const struct pack *pack = &catalog->stores[store].pack;
    for (uint32_t at = root; at != NOWHERE; at = pack_node_after(pack, root, at)) {
        uint32_t index = catalog_at(catalog, store, pack->nodes[at].position);
        if (index != NOWHERE && has(closure->wave, index)) {
            return true;
        }
    }
    return false;
}

/* What no delta tree has. */
static bool stands_alone(const struct catalog *catalog, uint32_t index) {
    const struct entry *entry = &catalog->entries[index];
    return catalog->stores[entry->store].loose || entry->soundness == OBJECT_BROKEN;
}

/* All trees of the stack at once, save those that stand alone; what they hold comes on the stack.
 */
static void follow_wave(struct closure *closure) {
    struct catalog *catalog = &closure->repository->catalog;
    const struct pass pass = {.catalog = catalog,
                              .intake = closure->intake,
                              .type = GIT_OBJECT_TREE,
                              .each = each,
                              .asks = asks,
                              .context = closure,
                              .packed = true};
    uint32_t *asked = closure->stack;
    const size_t count = closure->stack_count;
    closure->stack = NULL;
    closure->stack_count = closure->stack_capacity = 0;
    closure->wave = calloc(catalog->count / 8 + 1, 1);
    for (size_t i = 0; closure->wave && i < count; i++) {
        if (stands_alone(catalog, asked[i])) {
            follow_one(closure, asked[i]);
        } else {
            set(closure->wave, asked[i]);
        }
    }
    closure->entries =
        (struct entries){.judge = judge, .context = closure, .id_bytes = catalog->id_bytes};
    closure->out_of_memory |= !closure->wave || !pass_run(&pass);
    entries_release(&closure->entries);
    free(closure->wave);
    closure->wave = NULL;
    free(asked);
}

void closure_follow(struct closure *closure) {
    struct catalog *catalog = &closure->repository->catalog;
    while (closure->stack_count && !closure->exhausted && !closure->out_of_memory) {
        if (closure->stack_count > catalog->count / MANY_PART + 1) {
            follow_wave(closure);
        } else {
            follow_one(closure, closure->stack[--closure->stack_count]);
        }
        intake_alive(closure->intake);
    }
    catalog_relieve(catalog);
}

void closure_release(struct closure *closure) {
    free(closure->bits);
    free(closure->stack);
    *closure = (struct closure){0};
}
