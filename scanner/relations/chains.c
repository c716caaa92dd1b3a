/* The chain of every live certificate: as it is deployed, that is from its own file and the
 * truststores, or only with certificates found elsewhere, or where and by which rule it breaks. */
#include <stdlib.h>

#include "relations/alternates.h"
#include "relations/bundles.h"
#include "relations/chain_wording.h"
#include "relations/cycles.h"
#include "relations/name_constraints.h"
#include "relations/path_search.h"
#include "relations/relation.h"

struct chains {
    struct inventory *inventory;
    struct certificate_graph graph;
    struct path_details details;
    struct path_search search;
    struct chain_wording wording;
    struct buffer missing; /* uint32_t: certificates of the path that lie elsewhere */
    struct buffer detail;
    struct buffer faults; /* struct path_fault */
    struct buffer words;
    struct alternates alternates;
    bool bound_hit; /* by a search for the leaf at hand */
};

static enum outcome run(struct chains *chains, uint32_t leaf, enum path_goal goal,
                        struct path_scope scope, bool *found, struct error *error) {
    enum path_result result = PATH_NONE;
    enum outcome outcome = path_search_run(&chains->search, leaf, goal, &scope, &result, error);
    *found = outcome == DONE && result == PATH_FOUND;
    chains->bound_hit = chains->bound_hit || result == PATH_BOUND;
    return outcome;
}

/* Searches in this scope for a path without a fault, the best kind first. */
static enum outcome find(struct chains *chains, uint32_t leaf, enum path_goal goal,
                         struct path_scope scope, bool *found, struct error *error) {
    enum outcome outcome = DONE;
    *found = false;
    scope.level = chains->graph.certificates[leaf].is_deviant ? LEVEL_ENFORCED : LEVEL_CONFORMING;
    for (; scope.level <= LEVEL_VALID && !*found && outcome == DONE; scope.level++) {
        outcome = run(chains, leaf, goal, scope, found, error);
    }
    return outcome;
}

/* With certificates from everywhere, faults allowed: one that only dates are wrong with before any
 * other. */
static enum outcome find_faulty(struct chains *chains, uint32_t leaf, enum path_goal goal,
                                bool *found, struct error *error) {
    struct path_scope scope = {.everywhere = true, .level = LEVEL_UNTIMED};
    if (run(chains, leaf, goal, scope, found, error) != DONE || *found) {
        return *found ? DONE : FAILED;
    }
    scope.level = LEVEL_ANY;
    return run(chains, leaf, goal, scope, found, error);
}

/* As deployed: any one live file that holds the leaf is enough, since one that lacks the chain
 * often lies beside one that has it. *file becomes that file. */
static enum outcome find_deployed(struct chains *chains, uint32_t leaf, enum path_goal goal,
                                  int64_t *file, bool *found, struct error *error) {
    const struct certificate *certificate = &chains->graph.certificates[leaf];
    enum outcome outcome = DONE;
    *found = false;
    for (uint32_t i = 0; i < certificate->file_count && !*found && outcome == DONE; i++) {
        *file = chains->graph.files[certificate->first_file + i];
        outcome = find(chains, leaf, goal, (struct path_scope){.file = *file}, found, error);
    }
    return outcome;
}

/* The file of the leaf that holds most of the path. */
static int64_t best_file(const struct chains *chains, uint32_t leaf) {
    const struct certificate_graph *graph = &chains->graph;
    const struct certificate *certificate = &graph->certificates[leaf];
    int64_t best = 0;
    uint32_t most = 0;
    for (uint32_t i = 0; i < certificate->file_count; i++) {
        int64_t file = graph->files[certificate->first_file + i];
        uint32_t held = 0;
        for (uint32_t j = 0; j < chains->search.length; j++) {
            held += certificate_graph_in_file(graph, &graph->certificates[chains->search.path[j]],
                                              file);
        }
        best = held > most ? file : best;
        most = held > most ? held : most;
    }
    return best;
}

/* Where the path's certificate at position comes from, seen from the leaf's file. */
static const char *source_of(const struct chains *chains, uint32_t position, int64_t file) {
    const struct certificate *certificate =
        &chains->graph.certificates[chains->search.path[position]];
    bool last = position + 1 == chains->search.length;
    if (position == 0) {
        return "leaf";
    }
    if (certificate->is_trusted && last) {
        return "truststore";
    }
    if (file && certificate_graph_in_file(&chains->graph, certificate, file)) {
        return "same file";
    }
    return certificate->is_trusted ? "truststore" : "elsewhere";
}

/* A self-signed end need not be sent, wherever it lies. */
static void list_missing(struct chains *chains, int64_t file) {
    buffer_clear(&chains->missing);
    for (uint32_t i = 1; i < chains->search.length; i++) {
        uint32_t member = chains->search.path[i];
        if (strcmp(source_of(chains, i, file), "elsewhere") == 0 &&
            !chains->graph.certificates[member].is_self_signed) {
            buffer_append(&chains->missing, &member, sizeof member);
        }
    }
}

static bool verdict_is(const char *verdict, const char *other) {
    return strcmp(verdict, other) == 0;
}

static const char *purposes_text(uint8_t purposes) {
    static const char *const texts[] = {"", "client", "server", "client server"};
    return texts[purposes & (PURPOSE_CLIENT | PURPOSE_SERVER)];
}

/* What the certificates of the path deviate in: "CODE in SUBJECT; ...". */
static const char *deviations_text(struct chains *chains) {
    buffer_clear(&chains->words);
    for (uint32_t i = 0; i < chains->search.length; i++) {
        uint32_t member = chains->search.path[i];
        if (chains->graph.certificates[member].is_deviant) {
            buffer_format(&chains->words, "%s%s in %s", chains->words.length ? "; " : "",
                          path_details_of(&chains->details, member)->deviations,
                          chain_name(&chains->wording, member));
        }
    }
    return buffer_text(&chains->words);
}

static enum outcome store_faults(struct chains *chains, uint32_t leaf, struct error *error) {
    const struct certificate *certificates = chains->graph.certificates;
    const struct path_fault *faults = (const struct path_fault *)(void *)chains->faults.bytes;
    size_t count = chains->faults.length / sizeof *faults;
    enum outcome outcome = DONE;
    for (size_t i = 0; i < count && outcome == DONE; i++) {
        const struct path_fault *fault = &faults[i];
        buffer_clear(&chains->words);
        if (fault->code == FAULT_NAME_CONSTRAINT) {
            name_entry_say(&fault->name, &chains->words);
        } else if (fault->code == FAULT_FAULTY || fault->code == FAULT_LEAF_FAULTY) {
            buffer_append_text(&chains->words,
                               path_details_of(&chains->details, fault->member)->faults);
        }
        outcome = inventory_add_chain_fault(
            chains->inventory, certificates[leaf].id, (int64_t)i, path_fault_name(fault->code),
            certificates[fault->member].id, certificates[fault->other].id,
            buffer_text(&chains->words), error);
    }
    return outcome;
}

/* Stores the verdict, and as its links the path that was found last. */
static enum outcome store(struct chains *chains, uint32_t leaf, const char *verdict, int64_t file,
                          struct error *error) {
    const struct certificate *certificates = chains->graph.certificates;
    struct path_so_far path = path_search_found(&chains->search);
    const struct certificate *end = &certificates[path.certificates[path.length - 1]];
    chains->search.rules.comparisons = chains->search.most_comparisons;
    bool whole = verdict_is(verdict, "complete") || verdict_is(verdict, "elsewhere") ||
                 verdict_is(verdict, "self-signed");
    if (whole || verdict_is(verdict, "broken")) {
        path_rules_faults(&chains->search.rules, &path, &chains->faults);
    }
    bool valid = whole && chains->faults.length == 0;
    if (whole && path.length > 1 &&
        !alternates_find(&chains->alternates, &path, file, &chains->faults)) {
        return fail(error, "out of memory");
    }
    struct chain_row row = {
        .certificate = certificates[leaf].id,
        .verdict = verdict,
        .detail = buffer_text(&chains->detail),
        .valid = valid,
        .anchor = end->is_trusted       ? "truststore"
                  : end->is_self_signed ? "self-signed"
                                        : "",
        .purposes = purposes_text(path.purposes),
        .deviations = deviations_text(chains),
        .bound_hit = chains->bound_hit,
        .file = file,
    };
    if (chains->detail.failed || chains->faults.failed || chains->words.failed) {
        return fail(error, "out of memory");
    }
    enum outcome outcome = inventory_add_chain(chains->inventory, &row, error);
    for (uint32_t i = 0; i < path.length && outcome == DONE; i++) {
        outcome = inventory_add_chain_link(chains->inventory, certificates[leaf].id, i,
                                           certificates[path.certificates[i]].id,
                                           source_of(chains, i, file), error);
    }
    return outcome == DONE ? store_faults(chains, leaf, error) : outcome;
}

static enum outcome store_undecided(struct chains *chains, uint32_t leaf, const char *why,
                                    struct error *error) {
    path_search_set(&chains->search, leaf);
    buffer_append_text(&chains->detail, why);
    return store(chains, leaf, "undecided", 0, error);
}

/* No path ends well: tells where it breaks. What cannot be decided comes first, since it may be
 * sound; an issuer that is nowhere before one that is there but with another key. */
static enum outcome explain_break(struct chains *chains, uint32_t leaf, struct error *error) {
    static const struct {
        enum path_goal goal;
        const char *verdict;
    } ends[] = {{GOAL_UNDECIDED, "undecided"},
                {GOAL_MISSING, "issuer-missing"},
                {GOAL_INVALID, "signature-invalid"}};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        bool found = false;
        if (find_faulty(chains, leaf, ends[i].goal, &found, error) != DONE) {
            return FAILED;
        }
        if (found) {
            struct path_so_far path = path_search_found(&chains->search);
            const struct certificate *end =
                &chains->graph.certificates[path.certificates[path.length - 1]];
            chains->bound_hit = chains->bound_hit || end->is_partly_tried;
            chain_say_end(&chains->wording, path.certificates, path.length, &chains->detail);
            return store(chains, leaf, ends[i].verdict, best_file(chains, leaf), error);
        }
    }
    return store_undecided(chains, leaf,
                           chains->bound_hit ? "a bound of the search was hit"
                                             : "its issuers certify each other in a circle",
                           error);
}

/* No path without a fault: one with the fewest kinds of them, and what they are. */
static enum outcome judge_faulty(struct chains *chains, uint32_t leaf, enum path_goal goal,
                                 bool *stored, struct error *error) {
    if (find_faulty(chains, leaf, goal, stored, error) != DONE) {
        return FAILED;
    }
    if (!*stored) {
        return DONE;
    }
    struct path_so_far path = path_search_found(&chains->search);
    struct buffer *faults = &chains->faults;
    chains->search.rules.comparisons = chains->search.most_comparisons;
    path_rules_faults(&chains->search.rules, &path, faults);
    chain_say_broken(&chains->wording, path.certificates, path.length,
                     (const struct path_fault *)(void *)faults->bytes,
                     faults->length / sizeof(struct path_fault), &chains->detail);
    buffer_clear(faults);
    return store(chains, leaf, "broken", best_file(chains, leaf), error);
}

/* Whose path ends at a root that no truststore holds, though there are some. */
static enum outcome judge_unanchored(struct chains *chains, uint32_t leaf, bool *stored,
                                     struct error *error) {
    struct path_scope everywhere = {.everywhere = true};
    if (find(chains, leaf, GOAL_ROOT, everywhere, stored, error) != DONE) {
        return FAILED;
    }
    if (!*stored) {
        return DONE;
    }
    chain_say_unanchored(&chains->wording, chains->search.path, chains->search.length,
                         &chains->detail);
    return store(chains, leaf, "unanchored", best_file(chains, leaf), error);
}

/* With certificates from everywhere: where the missing ones are. */
static enum outcome judge_elsewhere(struct chains *chains, uint32_t leaf, enum path_goal goal,
                                    bool *stored, struct error *error) {
    struct path_scope everywhere = {.everywhere = true};
    struct path_search *search = &chains->search;
    if (find(chains, leaf, goal, everywhere, stored, error) != DONE) {
        return FAILED;
    }
    if (!*stored) {
        return DONE;
    }
    int64_t file = best_file(chains, leaf);
    list_missing(chains, file);
    chain_say_elsewhere(&chains->wording, search->path, search->length,
                        (const uint32_t *)(const void *)chains->missing.bytes,
                        (uint32_t)(chains->missing.length / sizeof(uint32_t)), &chains->detail);
    return store(chains, leaf, "elsewhere", file, error);
}

static enum outcome judge_deployed(struct chains *chains, uint32_t leaf, enum path_goal goal,
                                   bool *stored, struct error *error) {
    int64_t file = 0;
    if (find_deployed(chains, leaf, goal, &file, stored, error) != DONE) {
        return FAILED;
    }
    if (!*stored) {
        return DONE;
    }
    chain_say_complete(&chains->wording, chains->search.path, chains->search.length,
                       &chains->detail);
    return store(chains, leaf, "complete", file, error);
}

/* Who checks a client has a truststore; of a server the inventory may not know who checks it, so a
 * self-signed end will do, though a trusted one comes first. */
static enum outcome judge(struct chains *chains, uint32_t leaf, struct error *error) {
    bool trust = chains->graph.has_truststores;
    bool only_trusted = trust && chains->graph.certificates[leaf].is_client;
    enum path_goal goals[] = {trust ? GOAL_TRUSTED : GOAL_ROOT, GOAL_ROOT};
    size_t count = trust && !only_trusted ? 2 : 1;
    static enum outcome (*const steps[])(struct chains *, uint32_t, enum path_goal, bool *,
                                         struct error *) = {judge_deployed, judge_elsewhere,
                                                            judge_faulty};
    bool stored = false;
    for (size_t step = 0; step < sizeof steps / sizeof *steps; step++) {
        for (size_t i = 0; i < count; i++) {
            if (steps[step](chains, leaf, goals[i], &stored, error) != DONE) {
                return FAILED;
            }
            if (stored) {
                return DONE;
            }
        }
    }
    if (only_trusted &&
        (judge_unanchored(chains, leaf, &stored, error) != DONE ||
         (!stored && judge_faulty(chains, leaf, GOAL_ROOT, &stored, error) != DONE))) {
        return FAILED;
    }
    return stored ? DONE : explain_break(chains, leaf, error);
}

static enum outcome judge_any(struct chains *chains, uint32_t index, struct error *error) {
    const struct certificate *certificate = &chains->graph.certificates[index];
    buffer_clear(&chains->detail);
    buffer_clear(&chains->faults);
    path_details_trim(&chains->details);
    chains->bound_hit = false;
    path_search_set(&chains->search, index);
    if (!certificate->is_live) {
        return DONE;
    }
    if (certificate->is_self_signed) {
        chain_say_self_signed(&chains->wording, index, &chains->detail);
        return store(chains, index, "self-signed", 0, error);
    }
    if (certificate->link == LINK_INVALID && !certificate->is_trusted) {
        chain_say_end(&chains->wording, chains->search.path, 1, &chains->detail);
        return store(chains, index, "signature-invalid", 0, error);
    }
    return judge(chains, index, error);
}

static enum outcome prepare(struct chains *chains, struct relation_context *context,
                            struct error *error) {
    struct certificate_graph *graph = &chains->graph;
    if (certificate_graph_load(graph, context->inventory, context->at, error) != DONE ||
        certificate_graph_link(graph, context->inventory, error) != DONE ||
        path_details_init(&chains->details, graph, context->inventory, error) != DONE ||
        path_search_init(&chains->search, graph, &chains->details, context->limits, error) !=
            DONE ||
        chain_wording_init(&chains->wording, graph, context->inventory, error) != DONE) {
        return FAILED;
    }
    return alternates_init(&chains->alternates, graph) ? DONE : fail(error, "out of memory");
}

static enum outcome derive(struct relation_context *context, struct error *error) {
    struct chains chains = {.inventory = context->inventory};
    enum outcome outcome = prepare(&chains, context, error);
    for (uint32_t i = 0; i < chains.graph.count && outcome == DONE; i++) {
        outcome = judge_any(&chains, i, error);
    }
    if (outcome == DONE) {
        outcome = cycles_store(&chains.graph, context->inventory, error);
    }
    if (outcome == DONE) {
        outcome = bundles_store(&chains.graph, context->inventory, error);
    }
    if (outcome == DONE) {
        outcome = inventory_find_listings(context->inventory, error);
    }
    if (chain_wording_release(&chains.wording, error) != DONE ||
        path_details_release(&chains.details, error) != DONE) {
        outcome = FAILED;
    }
    alternates_release(&chains.alternates);
    path_search_release(&chains.search);
    certificate_graph_release(&chains.graph);
    buffer_release(&chains.missing);
    buffer_release(&chains.detail);
    buffer_release(&chains.faults);
    buffer_release(&chains.words);
    return outcome;
}

const struct relation chains_relation = {.name = "chains", .derive = derive};
