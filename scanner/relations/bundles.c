#include "relations/bundles.h"

#include <stdlib.h>

enum {
    MEMBERS_MOST = 64, /* more is a collection, not something to send */
    ISSUERS_MOST = 256 /* above one leaf; more is a mesh */
};

/* Issuers above a leaf. */
struct seen {
    uint32_t issuers[ISSUERS_MOST];
    int64_t depths[ISSUERS_MOST];
    uint32_t count;
};

struct member {
    uint32_t certificate;
    int64_t position;
    int64_t depth; /* from the leaf; -1: not reached */
};

struct bundle {
    int64_t file;
    struct member members[MEMBERS_MOST];
    uint32_t count;
    bool is_other; /* not a bundle: two leaves, too many, not PEM */
};

static const char select_places[] =
    "SELECT place.file, place.artifact, min(place.position), min(place.encoding = 'pem')"
    " FROM place JOIN file ON file.id = place.file"
    " JOIN artifact ON artifact.id = place.artifact"
    " WHERE artifact.kind = 'certificate' AND file.live = 1"
    " AND place.file NOT IN (SELECT file FROM truststore)"
    " AND NOT (file.source = 'git' AND EXISTS (SELECT 1 FROM file AS other"
    "  WHERE other.path = file.path AND other.container = file.container"
    "  AND other.source <> 'git'))"
    " GROUP BY place.file, place.artifact ORDER BY place.file, min(place.position), place.artifact";

/* Adds the issuers of a certificate to those seen, with their distance from the leaf. */
static void see_issuers(const struct certificate_graph *graph, const struct certificate *child,
                        int64_t depth, struct seen *seen) {
    for (uint32_t i = 0; i < child->parent_count; i++) {
        uint32_t issuer = graph->parents[child->first_parent + i];
        uint32_t known = 0;
        while (known < seen->count && seen->issuers[known] != issuer) {
            known++;
        }
        if (known == seen->count && seen->count < ISSUERS_MOST) {
            seen->issuers[seen->count] = issuer;
            seen->depths[seen->count++] = depth;
        }
    }
}

/* Breadth first from the leaf over everything that was found, since the file may lack what joins
 * its parts. False: too much for that. */
static bool measure(const struct certificate_graph *graph, uint32_t leaf, struct bundle *bundle) {
    struct seen seen = {0};
    see_issuers(graph, &graph->certificates[leaf], 1, &seen);
    for (uint32_t next = 0; next < seen.count; next++) {
        const struct issuer *issuer = &graph->issuers[seen.issuers[next]];
        for (uint32_t i = 0; i < issuer->member_count && i < ISSUERS_MOST; i++) {
            see_issuers(graph, &graph->certificates[graph->members[issuer->first_member + i]],
                        seen.depths[next] + 1, &seen);
        }
        for (uint32_t i = 0; i < bundle->count; i++) {
            struct member *member = &bundle->members[i];
            if (member->depth < 0 &&
                graph->certificates[member->certificate].issuer == seen.issuers[next]) {
                member->depth = seen.depths[next];
            }
        }
    }
    return seen.count < ISSUERS_MOST;
}

/* What could not be decided, or signs above what is missing, may be on a path: nothing is said
 * where the path ends in doubt within the file. */
static bool is_in_doubt(const struct certificate_graph *graph, const struct bundle *bundle) {
    for (uint32_t i = 0; i < bundle->count; i++) {
        const struct certificate *certificate =
            &graph->certificates[bundle->members[i].certificate];
        if (bundle->members[i].depth >= 0 && certificate->link == LINK_UNDECIDED) {
            return true;
        }
    }
    return false;
}

static enum outcome store(const struct certificate_graph *graph, struct bundle *bundle,
                          struct inventory *inventory, struct error *error) {
    uint32_t leaves = 0;
    uint32_t first = 0;
    for (uint32_t i = 0; i < bundle->count; i++) {
        const struct certificate *certificate =
            &graph->certificates[bundle->members[i].certificate];
        bool leaf = !certificate->is_ca_role && !certificate->is_ca;
        leaves += leaf;
        first = leaf ? bundle->members[i].certificate : first;
        bundle->members[i].depth = leaf ? 0 : -1;
        bundle->is_other = bundle->is_other || (leaf && certificate->is_self_signed);
    }
    if (bundle->is_other || leaves != 1 || bundle->count < 2 || !measure(graph, first, bundle)) {
        return DONE;
    }
    enum outcome outcome = DONE;
    bool doubt = is_in_doubt(graph, bundle);
    for (uint32_t i = 0; i < bundle->count && !doubt && outcome == DONE; i++) {
        const struct member *member = &bundle->members[i];
        outcome =
            inventory_add_bundle(inventory, bundle->file, member->position,
                                 graph->certificates[member->certificate].id, member->depth, error);
    }
    return outcome;
}

static void add(const struct certificate_graph *graph, struct bundle *bundle, struct query *row) {
    const struct certificate *found = certificate_graph_find(graph, query_number(row, 1));
    if (!found || bundle->count == MEMBERS_MOST || query_number(row, 3) == 0) {
        bundle->is_other = true;
        return;
    }
    bundle->members[bundle->count++] = (struct member){
        .certificate = (uint32_t)(found - graph->certificates), .position = query_number(row, 2)};
}

enum outcome bundles_store(const struct certificate_graph *graph, struct inventory *inventory,
                           struct error *error) {
    struct query *rows = query_new(inventory, select_places, error);
    struct bundle bundle = {0};
    enum outcome outcome = DONE;
    while (outcome == DONE && query_next(rows)) {
        if (query_number(rows, 0) != bundle.file) {
            outcome = store(graph, &bundle, inventory, error);
            bundle.file = query_number(rows, 0);
            bundle.count = 0;
            bundle.is_other = false;
        }
        add(graph, &bundle, rows);
    }
    if (outcome == DONE) {
        outcome = store(graph, &bundle, inventory, error);
    }
    return query_free(rows, error) == DONE ? outcome : FAILED;
}
