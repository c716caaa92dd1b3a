/* Role of every certificate: loads the evidence and stores what role_rules.h decides. */
#include "relations/role_rules.h"

#include "artifact.h"
#include "base/id_set.h"
#include "base/text.h"
#include "relations/relation.h"

struct decision {
    int64_t certificate;
    enum role role;
    const char *reason;
};

struct roles {
    struct id_set issuers;  /* names that certificates other than self-issued ones have as issuer */
    struct id_set many_cas; /* files with two CA certificates or more */
    struct arena arena;     /* reasons */
    struct buffer decisions; /* struct decision */
    struct buffer places;    /* struct role_place of the certificate at hand */
    struct buffer name;      /* of a place */
    struct query *certificate_rows;
    struct query *place_rows; /* in step with the certificates */
    bool place_waits;         /* place_rows stands on a row not yet used */
};

/* Remembers the ids or digests of the first column. */
static enum outcome load_set(struct inventory *inventory, const char *select, bool numbers,
                             struct id_set *set, struct error *error) {
    struct query *query = query_new(inventory, select, error);
    enum outcome outcome = DONE;
    while (outcome == DONE && query_next(query)) {
        int64_t number = numbers ? query_number(query, 0) : 0;
        struct span id = numbers ? span_of(&number, sizeof number) : query_span(query, 0);
        if (id.length && !id_set_add(set, id, NULL)) {
            outcome = fail(error, "out of memory");
        }
    }
    return query_free(query, error) == DONE ? outcome : FAILED;
}

/* Collects the places of one certificate: live ones, or those in history where none is live. */
static enum outcome collect_places(struct roles *roles, int64_t certificate, struct arena *names) {
    struct query *rows = roles->place_rows;
    bool live = false;
    buffer_clear(&roles->places);
    while (roles->place_waits && query_number(rows, 0) <= certificate) {
        bool row_live = query_number(rows, 4) != 0;
        live = live || row_live; /* they come first */
        if (query_number(rows, 0) == certificate && live == row_live) {
            const char *path = query_text(rows, 2);
            const char *container = query_text(rows, 3);
            const char *name = text_base_name(*container ? container : path);
            const char *nested = strrchr(name, '!');
            name = nested ? nested + 1 : name;
            buffer_clear(&roles->name);
            if (query_number(rows, 5) != 0) { /* a part is called after its file as well */
                buffer_format(&roles->name, "%s of %s", name, text_base_name(path));
                name = buffer_text(&roles->name);
            }
            int64_t file = query_number(rows, 1);
            struct role_place place = {
                .name = arena_text(names, name, strlen(name)),
                .beside_other_cas =
                    id_set_find(&roles->many_cas, span_of(&file, sizeof file)) != NULL,
                .of_server = query_number(rows, 6) != 0,
                .of_client = query_number(rows, 7) != 0,
            };
            buffer_append(&roles->places, &place, sizeof place);
        }
        roles->place_waits = query_next(rows);
    }
    return roles->places.failed ? FAILED : DONE;
}

static enum outcome decide(struct roles *roles, struct error *error) {
    struct query *row = roles->certificate_rows;
    struct arena names = {0};
    int64_t certificate = query_number(row, 0);
    if (collect_places(roles, certificate, &names) != DONE) {
        arena_release(&names);
        return fail(error, "out of memory");
    }
    struct role_evidence evidence = {
        .is_ca = query_number(row, 1) != 0,
        .is_self_issued = query_number(row, 2) != 0,
        .is_version_1 = query_number(row, 3) == 1,
        .has_issued = id_set_find(&roles->issuers, query_span(row, 4)) != NULL,
        .has_key_usage = !query_null(row, 5),
        .may_sign_certificates = (query_number(row, 5) & USAGE_CERT_SIGN) != 0,
        .extended_key_usage = query_null(row, 6) ? NULL : query_text(row, 6),
        .subject = query_text(row, 7),
        .alternative_names = query_text(row, 8),
        .places = (const struct role_place *)(const void *)roles->places.bytes,
        .place_count = roles->places.length / sizeof(struct role_place),
    };
    struct decision decision = {.certificate = certificate};
    decision.role = role_decide(&evidence, &roles->arena, &decision.reason);
    buffer_append(&roles->decisions, &decision, sizeof decision);
    arena_release(&names);
    return roles->decisions.failed ? fail(error, "out of memory") : DONE;
}

/* Written after reading: the rows that are read are those that change. */
static enum outcome store(struct roles *roles, struct inventory *inventory, struct error *error) {
    size_t count = roles->decisions.length / sizeof(struct decision);
    const struct decision *decisions = (const void *)roles->decisions.bytes;
    enum outcome outcome = DONE;
    for (size_t i = 0; i < count && outcome == DONE; i++) {
        outcome = inventory_set_role(inventory, decisions[i].certificate,
                                     role_name(decisions[i].role), decisions[i].reason, error);
    }
    return outcome;
}

static enum outcome load_sets(struct roles *roles, struct inventory *inventory,
                              struct error *error) {
    enum outcome outcome =
        load_set(inventory,
                 "SELECT DISTINCT issuer_name FROM artifact"
                 " WHERE kind = 'certificate' AND is_self_issued = 0 ORDER BY issuer_name",
                 false, &roles->issuers, error);
    if (outcome != DONE) {
        return outcome;
    }
    return load_set(inventory,
                    "SELECT place.file FROM place JOIN artifact ON artifact.id = place.artifact"
                    " WHERE artifact.kind = 'certificate' AND artifact.is_ca = 1"
                    " GROUP BY place.file HAVING COUNT(DISTINCT place.artifact) > 1"
                    " ORDER BY place.file",
                    true, &roles->many_cas, error);
}

static enum outcome open_rows(struct roles *roles, struct inventory *inventory,
                              struct error *error) {
    roles->certificate_rows =
        query_new(inventory,
                  "SELECT id, is_ca, is_self_issued, version, subject_name, key_usage,"
                  " extended_key_usage, subject, alternative_names"
                  " FROM artifact WHERE kind = 'certificate' ORDER BY id",
                  error);
    roles->place_rows =
        query_new(inventory,
                  "SELECT place.artifact, file.id, file.path, file.container, file.live,"
                  " file.is_part,"
                  " file.id IN (SELECT file FROM presentation WHERE side = 'server'),"
                  " file.id IN (SELECT file FROM presentation WHERE side = 'client')"
                  " FROM place JOIN artifact ON artifact.id = place.artifact"
                  " JOIN file ON file.id = place.file WHERE artifact.kind = 'certificate'"
                  " ORDER BY place.artifact, file.live DESC, place.id",
                  error);
    return roles->certificate_rows && roles->place_rows ? DONE : FAILED;
}

static enum outcome derive(struct relation_context *context, struct error *error) {
    struct roles roles = {0};
    enum outcome outcome = load_sets(&roles, context->inventory, error);
    if (outcome != DONE) {
        goto out;
    }
    outcome = open_rows(&roles, context->inventory, error);
    roles.place_waits = outcome == DONE && query_next(roles.place_rows);
    while (outcome == DONE && query_next(roles.certificate_rows)) {
        outcome = decide(&roles, error);
    }
out:
    if (roles.certificate_rows && query_free(roles.certificate_rows, error) != DONE) {
        outcome = FAILED;
    }
    if (roles.place_rows && query_free(roles.place_rows, error) != DONE) {
        outcome = FAILED;
    }
    if (outcome == DONE) {
        outcome = store(&roles, context->inventory, error);
    }
    id_set_release(&roles.issuers);
    id_set_release(&roles.many_cas);
    buffer_release(&roles.decisions);
    buffer_release(&roles.places);
    buffer_release(&roles.name);
    arena_release(&roles.arena);
    return outcome;
}

const struct relation roles_relation = {.name = "roles", .derive = derive};
