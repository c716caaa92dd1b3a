#include "sources/git_trees.h"

#include <stdlib.h>

#include "sources/git_tree_graph.h"

enum {
    /* marks of a tree */
    MARK_NOTHING = 0,
    MARK_HELD, /* leads to something, view not kept */
    MARK_VIEW, /* and up: index of its view */
    KEPT_MOST = 128 << 20,
    ALIVE_EVERY = 1 << 16, /* steps */
};

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

static bool leads(const struct trees *trees, const struct tree_entry *entry) {
    if (!entry->is_tree) {
        return id_set_find(trees->wanted, span_of(entry->id, GIT_ID_BYTES)) != NULL;
    }
    uint32_t below = catalog_find(&trees->repository->catalog, entry->id);
    return below != NOWHERE && trees_hold(trees, below);
}

static uint32_t judge(void *context, const struct tree_entry *entry) {
    return leads(context, entry) ? 0 : NOWHERE;
}

static void keep(struct trees *trees, uint32_t index, struct span view) {
    if (trees->kept_bytes + view.length > KEPT_MOST) {
        return;
    }
    struct span *grown =
        array_grow(trees->views, &trees->view_capacity, trees->view_count + 1, sizeof *grown);
    trees->views = grown ? grown : trees->views;
    uint8_t *copy = grown ? malloc(view.length + 1) : NULL;
    if (!copy) {
        trees->out_of_memory = true;
        return;
    }
    memcpy(copy, view.bytes, view.length);
    trees->kept_bytes += view.length;
    grown[trees->view_count] = span_of(copy, view.length);
    entries_of(trees)[index].mark = MARK_VIEW + (uint32_t)trees->view_count++;
}

/* While views are made. */
struct viewing {
    struct trees *trees;
    struct entries entries;
    struct buffer view;
};

static void view_tree(void *context, uint32_t index, const struct unpacked *object) {
    struct viewing *viewing = context;
    struct trees *trees = viewing->trees;
    if (object->failure || trees->out_of_memory) {
        return;
    }
    const struct entries_level *level = entries_read(&viewing->entries, object);
    if (!level) {
        trees->out_of_memory = true;
        return;
    }
    if (index == NOWHERE || !trees_hold(trees, index)) {
        return;
    }
    buffer_clear(&viewing->view);
    for (size_t i = 0; i < level->mark_count; i++) {
        struct tree_entry entry;
        struct span left = span_from(object->bytes, level->marks[i].at);
        if (tree_take(&left, &entry)) {
            buffer_append(&viewing->view, entry.raw.bytes, entry.raw.length);
        }
    }
    trees->out_of_memory |= viewing->view.failed;
    keep(trees, index, buffer_span(&viewing->view));
}

/* Does any tree that is stored upon root lead to something? */
static bool asks(void *context, uint32_t store, uint32_t root) {
    const struct viewing *viewing = context;
    const struct catalog *catalog = &viewing->trees->repository->catalog;
    const struct pack *pack = &catalog->stores[store].pack;
    for (uint32_t at = root; at != NOWHERE; at = pack_node_after(pack, root, at)) {
        uint32_t index = catalog_at(catalog, store, pack->nodes[at].position);
        if (index != NOWHERE && trees_hold(viewing->trees, index)) {
            return true;
        }
    }
    return false;
}

static void make_views(struct trees *trees) {
    struct viewing viewing = {.trees = trees, .entries = {.judge = judge, .context = trees}};
    struct pass pass = {.catalog = &trees->repository->catalog,
                        .intake = trees->intake,
                        .type = GIT_OBJECT_TREE,
                        .each = view_tree,
                        .asks = asks,
                        .context = &viewing};
    trees->out_of_memory |= !pass_run(&pass);
    entries_release(&viewing.entries);
    buffer_release(&viewing.view);
}

/* From the graph's answers to marks. */
static void set_marks(struct trees *trees, const struct tree_graph *graph) {
    struct catalog *catalog = &trees->repository->catalog;
    for (size_t i = 0; i < catalog->count; i++) {
        if (catalog->entries[i].type == GIT_OBJECT_TREE) {
            catalog->entries[i].mark =
                tree_graph_answer(graph, (uint32_t)i) ? MARK_HELD : MARK_NOTHING;
        }
    }
}

void trees_read(struct trees *trees, const struct commits *commits) {
    struct tree_graph graph = {.catalog = &trees->repository->catalog, .wanted = trees->wanted};
    tree_graph_read(&graph, trees->intake);
    for (size_t i = 0; i < commits->count && !graph.out_of_memory; i++) {
        uint32_t tree = commits->items[i].tree;
        if (tree == NOWHERE) {
            trees->absent++;
        } else if (entries_of(trees)[tree].type == GIT_OBJECT_TREE) {
            tree_graph_leads(&graph, tree);
        }
    }
    for (size_t i = 0; i < commits->tree_count && !graph.out_of_memory; i++) {
        tree_graph_leads(&graph, commits->trees[i]);
    }
    trees->absent += graph.met_absent ? graph.absent.count : 0;
    trees->unread += graph.met_unread ? graph.unread : 0;
    trees->exhausted |= graph.exhausted;
    trees->too_deep |= graph.too_deep;
    trees->out_of_memory |= graph.out_of_memory;
    trees->steps += graph.entries.parsed;
    set_marks(trees, &graph);
    tree_graph_release(&graph);
    make_views(trees);
}

bool trees_hold(const struct trees *trees, uint32_t tree) {
    const struct entry *entry = &entries_of(trees)[tree];
    return entry->type == GIT_OBJECT_TREE && entry->mark >= MARK_HELD;
}

/* A view that was not kept. */
static void view_again(struct trees *trees, uint32_t tree, struct buffer *view) {
    struct object object;
    if (catalog_read(&trees->repository->catalog, trees->intake, tree,
                     intake_limits(trees->intake)->object_bytes, &object, NULL) != DONE) {
        return;
    }
    struct tree_entry entry;
    struct span left = object.bytes;
    while (tree_take(&left, &entry)) {
        if (leads(trees, &entry)) {
            buffer_append(view, entry.raw.bytes, entry.raw.length);
        }
    }
    trees->out_of_memory |= view->failed;
    object_release(&object);
}

struct span trees_view(struct trees *trees, uint32_t tree, uint8_t **owned) {
    uint32_t mark = entries_of(trees)[tree].mark;
    struct buffer view = {0};
    *owned = NULL;
    if (mark >= MARK_VIEW) {
        return trees->views[mark - MARK_VIEW];
    }
    if (mark == MARK_HELD) {
        view_again(trees, tree, &view);
    }
    *owned = view.bytes;
    return buffer_span(&view);
}

void trees_release(struct trees *trees) {
    for (size_t i = 0; i < trees->view_count; i++) {
        free((void *)(uintptr_t)trees->views[i].bytes);
    }
    free(trees->views);
    *trees = (struct trees){0};
}
