/* Which keys signed which certificates. For each certificate the keys of certificates that bear its
 * issuer's name are tried: first those that its authority key identifier points to; the others only
 * where none of them verifies, since identifiers order a search and prove nothing. */
#include <stdlib.h>

#include "relations/certificate_graph.h"

/* An issuer below one of its subject key identifiers; sorted by name and identifier. */
struct identified {
    uint64_t identifier;
    uint32_t name;
    uint32_t issuer;
};

struct signatures {
    struct relation_context *context;
    struct certificate_graph graph;
    struct identified *identified;
    uint32_t identified_count;
    uint32_t *ranked;   /* issuers of each name, best first; same offsets as graph.issuers */
    bool *narrowed;     /* certificates of which only identified issuers were tried */
    struct query *der;  /* of an artifact */
    struct query *spki; /* of a key */
};

static int compare_identified(const void *one, const void *other) {
    const struct identified *a = one;
    const struct identified *b = other;
    if (a->name != b->name) {
        return a->name < b->name ? -1 : 1;
    }
    if (a->identifier != b->identifier) {
        return a->identifier < b->identifier ? -1 : 1;
    }
    return a->issuer < b->issuer ? -1 : a->issuer > b->issuer;
}

static bool index_identifiers(struct signatures *state) {
    const struct certificate_graph *graph = &state->graph;
    state->identified = calloc((size_t)graph->count + 1, sizeof *state->identified);
    if (!state->identified) {
        return false;
    }
    for (uint32_t i = 0; i < graph->count; i++) {
        state->identified[i] =
            (struct identified){.identifier = graph->certificates[i].subject_key_identifier,
                                .name = graph->certificates[i].subject,
                                .issuer = graph->certificates[i].issuer};
    }
    qsort(state->identified, graph->count, sizeof *state->identified, compare_identified);
    for (uint32_t i = 0; i < graph->count; i++) { /* drop doubles */
        uint32_t kept = state->identified_count;
        if (kept == 0 ||
            compare_identified(&state->identified[i], &state->identified[kept - 1]) != 0) {
            state->identified[state->identified_count++] = state->identified[i];
        }
    }
    return true;
}

/* What speaks for an issuer before any signature was tried: a CA, and still in use. */
static int issuer_rank(const struct certificate_graph *graph, const struct issuer *issuer) {
    int best = 0;
    for (uint32_t i = 0; i < issuer->member_count; i++) {
        const struct certificate *member =
            &graph->certificates[graph->members[issuer->first_member + i]];
        int rank = (member->is_ca ? 2 : 0) + (member->is_live ? 1 : 0);
        best = rank > best ? rank : best;
    }
    return best;
}

/* Orders the issuers of each name by rank, one pass a rank; ties stay in the order of keys. */
static bool rank_issuers(struct signatures *state) {
    const struct certificate_graph *graph = &state->graph;
    state->ranked = calloc((size_t)graph->issuer_count + 1, sizeof *state->ranked);
    uint8_t *ranks = calloc((size_t)graph->issuer_count + 1, 1);
    if (!state->ranked || !ranks) {
        free(ranks);
        return false;
    }
    for (uint32_t i = 0; i < graph->issuer_count; i++) {
        ranks[i] = (uint8_t)issuer_rank(graph, &graph->issuers[i]);
    }
    for (uint32_t name = 0; name < graph->name_count; name++) {
        uint32_t first = graph->issuers_of_name[name];
        uint32_t end = graph->issuers_of_name[name + 1];
        uint32_t next = first;
        for (int rank = 3; rank >= 0; rank--) {
            for (uint32_t i = first; i < end; i++) {
                if (ranks[i] == rank) {
                    state->ranked[next++] = i;
                }
            }
        }
    }
    free(ranks);
    return true;
}

/* The first entry of this name and identifier, or where it would be. */
static uint32_t find_identified(const struct signatures *state, uint32_t name,
                                uint64_t identifier) {
    struct identified wanted = {.identifier = identifier, .name = name};
    uint32_t low = 0;
    uint32_t high = state->identified_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (compare_identified(&state->identified[middle], &wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_identified(const struct signatures *state, uint32_t at, uint32_t name,
                          uint64_t identifier) {
    return at < state->identified_count && state->identified[at].name == name &&
           state->identified[at].identifier == identifier;
}

static enum outcome ask(struct signatures *state, const struct certificate *certificate,
                        uint32_t issuer, struct error *error) {
    int64_t key = state->graph.issuers[issuer].key;
    if (key == 0) {
        return DONE; /* the key of that certificate could not be read: stays undecided */
    }
    const struct issuer *asked = &state->graph.issuers[issuer];
    const struct certificate *member =
        &state->graph.certificates[state->graph.members[asked->first_member]];
    if (!signing_family_fits(certificate->signature_family, member->key_family)) {
        return DONE; /* an EC key makes no RSA signature */
    }
    query_rewind(state->der);
    query_bind_number(state->der, 1, certificate->id);
    query_rewind(state->spki);
    query_bind_number(state->spki, 1, key);
    if (!query_next(state->der) || !query_next(state->spki)) {
        return fail(error, "inventory lacks a certificate or key that it names");
    }
    struct signature_service *service = state->context->signatures;
    return service->ask(service->context, certificate->id, key, query_span(state->der, 0),
                        query_span(state->spki, 0), error);
}

/* Tries the issuers that the authority key identifier names; *asked tells whether there are any. */
static enum outcome ask_identified(struct signatures *state, const struct certificate *certificate,
                                   uint64_t *asked, struct error *error) {
    uint64_t identifier = certificate->authority_key_identifier;
    uint32_t name = certificate->issuer_name;
    uint32_t at = find_identified(state, name, identifier);
    enum outcome outcome = DONE;
    for (; identifier && outcome == DONE && *asked < state->context->limits->candidates &&
           is_identified(state, at, name, identifier);
         at++) {
        outcome = ask(state, certificate, state->identified[at].issuer, error);
        ++*asked;
    }
    return outcome;
}

/* Tries all issuers with the name, or (again) all that the identifier does not name. */
static enum outcome ask_others(struct signatures *state, const struct certificate *certificate,
                               bool again, struct error *error) {
    const struct certificate_graph *graph = &state->graph;
    uint32_t name = certificate->issuer_name;
    uint64_t identifier = certificate->authority_key_identifier;
    uint64_t asked = 0;
    enum outcome outcome = DONE;
    for (uint32_t i = graph->issuers_of_name[name];
         i < graph->issuers_of_name[name + 1] && outcome == DONE &&
         asked < state->context->limits->candidates;
         i++) {
        uint32_t issuer = state->ranked[i];
        if (again) {
            struct identified wanted = {identifier, name, issuer};
            if (bsearch(&wanted, state->identified, state->identified_count,
                        sizeof *state->identified, compare_identified)) {
                continue;
            }
        }
        outcome = ask(state, certificate, issuer, error);
        asked++;
    }
    return outcome;
}

static enum outcome first_round(struct signatures *state, struct error *error) {
    enum outcome outcome = DONE;
    for (uint32_t i = 0; i < state->graph.count && outcome == DONE; i++) {
        const struct certificate *certificate = &state->graph.certificates[i];
        if (certificate->is_self_signed) {
            continue; /* known since it was read */
        }
        uint64_t asked = 0;
        outcome = ask_identified(state, certificate, &asked, error);
        state->narrowed[i] = asked > 0;
        if (outcome == DONE && asked == 0) {
            outcome = ask_others(state, certificate, false, error);
        }
    }
    struct signature_service *service = state->context->signatures;
    return outcome == DONE ? service->finish(service->context, error) : outcome;
}

static enum outcome second_round(struct signatures *state, struct error *error) {
    struct query *rows =
        query_new(state->context->inventory,
                  "SELECT DISTINCT certificate FROM signature WHERE verdict = 'valid'"
                  " ORDER BY certificate",
                  error);
    while (query_next(rows)) {
        const struct certificate *verified =
            certificate_graph_find(&state->graph, query_number(rows, 0));
        if (verified) {
            state->narrowed[verified - state->graph.certificates] = false;
        }
    }
    enum outcome outcome = query_free(rows, error);
    for (uint32_t i = 0; i < state->graph.count && outcome == DONE; i++) {
        if (state->narrowed[i]) {
            outcome = ask_others(state, &state->graph.certificates[i], true, error);
        }
    }
    struct signature_service *service = state->context->signatures;
    return outcome == DONE ? service->finish(service->context, error) : outcome;
}

static enum outcome prepare(struct signatures *state, struct error *error) {
    struct inventory *inventory = state->context->inventory;
    if (certificate_graph_load(&state->graph, inventory, state->context->at, error) != DONE) {
        return FAILED;
    }
    state->narrowed = calloc((size_t)state->graph.count + 1, sizeof *state->narrowed);
    if (!state->narrowed || !index_identifiers(state) || !rank_issuers(state)) {
        return fail(error, "out of memory");
    }
    state->der = query_new(inventory, "SELECT der FROM artifact WHERE id = ?1", error);
    state->spki = query_new(inventory, "SELECT spki FROM key WHERE id = ?1", error);
    return state->der && state->spki ? DONE : FAILED;
}

static enum outcome derive(struct relation_context *context, struct error *error) {
    struct signatures state = {.context = context};
    enum outcome outcome = prepare(&state, error);
    outcome = outcome == DONE ? first_round(&state, error) : outcome;
    outcome = outcome == DONE ? second_round(&state, error) : outcome;
    if (state.der && query_free(state.der, error) != DONE) {
        outcome = FAILED;
    }
    if (state.spki && query_free(state.spki, error) != DONE) {
        outcome = FAILED;
    }
    free(state.identified);
    free(state.ranked);
    free(state.narrowed);
    certificate_graph_release(&state.graph);
    return outcome;
}

const struct relation signatures_relation = {.name = "signatures", .derive = derive};
