#include "relations/certificate_graph.h"

#include <stdlib.h>

#include "base/id_set.h"
#include "relations/rule_facts.h"

void certificate_graph_release(struct certificate_graph *graph) {
    free(graph->certificates);
    free(graph->issuers_of_name);
    free(graph->issuers);
    free(graph->members);
    free(graph->parents);
    free(graph->files);
    *graph = (struct certificate_graph){0};
}

struct certificate *certificate_graph_find(const struct certificate_graph *graph, int64_t id) {
    uint32_t low = 0;
    uint32_t high = graph->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (graph->certificates[middle].id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < graph->count && graph->certificates[low].id == id;
    return found ? &graph->certificates[low] : NULL;
}

bool certificate_graph_in_file(const struct certificate_graph *graph,
                               const struct certificate *certificate, int64_t file) {
    const int64_t *files = graph->files + certificate->first_file;
    uint32_t low = 0;
    uint32_t high = certificate->file_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (files[middle] < file) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < certificate->file_count && files[low] == file;
}

/* FNV-1a; equal identifiers give equal numbers, and a rare collision only changes an order. */
static uint64_t identifier_hash(const char *text) {
    uint64_t value = 0xcbf29ce484222325ULL;
    for (; *text; text++) {
        value = (value ^ (uint8_t)*text) * 0x100000001b3ULL;
    }
    return value == 0xcbf29ce484222325ULL ? 0 : value;
}

static bool name_number(struct id_set *names, struct span digest, uint32_t *number) {
    bool added = false;
    uint64_t *value = id_set_add(names, digest, &added);
    if (value && added) {
        *value = names->count - 1;
    }
    *number = value ? (uint32_t)*value : 0;
    return value != NULL;
}

static bool read_certificate(struct query *row, const char *at, struct id_set *names,
                             struct certificate *certificate) {
    const char *role = query_text(row, 11);
    *certificate = (struct certificate){
        .id = query_number(row, 0),
        .key = query_number(row, 1),
        .is_ca = query_number(row, 4) != 0,
        .is_self_issued = query_number(row, 5) != 0,
        .is_self_signed = query_number(row, 6) != 0,
        .is_valid = strcmp(query_text(row, 7), at) <= 0 && strcmp(at, query_text(row, 8)) <= 0,
        .is_expired = strcmp(query_text(row, 8), at) < 0,
        .subject_key_identifier = identifier_hash(query_text(row, 9)),
        .authority_key_identifier = identifier_hash(query_text(row, 10)),
        .is_ca_role = strcmp(role, "ca") == 0,
        .is_client = strcmp(role, "client") == 0,
        .key_family = signing_family_of_key(query_text(row, 12)),
        .signature_family = signing_family_of_signature(query_text(row, 13)),
    };
    rule_facts_read(row, certificate);
    return name_number(names, query_span(row, 2), &certificate->subject) &&
           name_number(names, query_span(row, 3), &certificate->issuer_name);
}

static enum outcome load_certificates(struct certificate_graph *graph, struct inventory *inventory,
                                      const char *at, struct error *error) {
    int64_t count = 0;
    if (query_single(inventory, "SELECT COUNT(*) FROM artifact WHERE kind = 'certificate'", &count,
                     error) != DONE) {
        return FAILED;
    }
    if (count >= UINT32_MAX / 2) {
        return fail(error, "more certificates than chains can be built for");
    }
    graph->certificates = calloc((size_t)count + 1, sizeof *graph->certificates);
    struct id_set names = {0};
    struct query *rows = query_new(
        inventory,
        "SELECT id, key, subject_name, issuer_name, is_ca, is_self_issued, is_self_signed,"
        " not_before, not_after, subject_key_identifier, authority_key_identifier, role,"
        " algorithm, signature_algorithm, path_length, key_usage, extended_key_usage, faults,"
        " deviations, constraints IS NOT NULL, policy"
        " FROM artifact WHERE kind = 'certificate' ORDER BY id",
        error);
    enum outcome outcome = graph->certificates ? DONE : fail(error, "out of memory");
    while (outcome == DONE && graph->count < count && query_next(rows)) {
        if (!read_certificate(rows, at, &names, &graph->certificates[graph->count])) {
            outcome = fail(error, "out of memory");
        }
        graph->count++;
    }
    graph->name_count = (uint32_t)names.count;
    id_set_release(&names);
    return query_free(rows, error) == DONE ? outcome : FAILED;
}

/* The live files of each certificate. */
static enum outcome load_files(struct certificate_graph *graph, struct inventory *inventory,
                               struct error *error) {
    struct query *rows =
        query_new(inventory,
                  "SELECT DISTINCT place.artifact, place.file FROM place"
                  " JOIN artifact ON artifact.id = place.artifact JOIN file ON file.id = place.file"
                  " WHERE artifact.kind = 'certificate' AND file.live = 1"
                  " ORDER BY place.artifact, place.file",
                  error);
    struct buffer files = {0};
    while (query_next(rows)) {
        struct certificate *certificate = certificate_graph_find(graph, query_number(rows, 0));
        int64_t file = query_number(rows, 1);
        uint32_t at = (uint32_t)(files.length / sizeof file);
        if (certificate && at < UINT32_MAX / 2) {
            certificate->first_file = certificate->file_count ? certificate->first_file : at;
            certificate->file_count++;
            certificate->is_live = true;
            buffer_append(&files, &file, sizeof file);
        }
    }
    bool failed = files.failed;
    graph->files = (int64_t *)(void *)files.bytes; /* the graph owns it from here */
    if (query_free(rows, error) != DONE) {
        return FAILED;
    }
    return failed ? fail(error, "out of memory") : DONE;
}

static enum outcome load_truststores(struct certificate_graph *graph, struct inventory *inventory,
                                     struct error *error) {
    struct query *rows = query_new(inventory,
                                   "SELECT DISTINCT place.artifact FROM truststore"
                                   " JOIN place ON place.file = truststore.file"
                                   " ORDER BY place.artifact",
                                   error);
    while (query_next(rows)) {
        struct certificate *certificate = certificate_graph_find(graph, query_number(rows, 0));
        if (certificate) {
            certificate->is_trusted = true;
            certificate->is_deviant = certificate->is_deviant_as_anchor;
            graph->has_truststores = true;
        }
    }
    return query_free(rows, error);
}

static enum outcome load_revoked(struct certificate_graph *graph, struct inventory *inventory,
                                 struct error *error) {
    struct query *rows = query_new(
        inventory,
        "SELECT certificate FROM revocation WHERE state = 'revoked' ORDER BY certificate", error);
    while (query_next(rows)) {
        struct certificate *certificate = certificate_graph_find(graph, query_number(rows, 0));
        if (certificate) {
            certificate->is_revoked = true;
        }
    }
    return query_free(rows, error);
}

/* Sort key of a certificate among the members of issuers. */
struct membership {
    uint32_t name;
    uint32_t certificate;
    int64_t key;
};

static int compare_memberships(const void *one, const void *other) {
    const struct membership *a = one;
    const struct membership *b = other;
    if (a->name != b->name) {
        return a->name < b->name ? -1 : 1;
    }
    if (a->key != b->key) {
        return a->key < b->key ? -1 : 1;
    }
    return a->certificate < b->certificate ? -1 : a->certificate > b->certificate;
}

/* Groups sorted memberships into issuers, and issuers under their names. */
static void group_issuers(struct certificate_graph *graph, const struct membership *sorted) {
    uint32_t name = 0;
    for (uint32_t i = 0; i < graph->count; i++) {
        bool first =
            i == 0 || sorted[i].name != sorted[i - 1].name || sorted[i].key != sorted[i - 1].key;
        if (first) {
            while (name <= sorted[i].name) {
                graph->issuers_of_name[name++] = graph->issuer_count;
            }
            graph->issuers[graph->issuer_count++] =
                (struct issuer){.name = sorted[i].name, .key = sorted[i].key, .first_member = i};
        }
        struct issuer *issuer = &graph->issuers[graph->issuer_count - 1];
        issuer->member_count++;
        graph->members[i] = sorted[i].certificate;
        graph->certificates[sorted[i].certificate].issuer = graph->issuer_count - 1;
    }
    while (name <= graph->name_count) {
        graph->issuers_of_name[name++] = graph->issuer_count;
    }
}

static enum outcome make_issuers(struct certificate_graph *graph, struct error *error) {
    size_t room = (size_t)graph->count + 1;
    struct membership *sorted = calloc(room, sizeof *sorted);
    graph->members = calloc(room, sizeof *graph->members);
    graph->issuers = calloc(room, sizeof *graph->issuers);
    graph->issuers_of_name = calloc((size_t)graph->name_count + 1, sizeof *graph->issuers_of_name);
    bool room_found = sorted && graph->members && graph->issuers && graph->issuers_of_name;
    if (room_found) {
        for (uint32_t i = 0; i < graph->count; i++) {
            sorted[i] = (struct membership){.name = graph->certificates[i].subject,
                                            .certificate = i,
                                            .key = graph->certificates[i].key};
        }
        qsort(sorted, graph->count, sizeof *sorted, compare_memberships);
        group_issuers(graph, sorted);
    }
    free(sorted);
    return room_found ? DONE : fail(error, "out of memory");
}

enum outcome certificate_graph_load(struct certificate_graph *graph, struct inventory *inventory,
                                    const char *at, struct error *error) {
    enum outcome outcome = load_certificates(graph, inventory, at, error);
    outcome = outcome == DONE ? load_files(graph, inventory, error) : outcome;
    outcome = outcome == DONE ? load_truststores(graph, inventory, error) : outcome;
    outcome = outcome == DONE ? load_revoked(graph, inventory, error) : outcome;
    return outcome == DONE ? make_issuers(graph, error) : outcome;
}

/* The issuer with this name and key, or issuer_count. */
static uint32_t find_issuer(const struct certificate_graph *graph, uint32_t name, int64_t key) {
    uint32_t low = graph->issuers_of_name[name];
    uint32_t end = graph->issuers_of_name[name + 1];
    uint32_t high = end;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (graph->issuers[middle].key < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < end && graph->issuers[low].key == key ? low : graph->issuer_count;
}

/* Could this issuer have signed the certificate, as far as names and identifiers tell? */
static bool counts(const struct certificate_graph *graph, const struct certificate *certificate,
                   const struct issuer *issuer) {
    for (uint32_t i = 0; i < issuer->member_count; i++) {
        const struct certificate *member =
            &graph->certificates[graph->members[issuer->first_member + i]];
        bool identified = certificate->authority_key_identifier == 0 ||
                          member->subject_key_identifier == 0 ||
                          certificate->authority_key_identifier == member->subject_key_identifier;
        if (identified && signing_family_fits(certificate->signature_family, member->key_family)) {
            return true;
        }
    }
    return false;
}

/* The state of a certificate that no key verified; the verdicts are those of its issuers, ordered
 * by key. */
static enum link_state state_without_issuer(const struct certificate_graph *graph,
                                            struct certificate *certificate,
                                            const struct buffer *tried, bool undecided) {
    const int64_t *keys = (const int64_t *)(const void *)tried->bytes;
    size_t key_count = tried->length / sizeof *keys;
    size_t next = 0;
    uint32_t counted = 0;
    for (uint32_t i = graph->issuers_of_name[certificate->issuer_name];
         i < graph->issuers_of_name[certificate->issuer_name + 1]; i++) {
        const struct issuer *issuer = &graph->issuers[i];
        while (next < key_count && keys[next] < issuer->key) {
            next++;
        }
        bool was_tried = next < key_count && keys[next] == issuer->key;
        if (counts(graph, certificate, issuer)) {
            counted++;
            certificate->is_partly_tried = certificate->is_partly_tried || !was_tried;
        }
    }
    if (undecided || certificate->is_partly_tried) {
        return LINK_UNDECIDED;
    }
    return counted ? LINK_INVALID : LINK_MISSING;
}

/* Reads the verdicts on one certificate; rows stands on its first one, where it has any. */
static void link_certificate(struct certificate_graph *graph, struct certificate *certificate,
                             struct query *rows, bool *waits, struct buffer *tried,
                             struct buffer *parents) {
    bool undecided = false;
    buffer_clear(tried);
    certificate->first_parent = (uint32_t)(parents->length / sizeof(uint32_t));
    for (; *waits && query_number(rows, 0) <= certificate->id; *waits = query_next(rows)) {
        int64_t key = query_number(rows, 1);
        uint32_t issuer = find_issuer(graph, certificate->issuer_name, key);
        if (query_number(rows, 0) < certificate->id || issuer == graph->issuer_count) {
            continue;
        }
        const char *verdict = query_text(rows, 2);
        buffer_append(tried, &key, sizeof key);
        undecided = undecided || strcmp(verdict, "undecided") == 0;
        if (strcmp(verdict, "valid") == 0) {
            buffer_append(parents, &issuer, sizeof issuer);
            certificate->parent_count++;
        }
    }
    certificate->link = certificate->is_self_signed ? LINK_SELF_SIGNED
                        : certificate->parent_count > 0
                            ? LINK_VERIFIED
                            : state_without_issuer(graph, certificate, tried, undecided);
}

enum outcome certificate_graph_link(struct certificate_graph *graph, struct inventory *inventory,
                                    struct error *error) {
    struct query *rows = query_new(inventory,
                                   "SELECT certificate, issuer_key, verdict FROM signature"
                                   " ORDER BY certificate, issuer_key",
                                   error);
    struct buffer parents = {0};
    struct buffer tried = {0};
    bool waits = query_next(rows);
    for (uint32_t i = 0; i < graph->count; i++) {
        link_certificate(graph, &graph->certificates[i], rows, &waits, &tried, &parents);
    }
    bool failed = parents.failed || tried.failed;
    buffer_release(&tried);
    graph->parents = (uint32_t *)(void *)parents.bytes;
    if (query_free(rows, error) != DONE) {
        return FAILED;
    }
    return failed ? fail(error, "out of memory") : DONE;
}
