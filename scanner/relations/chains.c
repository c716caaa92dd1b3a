/* The chain of every certificate that is not a CA: as it is deployed, that is from its own file and
 * the truststores, or only with certificates found elsewhere, or where it breaks. Self-signed
 * certificates, and CAs whose own signature is wrong, have a row too. */
#include <stdlib.h>

#include "relations/chain_wording.h"
#include "relations/path_search.h"
#include "relations/relation.h"

struct chains {
    struct inventory *inventory;
    struct certificate_graph graph;
    struct path_search search;
    struct chain_wording wording;
    struct buffer missing; /* uint32_t: certificates of the path that lie elsewhere */
    struct buffer detail;
    bool bound_hit; /* by a search for the leaf at hand */
};

/* Searches in this scope, among sound certificates first: a path with an expired certificate is
 * only worth telling where there is no better one. */
static enum outcome find(struct chains *chains, uint32_t leaf, enum path_goal goal,
                         struct path_scope scope, bool *found, struct error *error) {
    *found = false;
    for (int pass = 0; pass < 2 && !*found; pass++) {
        enum path_result result = PATH_NONE;
        scope.only_sound = pass == 0;
        if (path_search_run(&chains->search, leaf, goal, &scope, &result, error) != DONE) {
            return FAILED;
        }
        *found = result == PATH_FOUND;
        chains->bound_hit = chains->bound_hit || result == PATH_BOUND;
    }
    return DONE;
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

/* Stores the verdict, and as its links the path that was found last. */
static enum outcome store(struct chains *chains, uint32_t leaf, const char *verdict, int64_t file,
                          struct error *error) {
    const struct certificate *certificates = chains->graph.certificates;
    if (chains->detail.failed) {
        return fail(error, "out of memory");
    }
    enum outcome outcome = inventory_add_chain(chains->inventory, certificates[leaf].id, verdict,
                                               buffer_text(&chains->detail), error);
    for (uint32_t i = 0; i < chains->search.length && outcome == DONE; i++) {
        outcome = inventory_add_chain_link(chains->inventory, certificates[leaf].id, i,
                                           certificates[chains->search.path[i]].id,
                                           source_of(chains, i, file), error);
    }
    return outcome;
}

/* Makes the leaf alone the path. */
static void path_of_leaf(struct chains *chains, uint32_t leaf) {
    chains->search.path[0] = leaf;
    chains->search.length = 1;
}

static enum outcome store_undecided(struct chains *chains, uint32_t leaf, const char *why,
                                    struct error *error) {
    path_of_leaf(chains, leaf);
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
    struct path_scope scope = {.everywhere = true};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        bool found = false;
        if (find(chains, leaf, ends[i].goal, scope, &found, error) != DONE) {
            return FAILED;
        }
        if (found) {
            chain_say_end(&chains->wording, chains->search.path, chains->search.length,
                          &chains->detail);
            return store(chains, leaf, ends[i].verdict, best_file(chains, leaf), error);
        }
    }
    return store_undecided(chains, leaf,
                           chains->bound_hit ? "a bound of the search was hit"
                                             : "its issuers certify each other in a circle",
                           error);
}

/* With certificates from everywhere: where the missing ones are, or that it ends untrusted. */
static enum outcome judge_elsewhere(struct chains *chains, uint32_t leaf, enum path_goal goal,
                                    struct error *error) {
    struct path_scope everywhere = {.everywhere = true};
    struct path_search *search = &chains->search;
    bool found = false;
    if (find(chains, leaf, goal, everywhere, &found, error) != DONE) {
        return FAILED;
    }
    if (found) {
        int64_t file = best_file(chains, leaf);
        list_missing(chains, file);
        chain_say_elsewhere(&chains->wording, search->path, search->length,
                            (const uint32_t *)(const void *)chains->missing.bytes,
                            (uint32_t)(chains->missing.length / sizeof(uint32_t)), &chains->detail);
        return store(chains, leaf, "elsewhere", file, error);
    }
    if (chains->bound_hit) {
        return store_undecided(chains, leaf, "a bound of the search was hit", error);
    }
    if (goal == GOAL_TRUSTED) {
        if (find(chains, leaf, GOAL_ROOT, everywhere, &found, error) != DONE) {
            return FAILED;
        }
        if (found) {
            chain_say_unanchored(&chains->wording, search->path, search->length, &chains->detail);
            return store(chains, leaf, "unanchored", best_file(chains, leaf), error);
        }
    }
    return explain_break(chains, leaf, error);
}

static enum outcome judge(struct chains *chains, uint32_t leaf, struct error *error) {
    const struct certificate *certificate = &chains->graph.certificates[leaf];
    /* Who checks a client has a truststore; of a server the inventory may not know who checks it.
     */
    enum path_goal goal =
        certificate->is_client && chains->graph.has_truststores ? GOAL_TRUSTED : GOAL_ROOT;
    bool found = false;
    int64_t file = 0;
    if (find_deployed(chains, leaf, goal, &file, &found, error) != DONE) {
        return FAILED;
    }
    if (found) {
        chain_say_complete(&chains->wording, chains->search.path, chains->search.length,
                           &chains->detail);
        return store(chains, leaf, "complete", file, error);
    }
    return judge_elsewhere(chains, leaf, goal, error);
}

static enum outcome judge_any(struct chains *chains, uint32_t index, struct error *error) {
    const struct certificate *certificate = &chains->graph.certificates[index];
    buffer_clear(&chains->detail);
    chains->bound_hit = false;
    path_of_leaf(chains, index);
    if (!certificate->is_live) {
        return DONE;
    }
    if (certificate->is_self_signed) {
        chain_say_self_signed(&chains->wording, index, &chains->detail);
        return store(chains, index, "self-signed", 0, error);
    }
    if (certificate->is_ca_role && certificate->link != LINK_INVALID) {
        return DONE;
    }
    if (certificate->link == LINK_INVALID) {
        chain_say_end(&chains->wording, chains->search.path, 1, &chains->detail);
        return store(chains, index, "signature-invalid", 0, error);
    }
    return judge(chains, index, error);
}

static enum outcome prepare(struct chains *chains, struct relation_context *context,
                            struct error *error) {
    struct certificate_graph *graph = &chains->graph;
    enum outcome outcome = certificate_graph_load(graph, context->inventory, context->at, error);
    outcome = outcome == DONE ? certificate_graph_link(graph, context->inventory, error) : outcome;
    if (outcome == DONE) {
        outcome = path_search_init(&chains->search, graph, context->limits, error);
    }
    if (outcome == DONE) {
        outcome = chain_wording_init(&chains->wording, graph, context->inventory, error);
    }
    return outcome;
}

static enum outcome derive(struct relation_context *context, struct error *error) {
    struct chains chains = {.inventory = context->inventory};
    enum outcome outcome = prepare(&chains, context, error);
    for (uint32_t i = 0; i < chains.graph.count && outcome == DONE; i++) {
        outcome = judge_any(&chains, i, error);
    }
    if (chain_wording_release(&chains.wording, error) != DONE) {
        outcome = FAILED;
    }
    path_search_release(&chains.search);
    certificate_graph_release(&chains.graph);
    buffer_release(&chains.missing);
    buffer_release(&chains.detail);
    return outcome;
}

const struct relation chains_relation = {.name = "chains", .derive = derive};
