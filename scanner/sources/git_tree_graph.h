/* Which tree holds which, and which of them lead to something wanted. */
#ifndef SOURCES_GIT_TREE_GRAPH_H
#define SOURCES_GIT_TREE_GRAPH_H

#include "base/id_set.h"
#include "sources/git_entries.h"
#include "sources/git_pass.h"

enum { TREE_LEADS = 1, TREE_FOLLOWED = 2 }; /* bits of an answer */

struct tree_graph {
    struct catalog *catalog;
    const struct id_set *wanted; /* borrowed */
    struct entries entries;
    /* by number of a tree, which is the mark of its catalog entry less one */
    uint32_t count;
    size_t *first; /* its first edge */
    size_t first_capacity;
    uint8_t *answers; /* TREE_LEADS at once where it holds something itself */
    size_t answer_capacity;
    uint32_t *edges; /* catalog indexes of the trees in a tree, or EDGE_ABSENT */
    size_t edge_count;
    size_t edge_capacity;
    struct tree_frame *stack;
    uint64_t depth_most;
    uint64_t steps_most;
    struct id_set absent; /* ids of trees that are not there */
    uint64_t unread;      /* trees that cannot be read */
    bool met_absent;      /* one of those was met on the way from a root */
    bool met_unread;
    bool exhausted;
    bool too_deep;
    bool out_of_memory;
};

/* Reads all trees of the catalog. */
void tree_graph_read(struct tree_graph *graph, struct intake *intake);

/* Follows the edges below the tree at catalog index root and answers for all of them. */
bool tree_graph_leads(struct tree_graph *graph, uint32_t root);

/* The answer for a tree that was followed; false for any other. */
bool tree_graph_answer(const struct tree_graph *graph, uint32_t tree);
void tree_graph_release(struct tree_graph *graph);

#endif
