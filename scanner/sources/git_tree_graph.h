/* Which tree holds which under which name, and which of them lead to something wanted. */
#ifndef SOURCES_GIT_TREE_GRAPH_H
#define SOURCES_GIT_TREE_GRAPH_H

#include "base/id_set.h"
#include "sources/git_entries.h"
#include "sources/git_pass.h"

enum { TREE_LEADS = 1, TREE_FOLLOWED = 2 }; /* bits of an answer */

#define LINK_ABSENT (NOWHERE - 1) /* the target is not there, or leads to nothing */

/* An entry of a tree: another tree, or something wanted. */
struct tree_link {
    uint32_t target; /* catalog index, or LINK_ABSENT */
    uint32_t name;   /* offset into names */
};

/* What one thread has read of all trees. A tree has a number in the part that read it. */
struct tree_part {
    struct tree_graph *graph;
    struct entries entries;
    uint32_t count;
    size_t *first; /* the first edge of a tree; one more at the end */
    size_t first_capacity;
    uint8_t *answers; /* TREE_LEADS at once where it holds something itself */
    size_t answer_capacity;
    uint32_t *edges; /* indexes of links, in the order of each tree */
    size_t edge_count;
    size_t edge_capacity;
    struct tree_link *links; /* many trees have the same */
    size_t link_count;
    size_t link_capacity;
    uint32_t *met_links; /* by hash, the last that was met, plus one */
    uint32_t *met_names;
    struct buffer names;  /* each with a NUL */
    struct id_set absent; /* ids of trees that are not there */
    uint64_t unread;      /* trees that cannot be read */
    bool exhausted;
    bool out_of_memory;
};

struct tree_graph {
    struct catalog *catalog;
    const struct id_set *wanted; /* borrowed */
    struct tree_part parts[2];
    struct pass_run run;
    struct tree_frame *stack;
    uint64_t depth_most;
    uint64_t steps_most;
    uint64_t parsed; /* entries */
    uint64_t absent; /* trees that others name and that are not there */
    uint64_t unread; /* trees that are there and cannot be read */
    bool met_absent; /* one of those was met on the way from a root */
    bool met_unread;
    bool exhausted; /* steps_most is reached: nothing leads anywhere */
    bool too_deep;
    bool out_of_memory;
};

/* Begins to read all trees of the catalog, whose marks are 0. From then on nothing else may change
 * the catalog's trees, until tree_graph_end. */
void tree_graph_begin(struct tree_graph *graph, struct intake *intake);
void tree_graph_end(struct tree_graph *graph);

/* Follows the edges below the tree at catalog index root: there is an answer for all of them then.
 */
void tree_graph_follow(struct tree_graph *graph, uint32_t root);

/* To be called when all is followed: from then on views have only links that lead to something. */
void tree_graph_settle(struct tree_graph *graph);

/* The answer for a tree that was followed; false for any other. */
bool tree_graph_answer(const struct tree_graph *graph, uint32_t tree);

/* What is left of a tree while its links are taken. */
struct tree_view {
    const struct tree_part *part;
    size_t at; /* edge */
    size_t end;
};

struct tree_view tree_graph_view(const struct tree_graph *graph, uint32_t tree);

/* Takes the next link, and *name; NULL: there are no more. */
const struct tree_link *tree_view_take(struct tree_view *view, const char **name);

void tree_graph_release(struct tree_graph *graph);

#endif
