#include "sources/git_tree_graph.h"

#include <stdlib.h>

/* Values of entries; any other is an index into the catalog. */
#define HELD_HERE (NOWHERE - 1)
#define EDGE_ABSENT (NOWHERE - 2)

/* A tree whose subtrees are being followed. */
struct tree_frame {
    uint32_t tree; /* number */
    size_t next;   /* edge */
};

static uint32_t judge(void *context, const struct tree_entry *entry) {
    struct tree_graph *graph = context;
    struct span id = span_of(entry->id, GIT_ID_BYTES);
    if (!entry->is_tree) {
        return id_set_find(graph->wanted, id) ? HELD_HERE : NOWHERE;
    }
    uint32_t found = catalog_find(graph->catalog, entry->id);
    if (found != NOWHERE) {
        return graph->catalog->entries[found].type == GIT_OBJECT_TREE ? found : NOWHERE;
    }
    graph->out_of_memory |= !id_set_add(&graph->absent, id, NULL);
    return EDGE_ABSENT;
}

static bool add_edge(struct tree_graph *graph, uint32_t target) {
    uint32_t *grown =
        array_grow(graph->edges, &graph->edge_capacity, graph->edge_count + 1, sizeof *grown);
    if (grown) {
        graph->edges = grown;
        grown[graph->edge_count++] = target;
    }
    return grown != NULL;
}

static bool add_tree(struct tree_graph *graph, uint32_t index, const struct entries_level *level) {
    size_t *first =
        array_grow(graph->first, &graph->first_capacity, (size_t)graph->count + 2, sizeof *first);
    graph->first = first ? first : graph->first;
    uint8_t *answers =
        array_grow(graph->answers, &graph->answer_capacity, (size_t)graph->count + 1, 1);
    graph->answers = answers ? answers : graph->answers;
    if (!first || !answers) {
        return false;
    }
    uint8_t answer = 0;
    first[graph->count] = graph->edge_count;
    for (size_t i = 0; i < level->mark_count; i++) {
        uint32_t value = level->marks[i].value;
        if (value == HELD_HERE) {
            answer = TREE_LEADS;
        } else if (!add_edge(graph, value)) {
            return false;
        }
    }
    answers[graph->count++] = answer;
    first[graph->count] = graph->edge_count;
    graph->catalog->entries[index].mark = graph->count;
    return true;
}

static void each(void *context, uint32_t index, const struct unpacked *object) {
    struct tree_graph *graph = context;
    graph->exhausted |= graph->entries.parsed > graph->steps_most;
    graph->unread += object->failure && index != NOWHERE;
    if (object->failure || graph->exhausted || graph->out_of_memory) {
        return;
    }
    const struct entries_level *level = entries_read(&graph->entries, object);
    if (!level || (index != NOWHERE && !add_tree(graph, index, level))) {
        graph->out_of_memory = true;
    }
}

void tree_graph_read(struct tree_graph *graph, struct intake *intake) {
    const struct limits *limits = intake_limits(intake);
    graph->depth_most = limits->directory_depth;
    graph->steps_most = limits->history_steps;
    graph->entries = (struct entries){.judge = judge, .context = graph};
    graph->stack = calloc((size_t)graph->depth_most + 1, sizeof *graph->stack);
    for (size_t i = 0; i < graph->catalog->count; i++) {
        if (graph->catalog->entries[i].type == GIT_OBJECT_TREE) {
            graph->catalog->entries[i].mark = 0;
        }
    }
    struct pass pass = {.catalog = graph->catalog,
                        .intake = intake,
                        .type = GIT_OBJECT_TREE,
                        .each = each,
                        .context = graph};
    graph->out_of_memory |= !graph->stack || !pass_run(&pass);
    entries_release(&graph->entries);
}

/* The number of a tree; NOWHERE: it could not be read. */
static uint32_t number_of(const struct tree_graph *graph, uint32_t index) {
    return graph->catalog->entries[index].mark - 1; /* 0 becomes NOWHERE */
}

bool tree_graph_answer(const struct tree_graph *graph, uint32_t tree) {
    uint32_t number = number_of(graph, tree);
    return number != NOWHERE && graph->answers[number] == (TREE_FOLLOWED | TREE_LEADS);
}

/* The next subtree that nobody has followed; NOWHERE: none is left. What the others answered is
 * taken over; one that is still being followed lies in a ring, and answers nothing. */
static uint32_t next_unknown(struct tree_graph *graph, struct tree_frame *top) {
    while (top->next < graph->first[top->tree + 1]) {
        uint32_t index = graph->edges[top->next];
        uint32_t number = index == EDGE_ABSENT ? NOWHERE : number_of(graph, index);
        if (number == NOWHERE) {
            graph->met_absent |= index == EDGE_ABSENT;
            graph->met_unread |= index != EDGE_ABSENT;
        } else if (!(graph->answers[number] & TREE_FOLLOWED)) {
            return number; /* and comes again here when its answer is known */
        } else {
            graph->answers[top->tree] |= graph->answers[number] & TREE_LEADS;
        }
        top->next++;
    }
    return NOWHERE;
}

bool tree_graph_leads(struct tree_graph *graph, uint32_t root) {
    uint32_t number = number_of(graph, root);
    size_t depth = 0;
    if (number == NOWHERE) {
        graph->met_unread = true;
        return false;
    }
    if (!(graph->answers[number] & TREE_FOLLOWED)) {
        graph->answers[number] |= TREE_FOLLOWED;
        graph->stack[depth++] = (struct tree_frame){number, graph->first[number]};
    }
    while (depth) {
        uint32_t below = next_unknown(graph, &graph->stack[depth - 1]);
        if (below == NOWHERE) {
            depth--;
            continue;
        }
        graph->answers[below] |= TREE_FOLLOWED;
        if (depth < graph->depth_most) {
            graph->stack[depth++] = (struct tree_frame){below, graph->first[below]};
        } else {
            graph->too_deep = true;
        }
    }
    return tree_graph_answer(graph, root);
}

void tree_graph_release(struct tree_graph *graph) {
    entries_release(&graph->entries);
    id_set_release(&graph->absent);
    free(graph->first);
    free(graph->answers);
    free(graph->edges);
    free(graph->stack);
    *graph = (struct tree_graph){0};
}
