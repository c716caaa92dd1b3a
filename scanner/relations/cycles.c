#include "relations/cycles.h"

#include <stdlib.h>

/* Tarjan's algorithm over issuers, without recursion. An edge leads from an issuer to each issuer
 * that signed one of its certificates. */
struct visit {
    uint32_t order;  /* when first seen, from 1; 0: not yet */
    uint32_t low;    /* the earliest seen that it reaches */
    uint32_t member; /* edges: the next of its certificates, */
    uint32_t parent; /* and the next of that one's parents */
    bool is_open;    /* on the stack of those not yet in a set */
};

struct cycles {
    const struct certificate_graph *graph;
    struct inventory *inventory;
    struct visit *visits;
    uint32_t *path; /* being visited, outermost first */
    uint32_t depth;
    uint32_t *open;
    uint32_t open_count;
    uint32_t order;
    int64_t stored;
};

static void begin(struct cycles *cycles, uint32_t issuer) {
    struct visit *visit = &cycles->visits[issuer];
    *visit = (struct visit){.order = ++cycles->order, .low = cycles->order, .is_open = true};
    cycles->path[cycles->depth++] = issuer;
    cycles->open[cycles->open_count++] = issuer;
}

/* The issuer at the end of the next edge; false when there is none left. */
static bool next_edge(struct cycles *cycles, uint32_t issuer, uint32_t *end) {
    const struct certificate_graph *graph = cycles->graph;
    struct visit *visit = &cycles->visits[issuer];
    const struct issuer *from = &graph->issuers[issuer];
    for (; visit->member < from->member_count; visit->member++, visit->parent = 0) {
        const struct certificate *certificate =
            &graph->certificates[graph->members[from->first_member + visit->member]];
        if (visit->parent < certificate->parent_count) {
            *end = graph->parents[certificate->first_parent + visit->parent++];
            return true;
        }
    }
    return false;
}

/* The set that ends with this issuer, the last ones opened. */
static enum outcome close_set(struct cycles *cycles, uint32_t issuer, struct error *error) {
    uint32_t end = cycles->open_count;
    uint32_t first = end;
    do {
        cycles->visits[cycles->open[--first]].is_open = false;
    } while (cycles->open[first] != issuer);
    cycles->open_count = first;
    if (end - first < 2) {
        return DONE;
    }
    cycles->stored++;
    enum outcome outcome = DONE;
    for (uint32_t i = first; i < end && outcome == DONE; i++) {
        const struct issuer *member = &cycles->graph->issuers[cycles->open[i]];
        const struct certificate *certificate =
            &cycles->graph->certificates[cycles->graph->members[member->first_member]];
        outcome = inventory_add_cycle(cycles->inventory, cycles->stored, certificate->id, error);
    }
    return outcome;
}

static enum outcome visit_from(struct cycles *cycles, uint32_t start, struct error *error) {
    enum outcome outcome = DONE;
    begin(cycles, start);
    while (cycles->depth > 0 && outcome == DONE) {
        uint32_t issuer = cycles->path[cycles->depth - 1];
        struct visit *visit = &cycles->visits[issuer];
        uint32_t end = 0;
        if (next_edge(cycles, issuer, &end)) {
            struct visit *other = &cycles->visits[end];
            if (other->order == 0) {
                begin(cycles, end);
            } else if (other->is_open && other->order < visit->low) {
                visit->low = other->order;
            }
            continue;
        }
        cycles->depth--;
        if (visit->low == visit->order) {
            outcome = close_set(cycles, issuer, error);
        }
        if (cycles->depth > 0) {
            struct visit *above = &cycles->visits[cycles->path[cycles->depth - 1]];
            above->low = visit->low < above->low ? visit->low : above->low;
        }
    }
    return outcome;
}

enum outcome cycles_store(const struct certificate_graph *graph, struct inventory *inventory,
                          struct error *error) {
    struct cycles cycles = {.graph = graph, .inventory = inventory};
    size_t room = (size_t)graph->issuer_count + 1;
    cycles.visits = calloc(room, sizeof *cycles.visits);
    cycles.path = calloc(room, sizeof *cycles.path);
    cycles.open = calloc(room, sizeof *cycles.open);
    enum outcome outcome =
        cycles.visits && cycles.path && cycles.open ? DONE : fail(error, "out of memory");
    for (uint32_t i = 0; i < graph->issuer_count && outcome == DONE; i++) {
        if (cycles.visits[i].order == 0) {
            outcome = visit_from(&cycles, i, error);
        }
    }
    free(cycles.visits);
    free(cycles.path);
    free(cycles.open);
    return outcome;
}
