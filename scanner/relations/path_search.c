#include "relations/path_search.h"

#include <stdlib.h>

#include "relations/goal_distance.h"

/* What is tried next from one position; the higher rank first. */
struct candidate {
    uint64_t rank;
    uint32_t certificate;
};

struct path_position {
    uint32_t first_candidate; /* in candidates */
    uint32_t intermediates;   /* the sums of path_so_far, up to here */
    uint8_t purposes;
    bool is_tainted; /* something was left out beyond here because of what lies below */
};

enum outcome path_search_init(struct path_search *search, const struct certificate_graph *graph,
                              struct path_details *details, const struct limits *limits,
                              struct error *error) {
    *search = (struct path_search){
        .graph = graph,
        .rules = {.graph = graph, .details = details},
        .most_steps = limits->path_steps,
        .most_comparisons = limits->constraint_comparisons,
        .steps_left = limits->path_steps_total,
        .most_length =
            limits->path_length < UINT16_MAX ? (uint32_t)limits->path_length : UINT16_MAX,
    };
    search->failed_in = calloc((size_t)graph->count + 1, sizeof *search->failed_in);
    search->failed_at = calloc((size_t)graph->count + 1, sizeof *search->failed_at);
    search->path = calloc((size_t)search->most_length + 1, sizeof *search->path);
    search->positions = calloc((size_t)search->most_length + 1, sizeof *search->positions);
    bool complete = search->failed_in && search->failed_at && search->path && search->positions;
    return complete ? DONE : fail(error, "out of memory");
}

void path_search_release(struct path_search *search) {
    for (int goal = 0; goal < PATH_GOALS; goal++) {
        free(search->distances[goal]);
    }
    free(search->failed_in);
    free(search->failed_at);
    free(search->path);
    free(search->positions);
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

static bool is_on_path(const struct path_search *search, const struct certificate *certificate) {
    for (uint32_t i = 0; i < search->length; i++) {
        if (search->graph->certificates[search->path[i]].issuer == certificate->issuer) {
            return true;
        }
    }
    return false;
}

struct path_so_far path_search_found(const struct path_search *search) {
    const struct path_position *last = &search->positions[search->length - 1];
    return (struct path_so_far){search->path, search->length, last->intermediates, last->purposes};
}

/* Everything that could follow the last certificate of the path, unless the rules exclude it. */
static void consider(struct path_search *search, enum path_goal goal,
                     const struct path_scope *scope, uint32_t index) {
    const struct certificate_graph *graph = search->graph;
    const struct certificate *below = &graph->certificates[search->path[search->length - 1]];
    const struct certificate *certificate = &graph->certificates[index];
    uint16_t distance = goal_distance(graph, search->distances[goal], goal, certificate);
    if (distance == DISTANCE_NONE || is_on_path(search, certificate)) {
        return;
    }
    const struct certificate *leaf = &graph->certificates[search->path[0]];
    bool in_file = scope->file ? certificate_graph_in_file(graph, certificate, scope->file)
                               : share_a_file(graph, leaf, certificate);
    if (!scope->everywhere && !in_file && !path_goal_reached(goal, certificate)) {
        return;
    }
    struct path_so_far path = path_search_found(search);
    enum rule_answer answer = path_rules_admit(&search->rules, &path, index, scope->level);
    if (answer != RULE_KEPT) {
        struct path_position *last = &search->positions[search->length - 1];
        last->is_tainted = last->is_tainted || answer == RULE_BROKEN_BY_PATH;
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
        for (uint32_t j = 0; j < issuer->member_count && search->steps_left > 0; j++) {
            search->steps_left--;
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
    const struct certificate *entered = &search->graph->certificates[certificate];
    struct path_position *position = &search->positions[search->length];
    *position = (struct path_position){
        .first_candidate = (uint32_t)(search->candidates.length / sizeof(struct candidate)),
        .purposes = entered->purposes,
    };
    if (search->length > 0) {
        const struct path_position *below = position - 1;
        position->intermediates = below->intermediates + !entered->is_self_issued;
        position->purposes &= below->purposes;
    }
    search->path[search->length++] = certificate;
    if (search->length < search->most_length) {
        list_candidates(search, goal, scope);
    }
}

/* A certificate that led nowhere need not be tried again at the same or a later position of the
 * path: what lies beyond it is the same, and what was left out because the path holds its subject
 * and key already is being tried below. Where a rule left something out because of the path, this
 * is not so. */
static bool is_known_to_fail(const struct path_search *search, uint32_t certificate) {
    return search->failed_in[certificate] == search->search &&
           search->failed_at[certificate] <= search->length;
}

static void leave(struct path_search *search) {
    uint32_t certificate = search->path[--search->length];
    struct path_position *position = &search->positions[search->length];
    search->candidates.length = position->first_candidate * sizeof(struct candidate);
    if (position->is_tainted) {
        if (search->length > 0) {
            position[-1].is_tainted = true;
        }
        return;
    }
    search->failed_in[certificate] = search->search;
    search->failed_at[certificate] = search->length;
}

/* Does the path end here, policies allowing? */
static bool has_arrived(struct path_search *search, enum path_goal goal,
                        const struct path_scope *scope) {
    struct path_position *last = &search->positions[search->length - 1];
    if (!path_goal_reached(goal, &search->graph->certificates[search->path[search->length - 1]])) {
        return false;
    }
    struct path_so_far path = path_search_found(search);
    bool allowed = path_rules_end(&search->rules, &path, scope->level);
    last->is_tainted = last->is_tainted || !allowed;
    return allowed;
}

static enum path_result walk(struct path_search *search, enum path_goal goal,
                             const struct path_scope *scope) {
    bool cut = false; /* by length: then a path may exist beyond */
    bool entered = true;
    while (search->length > 0) {
        if (entered && has_arrived(search, goal, scope)) {
            return PATH_FOUND;
        }
        entered = false;
        cut = cut || search->length == search->most_length;
        size_t first =
            search->positions[search->length - 1].first_candidate * sizeof(struct candidate);
        if (search->candidates.failed || search->steps++ >= search->most_steps ||
            search->steps_left == 0 || search->rules.comparisons == 0) {
            return PATH_BOUND;
        }
        search->steps_left--;
        if (search->candidates.length <= first) {
            leave(search);
            continue;
        }
        search->candidates.length -= sizeof(struct candidate);
        struct candidate next;
        memcpy(&next, search->candidates.bytes + search->candidates.length, sizeof next);
        if (!is_known_to_fail(search, next.certificate)) {
            enter(search, next.certificate, goal, scope);
            entered = true;
        }
    }
    return cut ? PATH_BOUND : PATH_NONE;
}

void path_search_set(struct path_search *search, uint32_t certificate) {
    const struct certificate *alone = &search->graph->certificates[certificate];
    search->path[0] = certificate;
    search->length = 1;
    search->positions[0] = (struct path_position){.purposes = alone->purposes};
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
    search->rules.comparisons = search->most_comparisons;
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
