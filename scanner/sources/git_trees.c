#include "sources/git_trees.h"

#include <stdlib.h>

enum {
    /* marks of a tree */
    MARK_UNKNOWN = 0,
    MARK_NOTHING,
    MARK_OPEN, /* being read */
    MARK_HELD, /* leads to something, view not kept */
    MARK_VIEW, /* and up: index of its view */
    KEPT_MOST = 128 << 20,
    ALIVE_EVERY = 1 << 16, /* steps */
};

/* A tree whose subtrees are being looked at. */
struct tree_frame {
    uint32_t tree;
    struct object object;
    struct span left;
};

bool tree_take(struct span *left, struct tree_entry *entry) {
    for (;;) {
        const struct span all = *left;
        unsigned mode = 0;
        size_t at = 0;
        for (; at < all.length && at < 7 && all.bytes[at] >= '0' && all.bytes[at] <= '7'; at++) {
            mode = mode << 3 | (unsigned)(all.bytes[at] - '0');
        }
        if (at == 0 || at >= all.length || all.bytes[at] != ' ') {
            return false;
        }
        struct span name = span_from(all, at + 1);
        const uint8_t *end = name.length ? memchr(name.bytes, 0, name.length) : NULL;
        if (!end || end == name.bytes) {
            return false;
        }
        name.length = (size_t)(end - name.bytes);
        size_t length = at + 1 + name.length + 1 + GIT_ID_BYTES;
        if (length > all.length) {
            return false;
        }
        *entry = (struct tree_entry){.is_tree = (mode & 0170000) == 0040000,
                                     .name = name,
                                     .id = end + 1,
                                     .raw = span_part(all, 0, length)};
        *left = span_from(all, length);
        if ((mode & 0170000) != 0160000) { /* that is a commit of another repository */
            return true;
        }
    }
}

bool trees_step(struct trees *trees) {
    if (++trees->steps % ALIVE_EVERY == 0) {
        intake_alive(trees->intake);
    }
    trees->exhausted |= trees->steps > intake_limits(trees->intake)->history_steps;
    return !trees->exhausted;
}

static struct entry *entries_of(const struct trees *trees) {
    return trees->repository->catalog.entries;
}

/* The catalog index of a subtree; NOWHERE, and counted, where there is none. */
static uint32_t subtree(struct trees *trees, const uint8_t *id) {
    uint32_t found = catalog_find(&trees->repository->catalog, id);
    if (found == NOWHERE) {
        trees->out_of_memory |= !id_set_add(&trees->absent, span_of(id, GIT_ID_BYTES), NULL);
        return NOWHERE;
    }
    return entries_of(trees)[found].type == GIT_OBJECT_TREE ? found : NOWHERE;
}

static bool read_tree(struct trees *trees, uint32_t tree, struct object *object) {
    struct catalog *catalog = &trees->repository->catalog;
    return catalog_read(catalog, trees->intake, tree, intake_limits(trees->intake)->object_bytes,
                        object, NULL) == DONE;
}

/* Appends the entries that lead to something; all subtrees are known by now. */
static void filter(struct trees *trees, struct span content, struct buffer *view) {
    struct tree_entry entry;
    while (tree_take(&content, &entry)) {
        bool leads = false;
        if (entry.is_tree) {
            uint32_t below = catalog_find(&trees->repository->catalog, entry.id);
            leads = below != NOWHERE && entries_of(trees)[below].type == GIT_OBJECT_TREE &&
                    entries_of(trees)[below].mark >= MARK_HELD;
        } else {
            leads = id_set_find(trees->wanted, span_of(entry.id, GIT_ID_BYTES)) != NULL;
        }
        if (leads) {
            buffer_append(view, entry.raw.bytes, entry.raw.length);
        }
    }
    trees->out_of_memory |= view->failed;
}

static uint32_t keep(struct trees *trees, struct span view) {
    if (trees->kept_bytes + view.length > KEPT_MOST) {
        return MARK_HELD;
    }
    struct span *grown =
        array_grow(trees->views, &trees->view_capacity, trees->view_count + 1, sizeof *grown);
    uint8_t *copy = malloc(view.length);
    if (!grown || !copy) {
        free(copy);
        trees->views = grown ? grown : trees->views;
        return MARK_HELD;
    }
    memcpy(copy, view.bytes, view.length);
    trees->views = grown;
    trees->kept_bytes += view.length;
    grown[trees->view_count] = span_of(copy, view.length);
    return MARK_VIEW + (uint32_t)trees->view_count++;
}

static void push(struct trees *trees, uint32_t tree) {
    if (trees->stack_count >= intake_limits(trees->intake)->directory_depth) {
        trees->too_deep = true;
        entries_of(trees)[tree].mark = MARK_NOTHING;
        return;
    }
    struct tree_frame *grown =
        array_grow(trees->stack, &trees->stack_capacity, trees->stack_count + 1, sizeof *grown);
    struct tree_frame frame = {.tree = tree};
    if (!grown) {
        trees->out_of_memory = true;
        entries_of(trees)[tree].mark = MARK_NOTHING;
        return;
    }
    trees->stack = grown;
    if (!read_tree(trees, tree, &frame.object)) {
        trees->unread++;
        entries_of(trees)[tree].mark = MARK_NOTHING;
        return;
    }
    frame.left = frame.object.bytes;
    entries_of(trees)[tree].mark = MARK_OPEN;
    grown[trees->stack_count++] = frame;
}

/* The next subtree of the tree on top that nobody has looked into; NOWHERE: none is left. */
static uint32_t next_unknown(struct trees *trees) {
    struct tree_frame *top = &trees->stack[trees->stack_count - 1];
    struct tree_entry entry;
    while (trees_step(trees) && tree_take(&top->left, &entry)) {
        uint32_t below = entry.is_tree ? subtree(trees, entry.id) : NOWHERE;
        if (below != NOWHERE && entries_of(trees)[below].mark == MARK_UNKNOWN) {
            return below;
        }
    }
    return NOWHERE;
}

/* Takes the top off the stack, its answer known unless the steps ran out. */
static void pop(struct trees *trees) {
    struct tree_frame *top = &trees->stack[--trees->stack_count];
    struct buffer view = {0};
    uint32_t mark = MARK_UNKNOWN;
    if (!trees->exhausted) {
        filter(trees, top->object.bytes, &view);
        mark = view.length ? keep(trees, buffer_span(&view)) : MARK_NOTHING;
    }
    entries_of(trees)[top->tree].mark = mark;
    buffer_release(&view);
    object_release(&top->object);
}

bool trees_hold(struct trees *trees, uint32_t tree) {
    if (entries_of(trees)[tree].type != GIT_OBJECT_TREE) {
        return false;
    }
    if (entries_of(trees)[tree].mark == MARK_UNKNOWN && !trees->exhausted) {
        push(trees, tree);
        while (trees->stack_count) {
            uint32_t below = next_unknown(trees);
            if (below != NOWHERE) {
                push(trees, below);
            } else {
                pop(trees);
            }
        }
        catalog_relieve(&trees->repository->catalog);
    }
    return entries_of(trees)[tree].mark >= MARK_HELD;
}

struct span trees_view(struct trees *trees, uint32_t tree, uint8_t **owned) {
    uint32_t mark = entries_of(trees)[tree].mark;
    *owned = NULL;
    if (mark >= MARK_VIEW) {
        return trees->views[mark - MARK_VIEW];
    }
    struct object object;
    struct buffer view = {0};
    if (mark == MARK_HELD && read_tree(trees, tree, &object)) {
        filter(trees, object.bytes, &view);
        object_release(&object);
    }
    *owned = view.bytes;
    return buffer_span(&view);
}

void trees_release(struct trees *trees) {
    for (size_t i = 0; i < trees->view_count; i++) {
        free((void *)(uintptr_t)trees->views[i].bytes);
    }
    free(trees->views);
    free(trees->stack);
    id_set_release(&trees->absent);
    *trees = (struct trees){0};
}
