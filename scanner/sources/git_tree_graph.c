#include "sources/git_tree_graph.h"

#include <stdlib.h>

enum { MET_BITS = 16, MET = 1 << MET_BITS };

/* A tree whose subtrees are being followed. */
struct tree_frame {
    uint32_t tree; /* catalog index */
    size_t next;   /* edge */
};

static uint32_t spread(uint64_t value) {
    return (uint32_t)(value * 0x9E3779B97F4A7C15ULL >> (64 - MET_BITS));
}

/* The offset of a name, kept once as long as others do not come between. NOWHERE: no memory. */
static uint32_t name_of(struct tree_part *part, struct span name) {
    uint64_t hash = name.length;
    for (size_t i = 0; i < name.length; i++) {
        hash = (hash ^ name.bytes[i]) * 0x100000001b3ULL;
    }
    uint32_t *met = &part->met_names[spread(hash)];
    const char *names = (const char *)part->names.bytes;
    if (*met && strlen(names + *met - 1) == name.length &&
        memcmp(names + *met - 1, name.bytes, name.length) == 0) {
        return *met - 1;
    }
    size_t at = part->names.length;
    buffer_append(&part->names, name.bytes, name.length);
    buffer_append_byte(&part->names, 0);
    if (part->names.failed || part->names.length >= NOWHERE) {
        part->out_of_memory = true;
        return NOWHERE;
    }
    *met = (uint32_t)at + 1;
    return (uint32_t)at;
}

/* The index of a link, likewise. */
static uint32_t link_of(struct tree_part *part, uint32_t target, struct span text) {
    uint32_t name = name_of(part, text);
    uint32_t *met = &part->met_links[spread((uint64_t)target << 32 | name)];
    const struct tree_link *last = *met ? &part->links[*met - 1] : NULL;
    if (last && last->target == target && last->name == name) {
        return *met - 1;
    }
    struct tree_link *grown =
        array_grow(part->links, &part->link_capacity, part->link_count + 1, sizeof *grown);
    if (name == NOWHERE || !grown || part->link_count + 1 >= NOWHERE) {
        part->links = grown ? grown : part->links;
        part->out_of_memory = true;
        return NOWHERE;
    }
    part->links = grown;
    grown[part->link_count++] = (struct tree_link){target, name};
    *met = (uint32_t)part->link_count;
    return *met - 1;
}

static uint32_t judge(void *context, const struct tree_entry *entry) {
    struct tree_part *part = context;
    const struct catalog *catalog = part->graph->catalog;
    struct span id = span_of(entry->id, GIT_KEY_BYTES);
    if (!entry->is_tree && !id_set_find(part->graph->wanted, id)) {
        return NOWHERE;
    }
    uint32_t found = catalog_find(catalog, entry->id);
    if (found == NOWHERE && entry->is_tree) {
        part->out_of_memory |= !id_set_add(&part->absent, id, NULL);
        return link_of(part, LINK_ABSENT, entry->name);
    }
    if (found == NOWHERE || entry->is_tree != (catalog->entries[found].type == GIT_OBJECT_TREE)) {
        return NOWHERE;
    }
    return link_of(part, found, entry->name);
}

static bool is_tree(const struct tree_graph *graph, uint32_t target) {
    return target == LINK_ABSENT || graph->catalog->entries[target].type == GIT_OBJECT_TREE;
}

static bool add_edge(struct tree_part *part, uint32_t link) {
    uint32_t *grown =
        array_grow(part->edges, &part->edge_capacity, part->edge_count + 1, sizeof *grown);
    if (grown) {
        part->edges = grown;
        grown[part->edge_count++] = link;
    }
    return grown != NULL;
}

static bool add_tree(struct tree_part *part, uint32_t index, const struct entries_level *level) {
    struct tree_graph *graph = part->graph;
    size_t *first =
        array_grow(part->first, &part->first_capacity, (size_t)part->count + 2, sizeof *first);
    part->first = first ? first : part->first;
    uint8_t *answers =
        array_grow(part->answers, &part->answer_capacity, (size_t)part->count + 1, 1);
    part->answers = answers ? answers : part->answers;
    if (!first || !answers || part->count >= NOWHERE >> 1) {
        return false;
    }
    uint8_t answer = 0;
    first[part->count] = part->edge_count;
    for (size_t i = 0; i < level->mark_count; i++) {
        uint32_t link = level->marks[i].value;
        answer |= is_tree(graph, part->links[link].target) ? 0 : TREE_LEADS;
        if (!add_edge(part, link)) {
            return false;
        }
    }
    answers[part->count++] = answer;
    first[part->count] = part->edge_count;
    graph->catalog->entries[index].mark = part->count << 1 | (part == &graph->parts[1]);
    return true;
}

static void each(void *context, uint32_t index, const struct unpacked *object) {
    struct tree_part *part = context;
    part->exhausted |= part->entries.parsed > part->graph->steps_most;
    part->unread += object->failure && index != NOWHERE;
    if (object->failure || part->exhausted || part->out_of_memory) {
        return;
    }
    const struct entries_level *level = entries_read(&part->entries, object);
    if (!level || part->out_of_memory || (index != NOWHERE && !add_tree(part, index, level))) {
        part->out_of_memory = true;
    }
}

void tree_graph_begin(struct tree_graph *graph, struct intake *intake) {
    const struct limits *limits = intake_limits(intake);
    struct pass pass = {.catalog = graph->catalog,
                        .intake = intake,
                        .type = GIT_OBJECT_TREE,
                        .each = each,
                        .context = &graph->parts[0],
                        .other = &graph->parts[1],
                        .companion = intake_companion(intake)};
    graph->depth_most = limits->directory_depth;
    graph->steps_most = limits->history_steps;
    graph->stack = calloc((size_t)graph->depth_most + 1, sizeof *graph->stack);
    for (int i = 0; i < 2; i++) {
        struct tree_part *part = &graph->parts[i];
        *part = (struct tree_part){
            .graph = graph,
            .entries = {.judge = judge, .context = part, .id_bytes = graph->catalog->id_bytes}};
        part->met_links = calloc(MET, sizeof *part->met_links);
        part->met_names = calloc(MET, sizeof *part->met_names);
        part->out_of_memory = !graph->stack || !part->met_links || !part->met_names;
    }
    pass_begin(&graph->run, &pass);
}

void tree_graph_end(struct tree_graph *graph) {
    uint64_t parsed = 0;
    graph->out_of_memory |= !pass_end(&graph->run);
    for (int i = 0; i < 2; i++) {
        struct tree_part *part = &graph->parts[i];
        parsed += part->entries.parsed;
        graph->unread += part->unread;
        graph->exhausted |= part->exhausted;
        graph->out_of_memory |= part->out_of_memory;
        entries_release(&part->entries);
        free(part->met_links);
        free(part->met_names);
        part->met_links = part->met_names = NULL;
    }
    const struct id_set *absent = &graph->parts[0].absent; /* those that both met count once */
    graph->absent = absent->count + id_set_beyond(&graph->parts[1].absent, absent);
    graph->exhausted |= parsed > graph->steps_most;
    graph->parsed = parsed;
}

/* Where a tree was read, and its number there. NULL: it could not be read. */
static struct tree_part *part_of(struct tree_graph *graph, uint32_t tree, uint32_t *number) {
    uint32_t mark = graph->catalog->entries[tree].mark;
    *number = (mark >> 1) - 1;
    return mark ? &graph->parts[mark & 1] : NULL;
}

static uint8_t *answer_of(struct tree_graph *graph, uint32_t tree) {
    uint32_t number;
    struct tree_part *part = part_of(graph, tree, &number);
    return part ? &part->answers[number] : NULL;
}

bool tree_graph_answer(const struct tree_graph *graph, uint32_t tree) {
    uint32_t mark = graph->catalog->entries[tree].mark;
    return mark && graph->parts[mark & 1].answers[(mark >> 1) - 1] == (TREE_FOLLOWED | TREE_LEADS);
}

/* The next subtree that nobody has followed; NOWHERE: none is left. What the others answered is
 * taken over; one that is still being followed lies in a ring, and answers nothing. */
static uint32_t next_unknown(struct tree_graph *graph, struct tree_frame *top) {
    uint32_t number;
    struct tree_part *part = part_of(graph, top->tree, &number);
    uint8_t *answer = &part->answers[number];
    for (; top->next < part->first[number + 1]; top->next++) {
        uint32_t target = part->links[part->edges[top->next]].target;
        if (!is_tree(graph, target)) {
            continue;
        }
        const uint8_t *below = target == LINK_ABSENT ? NULL : answer_of(graph, target);
        if (!below) {
            graph->met_absent |= target == LINK_ABSENT;
            graph->met_unread |= target != LINK_ABSENT;
        } else if (!(*below & TREE_FOLLOWED)) {
            return target; /* and comes again here when its answer is known */
        } else {
            *answer |= *below & TREE_LEADS;
        }
    }
    return NOWHERE;
}

/* Puts a tree on the stack, if there is room. */
static bool follow(struct tree_graph *graph, size_t depth, uint32_t tree) {
    uint32_t number;
    struct tree_part *part = part_of(graph, tree, &number);
    part->answers[number] |= TREE_FOLLOWED;
    if (depth >= graph->depth_most) {
        graph->too_deep = true;
        return false;
    }
    graph->stack[depth] = (struct tree_frame){tree, part->first[number]};
    return true;
}

void tree_graph_follow(struct tree_graph *graph, uint32_t root) {
    const uint8_t *answer = answer_of(graph, root);
    graph->met_unread |= !answer;
    size_t depth = answer && !(*answer & TREE_FOLLOWED) && follow(graph, 0, root);
    while (depth) {
        uint32_t below = next_unknown(graph, &graph->stack[depth - 1]);
        if (below == NOWHERE) {
            depth--;
        } else {
            depth += follow(graph, depth, below);
        }
    }
}

void tree_graph_settle(struct tree_graph *graph) {
    for (int i = 0; i < 2; i++) {
        struct tree_part *part = &graph->parts[i];
        for (size_t k = 0; k < part->link_count; k++) {
            struct tree_link *link = &part->links[k];
            if (is_tree(graph, link->target) &&
                (link->target == LINK_ABSENT || !tree_graph_answer(graph, link->target))) {
                link->target = LINK_ABSENT;
            }
        }
    }
}

struct tree_view tree_graph_view(const struct tree_graph *graph, uint32_t tree) {
    uint32_t mark = graph->catalog->entries[tree].mark;
    const struct tree_part *part = &graph->parts[mark & 1];
    uint32_t number = (mark >> 1) - 1;
    return mark ? (struct tree_view){part, part->first[number], part->first[number + 1]}
                : (struct tree_view){0};
}

const struct tree_link *tree_view_take(struct tree_view *view, const char **name) {
    while (view->at < view->end) {
        const struct tree_link *link = &view->part->links[view->part->edges[view->at++]];
        if (link->target != LINK_ABSENT) {
            *name = (const char *)view->part->names.bytes + link->name;
            return link;
        }
    }
    return NULL;
}

void tree_graph_release(struct tree_graph *graph) {
    for (int i = 0; i < 2; i++) {
        struct tree_part *part = &graph->parts[i];
        entries_release(&part->entries);
        id_set_release(&part->absent);
        buffer_release(&part->names);
        free(part->first);
        free(part->answers);
        free(part->edges);
        free(part->links);
    }
    free(graph->stack);
    *graph = (struct tree_graph){0};
}
