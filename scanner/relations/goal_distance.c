#include "relations/goal_distance.h"

#include <stdlib.h>

uint16_t goal_distance(const struct certificate_graph *graph, const uint16_t *distances,
                       enum path_goal goal, const struct certificate *certificate) {
    if (path_goal_reached(goal, certificate)) {
        return 0;
    }
    uint16_t best = DISTANCE_NONE;
    for (uint32_t i = 0; i < certificate->parent_count; i++) {
        uint16_t distance = distances[graph->parents[certificate->first_parent + i]];
        best = distance < best ? distance : best;
    }
    return best < DISTANCE_NONE - 1 ? (uint16_t)(best + 1) : DISTANCE_NONE;
}

/* For each issuer the issuers of the certificates it signed: links turned round. */
struct descent {
    uint32_t *first; /* issuer -> into children; one more entry ends the last */
    uint32_t *children;
};

static bool turn_round(const struct certificate_graph *graph, struct descent *descent) {
    uint32_t links = 0;
    for (uint32_t i = 0; i < graph->count; i++) {
        links += graph->certificates[i].parent_count;
    }
    descent->first = calloc((size_t)graph->issuer_count + 2, sizeof *descent->first);
    descent->children = calloc((size_t)links + 1, sizeof *descent->children);
    if (!descent->first || !descent->children) {
        return false;
    }
    /* Counts go two places up and become starts one place up; filling moves these into place. */
    uint32_t *starts = descent->first + 1;
    for (uint32_t i = 0; i < links; i++) {
        if (graph->parents[i] + 1 < graph->issuer_count) {
            starts[graph->parents[i] + 1]++;
        }
    }
    for (uint32_t i = 1; i < graph->issuer_count; i++) {
        starts[i] += starts[i - 1];
    }
    for (uint32_t i = 0; i < graph->count; i++) {
        const struct certificate *certificate = &graph->certificates[i];
        for (uint32_t j = 0; j < certificate->parent_count; j++) {
            uint32_t parent = graph->parents[certificate->first_parent + j];
            descent->children[starts[parent]++] = certificate->issuer;
        }
    }
    return true;
}

static uint32_t start_at_goals(const struct certificate_graph *graph, enum path_goal goal,
                               uint16_t *distances, uint32_t *queue) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < graph->issuer_count; i++) {
        distances[i] = DISTANCE_NONE;
    }
    for (uint32_t i = 0; i < graph->count; i++) {
        const struct certificate *certificate = &graph->certificates[i];
        if (path_goal_reached(goal, certificate) && distances[certificate->issuer] != 0) {
            distances[certificate->issuer] = 0;
            queue[count++] = certificate->issuer;
        }
    }
    return count;
}

uint16_t *goal_distances(const struct certificate_graph *graph, enum path_goal goal) {
    uint16_t *distances = calloc((size_t)graph->issuer_count + 1, sizeof *distances);
    uint32_t *queue = calloc((size_t)graph->issuer_count + 1, sizeof *queue);
    struct descent descent = {0};
    if (!distances || !queue || !turn_round(graph, &descent)) {
        free(distances);
        distances = NULL;
        goto out;
    }
    uint32_t count = start_at_goals(graph, goal, distances, queue);
    for (uint32_t next = 0; next < count; next++) {
        uint32_t issuer = queue[next];
        uint16_t further = (uint16_t)(distances[issuer] + 1);
        for (uint32_t i = descent.first[issuer];
             i < descent.first[issuer + 1] && further < DISTANCE_NONE; i++) {
            uint32_t child = descent.children[i];
            if (distances[child] == DISTANCE_NONE) {
                distances[child] = further;
                queue[count++] = child;
            }
        }
    }
out:
    free(queue);
    free(descent.first);
    free(descent.children);
    return distances;
}
