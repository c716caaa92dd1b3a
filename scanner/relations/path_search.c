#include "relations/path_search.h"

#include <stdlib.h>

#include "relations/goal_distance.h"

/* What is tried next from one position; the higher rank first. */
struct candidate {
    uint64_t rank;
    uint32_t certificate;
};

enum outcome path_search_init(struct path_search *search, const struct certificate_graph *graph,
                              const struct limits *limits, struct error *error) {
    *search = (struct path_search){
        .graph = graph,
        .most_steps = limits->path_steps,
        .most_length =
            limits->path_length < UINT16_MAX ? (uint32_t)limits->path_length : UINT16_MAX,
    };
    search->failed_in = calloc((size_t)graph->count + 1, sizeof *search->failed_in);
    search->failed_at = calloc((size_t)graph->count + 1, sizeof *search->failed_at);
    search->path = calloc((size_t)search->most_length + 1, sizeof *search->path);
    search->candidates_end =
        calloc((size_t)search->most_length + 1, sizeof *search->candidates_end);
    bool complete =
        search->failed_in && search->failed_at && search->path && search->candidates_end;
    return complete ? DONE : fail(error, "out of memory");
}

void path_search_release(struct path_search *search) {
    for (int goal = 0; goal < PATH_GOALS; goal++) {
        free(search->distances[goal]);
    }
    free(search->failed_in);
    free(search->failed_at);
    free(search->path);
    free(search->candidates_end);
    buffer_release(&search->candidates);
    *search = (struct path_search){0};
}

bool path_goal_reached(enum path_goal goal, const struct certificate *certificate) {
    switch (goal) {
    case GOAL_TRUSTED:
        return certificate->is_trusted;
    case GOAL_ROOT:
        return certificate->is_trusted || certificate->link == LINK_SELF_SIGNED;
    case GOAL_UNDECIDED:
        return certificate->link == LINK_UNDECIDED;
    case GOAL_MISSING:
        return certificate->link == LINK_MISSING;
    case GOAL_INVALID:
        return certificate->link == LINK_INVALID;
    default:
        return false;
    }
}

bool path_is_sound(const struct certificate *certificate) {
    return certificate->is_valid && certificate->is_ca;
}

static bool share_a_file(const struct certificate_graph *graph, const struct certificate *leaf,
                         const struct certificate *certificate) {
    const struct certificate *fewer =
        leaf->file_count < certificate->file_count ? leaf : certificate;
    const struct certificate *more = fewer == leaf ? certificate : leaf;
    for (uint32_t i = 0; i < fewer->file_count; i++) {
        if (certificate_graph_in_file(graph, more, graph->files[fewer->first_file + i])) {
            return true;
        }
    }
    return false;
}

/* Same file, then truststores, then elsewhere; sound before unsound; then the shortest way. A
 * matching identifier only breaks ties: it proves nothing. Row order makes the rest certain. */
static uint64_t rank_of(const struct certificate *below, const struct certificate *certificate,
                        bool in_file, uint16_t distance) {
    uint64_t rank = certificate->is_valid;
    rank = rank << 1 | certificate->is_ca;
    rank = rank << 2 | (in_file ? 2U : certificate->is_trusted ? 1U : 0U);
    rank = rank << 1 | certificate->is_live;
    rank = rank << 1 | (below->authority_key_identifier != 0 &&
                        below->authority_key_identifier == certificate->subject_key_identifier);
    return rank << 16 | (uint16_t)(DISTANCE_NONE - distance);
}

static bool is_on_path(const struct path_search *search, uint32_t certificate) {
    for (uint32_t i = 0; i < search->length; i++) {
        if (search->path[i] == certificate) {
            return true;
        }
    }
    return false;
}

/* Everything that could follow the last certificate of the path, unless the rules exclude it: rules
 * on one link and those that a path must keep as a whole have their place here. */
static void consider(struct path_search *search, enum path_goal goal,
                     const struct path_scope *scope, uint32_t index) {
    const struct certificate_graph *graph = search->graph;
    const struct certificate *below = &graph->certificates[search->path[search->length - 1]];
    const struct certificate *certificate = &graph->certificates[index];
    if (scope->only_sound && !path_is_sound(certificate)) {
        return;
    }
    uint16_t distance = goal_distance(graph, search->distances[goal], goal, certificate);
    if (distance == DISTANCE_NONE || is_on_path(search, index)) {
        return;
    }
    const struct certificate *leaf = &graph->certificates[search->path[0]];
    bool in_file = scope->file ? certificate_graph_in_file(graph, certificate, scope->file)
                               : share_a_file(graph, leaf, certificate);
    if (!scope->everywhere && !in_file && !path_goal_reached(goal, certificate)) {
        return;
    }
    struct candidate candidate = {rank_of(below, certificate, in_file, distance), index};
    buffer_append(&search->candidates, &candidate, sizeof candidate);
}

/* Ascending, since candidates are taken from the end. */
static int compare_candidates(const void *one, const void *other) {
    const struct candidate *a = one;
    const struct candidate *b = other;
    if (a->rank != b->rank) {
        return a->rank < b->rank ? -1 : 1;
    }
    return a->certificate > b->certificate ? -1 : a->certificate < b->certificate;
}

static void list_candidates(struct path_search *search, enum path_goal goal,
                            const struct path_scope *scope) {
    const struct certificate_graph *graph = search->graph;
    const struct certificate *last = &graph->certificates[search->path[search->length - 1]];
    size_t start = search->candidates.length;
    for (uint32_t i = 0; i < last->parent_count; i++) {
        const struct issuer *issuer = &graph->issuers[graph->parents[last->first_parent + i]];
        for (uint32_t j = 0; j < issuer->member_count; j++) {
            consider(search, goal, scope, graph->members[issuer->first_member + j]);
        }
    }
    if (search->candidates.length > start) {
        qsort(search->candidates.bytes + start,
              (search->candidates.length - start) / sizeof(struct candidate),
              sizeof(struct candidate), compare_candidates);
    }
}

/* Lengthens the path by a certificate and lists what could follow it. */
static void enter(struct path_search *search, uint32_t certificate, enum path_goal goal,
                  const struct path_scope *scope) {
    search->candidates_end[search->length] =
        (uint32_t)(search->candidates.length / sizeof(struct candidate));
    search->path[search->length++] = certificate;
    if (search->length < search->most_length) {
        list_candidates(search, goal, scope);
    }
}

/* A certificate that led nowhere need not be tried again at the same or a later position of the
 * path: what lies beyond it is the same, and what was left out because the path holds it already
 * is being tried below. (A rule on the path as a whole would make this untrue for what it
 * excludes.) */
static bool is_known_to_fail(const struct path_search *search, uint32_t certificate) {
    return search->failed_in[certificate] == search->search &&
           search->failed_at[certificate] <= search->length;
}

static void leave(struct path_search *search) {
    uint32_t certificate = search->path[--search->length];
    search->failed_in[certificate] = search->search;
    search->failed_at[certificate] = search->length;
    search->candidates.length = search->candidates_end[search->length] * sizeof(struct candidate);
}

static enum path_result walk(struct path_search *search, enum path_goal goal,
                             const struct path_scope *scope) {
    bool cut = false; /* by length: then a path may exist beyond */
    while (search->length > 0) {
        if (path_goal_reached(goal,
                              &search->graph->certificates[search->path[search->length - 1]])) {
            return PATH_FOUND;
        }
        cut = cut || search->length == search->most_length;
        size_t first = search->candidates_end[search->length - 1] * sizeof(struct candidate);
        if (search->candidates.failed || search->steps++ >= search->most_steps) {
            return PATH_BOUND;
        }
        if (search->candidates.length <= first) {
            leave(search);
            continue;
        }
        search->candidates.length -= sizeof(struct candidate);
        struct candidate next;
        memcpy(&next, search->candidates.bytes + search->candidates.length, sizeof next);
        if (!is_known_to_fail(search, next.certificate)) {
            enter(search, next.certificate, goal, scope);
        }
    }
    return cut ? PATH_BOUND : PATH_NONE;
}

enum outcome path_search_run(struct path_search *search, uint32_t leaf, enum path_goal goal,
                             const struct path_scope *scope, enum path_result *result,
                             struct error *error) {
    const struct certificate_graph *graph = search->graph;
    if (!search->distances[goal]) {
        search->distances[goal] = goal_distances(graph, goal);
    }
    if (!search->distances[goal]) {
        return fail(error, "out of memory");
    }
    search->search++;
    search->length = 0;
    search->steps = 0;
    buffer_clear(&search->candidates);
    if (goal_distance(graph, search->distances[goal], goal, &graph->certificates[leaf]) ==
        DISTANCE_NONE) {
        *result = PATH_NONE;
        return DONE;
    }
    enter(search, leaf, goal, scope);
    *result = walk(search, goal, scope);
    return search->candidates.failed ? fail(error, "out of memory") : DONE;
}
