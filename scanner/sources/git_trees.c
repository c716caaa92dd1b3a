#include "sources/git_trees.h"

enum { ALIVE_EVERY = 1 << 16 /* steps */ };

bool trees_step(struct trees *trees) {
    if (++trees->steps % ALIVE_EVERY == 0) {
        intake_alive(trees->intake);
    }
    trees->exhausted |= trees->steps > intake_limits(trees->intake)->history_steps;
    return !trees->exhausted;
}

static bool is_tree(const struct trees *trees, uint32_t index) {
    return trees->repository->catalog.entries[index].type == GIT_OBJECT_TREE;
}

void trees_begin(struct trees *trees) {
    tree_graph_begin(&trees->graph, trees->intake);
}

void trees_read(struct trees *trees, const struct commits *commits) {
    struct tree_graph *graph = &trees->graph;
    tree_graph_end(graph);
    for (size_t i = 0; i < commits->count && !graph->out_of_memory; i++) {
        uint32_t tree = commits->items[i].tree;
        if (tree == NOWHERE) {
            trees->absent++;
        } else if (is_tree(trees, tree)) {
            tree_graph_follow(graph, tree);
        }
    }
    for (size_t i = 0; i < commits->tree_count && !graph->out_of_memory; i++) {
        tree_graph_follow(graph, commits->trees[i]);
    }
    tree_graph_settle(graph);
    trees->absent += graph->met_absent ? graph->absent : 0;
    trees->unread += graph->met_unread ? graph->unread : 0;
    trees->exhausted |= graph->exhausted;
    trees->too_deep |= graph->too_deep;
    trees->out_of_memory |= graph->out_of_memory;
    trees->steps += graph->parsed;
}

bool trees_hold(const struct trees *trees, uint32_t tree) {
    return is_tree(trees, tree) && tree_graph_answer(&trees->graph, tree);
}

void trees_release(struct trees *trees) {
    tree_graph_release(&trees->graph);
    *trees = (struct trees){0};
}
