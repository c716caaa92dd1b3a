#include "sources/git_closure.h"

#include <stdlib.h>

#include "sources/git_entries.h"

bool closure_init(struct closure *closure) {
    closure->bits = calloc(closure->repository->catalog.count / 8 + 1, 1);
    return closure->bits != NULL;
}

static bool has(const uint8_t *bits, uint32_t index) {
    return bits && bits[index / 8] >> index % 8 & 1;
}

void closure_mark(struct closure *closure, uint32_t index) {
    closure->bits[index / 8] |= (uint8_t)(1U << index % 8);
}

void closure_add(struct closure *closure, const uint8_t *id, bool is_tree) {
    uint32_t index = catalog_find(&closure->repository->catalog, id);
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

static void add_entries(struct closure *closure, uint32_t tree) {
    const struct limits *limits = intake_limits(closure->intake);
    struct catalog *catalog = &closure->repository->catalog;
    struct error error;
    struct object object;
    if (catalog_read(catalog, closure->intake, tree, limits->object_bytes, &object, &error) !=
        DONE) {
        closure->unread++;
        return;
    }
    struct tree_entry entry;
    struct span left = object.bytes;
    while (!closure->exhausted && tree_take(&left, &entry)) {
        closure->exhausted = ++closure->steps > limits->history_steps;
        closure_add(closure, entry.id, entry.is_tree);
    }
    object_release(&object);
}

void closure_follow(struct closure *closure) {
    while (closure->stack_count && !closure->exhausted) {
        add_entries(closure, closure->stack[--closure->stack_count]);
        intake_alive(closure->intake);
    }
    catalog_relieve(&closure->repository->catalog);
}

void closure_release(struct closure *closure) {
    free(closure->bits);
    free(closure->stack);
    *closure = (struct closure){0};
}
