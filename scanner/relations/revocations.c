/* What the CRLs that were found say of the certificates that were found: RFC 5280 section 6.3, for
 * lists signed by the issuer itself or by another key that its own issuer gave its name. A delta
 * list has the last word on what it lists; lists for some reasons only clear a certificate
 * together. A serial number that a list has is revoked, whichever distribution point the list is
 * for; only a list of one that the certificate names can clear it. An indirect list also speaks of
 * certificates of other issuers, where they name its issuer for that and whoever vouches for it
 * stands above them too. Those with critical extensions of unknown meaning are not applied; what
 * they cover stays undetermined. */
#include <stdlib.h>

#include "relations/list_pointers.h"
#include "relations/relation.h"
#include "relations/revocation_scope.h"
#include "relations/revoked_serials.h"

enum state { STATE_NONE, STATE_UNDETERMINED, STATE_GOOD, STATE_REVOKED };

/* A CRL, newest first among those of one issuer. */
struct list {
    int64_t id;
    const char *faults;
    const char *deviations;
    const char *scope;    /* "only-user", ...; see path_facts.c */
    const char *obstacle; /* why it cannot clear a certificate; NULL: it can */
    unsigned reasons;     /* for which it is, one bit each; 0: all */
    bool is_delta;
    int64_t key;        /* that signed it, 0: none known */
    struct span issuer; /* digest of its name */
    struct id_set serials;
};

/* What lists have said of a certificate so far. */
struct standing {
    int64_t key;      /* that signed the list which said it */
    uint16_t reasons; /* for which lists for some reasons have cleared it */
    uint8_t state;    /* enum state */
};

struct revocations {
    struct relation_context *context;
    struct query *issuers;  /* keys with a name */
    struct query *signer;   /* the key that verified a list */
    struct query *covered;  /* certificates of an issuer */
    struct query *pointing; /* a certificate, where the list's issuer has the right to it */
    struct list_pointers pointers;
    struct standing *standings; /* of each artifact */
    bool lists_left;            /* beyond issuer-lists */
    bool guesses_left;          /* beyond signature-guesses */
};

static const char select_lists[] =
    "SELECT crl.id, crl.issuer_name, crl.der, crl.faults, crl.deviations, crl.policy,"
    " crl.not_before, crl.not_after, crl.revoked,"
    " row_number() OVER (PARTITION BY crl.issuer_name ORDER BY crl.not_before DESC, crl.id),"
    " instr(crl.faults, 'delta-crl') > 0 AS is_delta"
    " FROM artifact AS crl WHERE crl.kind = 'crl' AND EXISTS (SELECT 1 FROM place"
    "  JOIN file ON file.id = place.file WHERE place.artifact = crl.id AND file.live = 1)"
    " ORDER BY crl.issuer_name, crl.not_before DESC, is_delta DESC, crl.id";

/* Those whose identifier the list names come first. */
static const char select_issuers[] =
    "SELECT artifact.key, key.spki FROM artifact JOIN key ON key.id = artifact.key"
    " WHERE artifact.subject_name = (SELECT issuer_name FROM artifact WHERE id = ?1)"
    " AND artifact.kind = 'certificate' GROUP BY artifact.key"
    " ORDER BY max(artifact.subject_key_identifier ="
    "  (SELECT authority_key_identifier FROM artifact WHERE id = ?1)) DESC, artifact.key LIMIT ?2";

/* With the right to sign lists, where its certificate has a key usage. */
static const char select_signer[] =
    "SELECT signature.issuer_key, max(issuer.key_usage IS NULL OR issuer.key_usage & 2)"
    " FROM signature JOIN artifact AS issuer ON issuer.key = signature.issuer_key"
    "  AND issuer.kind = 'certificate'"
    "  AND issuer.subject_name = (SELECT issuer_name FROM artifact WHERE id = ?1)"
    " WHERE signature.certificate = ?1 AND signature.verdict = 'valid'"
    " GROUP BY signature.issuer_key ORDER BY 2 DESC, 1 LIMIT 1";

/* Certificates that this key signed, or another key of its name that the same CA, or that key
 * itself, vouches for. */
static const char select_covered[] =
    "SELECT child.id, child.serial, child.is_ca, child.policy FROM artifact AS child"
    " WHERE child.kind = 'certificate' AND child.is_self_signed = 0"
    " AND child.issuer_name = (SELECT issuer_name FROM artifact WHERE id = ?1)"
    " AND EXISTS (SELECT 1 FROM signature WHERE signature.certificate = child.id"
    "  AND signature.verdict = 'valid' AND (signature.issuer_key = ?2 OR EXISTS ("
    "   SELECT 1 FROM artifact AS namesake JOIN signature AS above"
    "    ON above.certificate = namesake.id AND above.verdict = 'valid'"
    "   WHERE namesake.key = ?2 AND namesake.subject_name = child.issuer_name"
    "   AND (above.issuer_key = signature.issuer_key OR EXISTS ("
    "    SELECT 1 FROM artifact AS authority JOIN signature AS beside"
    "     ON beside.certificate = authority.id AND beside.verdict = 'valid'"
    "    WHERE authority.key = signature.issuer_key"
    "    AND authority.subject_name = child.issuer_name"
    "    AND beside.issuer_key IN (above.issuer_key, ?2))))))"
    " ORDER BY child.id";

/* What vouches for a key, and for what does, up to ?4 keys. */
#define KEYS_ABOVE(NAME, FIRST)                                                                    \
    NAME "(key) AS (" FIRST " UNION SELECT signature.issuer_key FROM " NAME                        \
         " JOIN artifact AS issuer ON issuer.key = " NAME ".key AND issuer.kind = 'certificate'"   \
         " JOIN signature ON signature.certificate = issuer.id AND signature.verdict = 'valid'"    \
         " LIMIT ?4)"

/* Both must come below one key (RFC 5280 section 6.3.3 (f)). */
static const char select_pointing[] = "WITH RECURSIVE " KEYS_ABOVE(
    "above",
    "SELECT issuer_key FROM signature WHERE certificate = ?1"
    " AND verdict = 'valid'") ", " KEYS_ABOVE("beside",
                                              "SELECT signature.issuer_key FROM artifact AS namesake JOIN signature"
                                              " ON signature.certificate = namesake.id AND signature.verdict = 'valid'"
                                              " WHERE namesake.kind = 'certificate' AND namesake.key = ?3"
                                              " AND namesake.subject_name ="
                                              "  (SELECT issuer_name FROM artifact WHERE id = ?2)") " SELECT id, serial, is_ca, policy, issuer_name FROM artifact WHERE id = ?1"
                                                                                                    " AND EXISTS (SELECT 1 FROM above JOIN beside ON beside.key = above.key)"
                                                                                                    " AND issuer_name <> (SELECT issuer_name FROM artifact WHERE id = ?2)";

/* Asks whose key signed each list. */
static enum outcome ask(struct revocations *state, struct error *error) {
    const struct limits *limits = state->context->limits;
    struct signature_service *service = state->context->signatures;
    struct query *lists = query_new(state->context->inventory, select_lists, error);
    uint64_t asked = 0;
    enum outcome outcome = DONE;
    while (outcome == DONE && query_next(lists)) {
        int64_t id = query_number(lists, 0);
        if ((uint64_t)query_number(lists, 9) > limits->issuer_lists) {
            state->lists_left = true;
            continue;
        }
        query_rewind(state->issuers);
        query_bind_number(state->issuers, 1, id);
        query_bind_number(state->issuers, 2, (int64_t)limits->candidates);
        while (outcome == DONE && query_next(state->issuers)) {
            if (asked >= limits->signature_guesses) {
                state->guesses_left = true;
                break;
            }
            outcome = service->ask(service->context, id, query_number(state->issuers, 0),
                                   query_span(lists, 2), query_span(state->issuers, 1), error);
            asked++;
        }
    }
    if (query_free(lists, error) != DONE || outcome != DONE) {
        return FAILED;
    }
    return service->finish(service->context, error);
}

static const char *reason_words(uint8_t reason) {
    static const char *const words[] = {"no reason given",
                                        "key compromise",
                                        "CA compromise",
                                        "affiliation changed",
                                        "superseded",
                                        "cessation of operation",
                                        "certificate hold",
                                        "",
                                        "",
                                        "privilege withdrawn",
                                        "attribute authority compromise"};
    return reason < sizeof words / sizeof *words ? words[reason] : "";
}

/* What one list says of a certificate that it may speak of. */
static enum state ask_list(const struct list *list, struct standing *standing, uint64_t reason,
                           bool own_point, const char **detail) {
    enum { ALL_REASONS = 0x1FE, REMOVED = 8 };
    if (list->is_delta) {
        *detail = reason > 0 ? reason_words((uint8_t)(reason - 1)) : "";
        return reason == 0 || list->obstacle ? STATE_NONE
               : reason - 1 == REMOVED       ? STATE_GOOD
                                             : STATE_REVOKED;
    }
    if (reason > 0 && !*list->faults) {
        *detail = reason_words((uint8_t)(reason - 1));
        return STATE_REVOKED;
    }
    if (!own_point && !list->obstacle) {
        return STATE_NONE;
    }
    if (!list->obstacle && list->reasons) {
        standing->reasons |= (uint16_t)list->reasons;
    }
    bool cleared = !list->reasons || standing->reasons == ALL_REASONS;
    *detail = list->obstacle ? list->obstacle : cleared ? "" : "the list covers some reasons only";
    return list->obstacle || !cleared ? STATE_UNDETERMINED : STATE_GOOD;
}

/* One certificate that the list may speak of. A newer list of the same key that could decide has
 * the last word; one of another key that revokes is heard beside it. */
static enum outcome decide(struct revocations *state, const struct list *list, int64_t id,
                           uint64_t reason, bool own_point, struct error *error) {
    static const char *const names[] = {"", "undetermined", "good", "revoked"};
    struct standing *standing = &state->standings[id];
    const char *detail = "";
    enum state decided = ask_list(list, standing, reason, own_point, &detail);
    bool beside = standing->state == STATE_GOOD && decided == STATE_REVOKED &&
                  standing->key != list->key && !list->obstacle;
    if (decided <= standing->state || (standing->state >= STATE_GOOD && !beside)) {
        return DONE;
    }
    standing->state = (uint8_t)decided;
    standing->key = list->key;
    return inventory_add_revocation(state->context->inventory, id, list->id, names[decided], detail,
                                    error);
}

/* The certificate of a row; issuer: its name's digest where that is not the list's. */
static enum outcome ask_for(struct revocations *state, const struct list *list, struct query *row,
                            struct span issuer, struct error *error) {
    uint64_t reason = revoked_serials_reason(&list->serials, issuer, query_text(row, 1));
    const uint8_t *other = issuer.length ? list->issuer.bytes : NULL;
    return scope_covers(list->scope, query_number(row, 2) != 0)
               ? decide(state, list, query_number(row, 0), reason,
                        scope_is_of_point(list->scope, query_text(row, 3), other), error)
               : DONE;
}

/* Certificates of others that name the issuer of this list. */
static enum outcome apply_elsewhere(struct revocations *state, const struct list *list,
                                    struct error *error) {
    enum outcome outcome = list_pointers_load(&state->pointers, state->context->inventory, error);
    struct list_pointer_range range = list_pointers_to(&state->pointers, list->issuer.bytes);
    int64_t id;
    while (outcome == DONE && (id = list_pointers_next(&range)) != 0) {
        query_rewind(state->pointing);
        query_bind_number(state->pointing, 1, id);
        query_bind_number(state->pointing, 2, list->id);
        query_bind_number(state->pointing, 3, list->key);
        query_bind_number(state->pointing, 4, (int64_t)state->context->limits->candidates);
        if (query_next(state->pointing)) {
            outcome = ask_for(state, list, state->pointing, query_span(state->pointing, 4), error);
        }
    }
    return outcome;
}

static enum outcome apply(struct revocations *state, struct list *list, struct span revoked,
                          struct error *error) {
    enum outcome outcome = revoked_serials_index(&list->serials, list->issuer, revoked)
                               ? DONE
                               : fail(error, "out of memory");
    query_rewind(state->covered);
    query_bind_number(state->covered, 1, list->id);
    query_bind_number(state->covered, 2, list->key);
    while (outcome == DONE && query_next(state->covered)) {
        outcome = ask_for(state, list, state->covered, (struct span){0}, error);
    }
    if (outcome == DONE && scope_is_indirect(list->scope)) {
        outcome = apply_elsewhere(state, list, error);
    }
    id_set_release(&list->serials);
    return outcome;
}

static enum outcome judge_list(struct revocations *state, struct query *row, struct error *error) {
    struct list list = {
        .id = query_number(row, 0),
        .faults = query_text(row, 3),
        .deviations = query_text(row, 4),
        .scope = query_text(row, 5),
        .is_delta = strcmp(query_text(row, 3), "delta-crl") == 0,
    };
    list.reasons = scope_reasons(list.scope);
    list.issuer = query_span(row, 1);
    list.faults = list.is_delta ? "" : list.faults;
    query_rewind(state->signer);
    query_bind_number(state->signer, 1, list.id);
    if (!query_next(state->signer)) {
        return DONE; /* nobody here signed it, so it speaks of nothing here */
    }
    list.key = query_number(state->signer, 0);
    const char *at = state->context->at;
    list.obstacle = *list.faults ? list.faults
                    : query_number(state->signer, 1) == 0
                        ? "the list's issuer may not sign lists (key usage without cRLSign)"
                    : strcmp(query_text(row, 6), at) > 0 ? "the list is not yet valid"
                    : !*query_text(row, 7)               ? "the list names no next update"
                    : strcmp(query_text(row, 7), at) < 0 ? "the list is out of date"
                    : strstr(list.deviations, "crl-number-missing") ? "the list has no number"
                                                                    : NULL;
    return apply(state, &list, query_span(row, 8), error);
}

static enum outcome judge(struct revocations *state, struct error *error) {
    struct query *lists = query_new(state->context->inventory, select_lists, error);
    enum outcome outcome = DONE;
    while (outcome == DONE && query_next(lists)) {
        if ((uint64_t)query_number(lists, 9) <= state->context->limits->issuer_lists) {
            outcome = judge_list(state, lists, error);
        }
    }
    return query_free(lists, error) == DONE ? outcome : FAILED;
}

static enum outcome note_limits(const struct revocations *state, struct error *error) {
    struct inventory *inventory = state->context->inventory;
    if (state->lists_left &&
        inventory_add_unjudged(inventory, "limit",
                               "an issuer has more revocation lists than the limit issuer-lists "
                               "allows: older ones were not applied",
                               error) != DONE) {
        return FAILED;
    }
    return state->guesses_left
               ? inventory_add_unjudged(inventory, "limit",
                                        "there are more signatures of revocation lists to try than "
                                        "the limit signature-guesses allows: not all were applied",
                                        error)
               : DONE;
}

static enum outcome derive(struct relation_context *context, struct error *error) {
    struct revocations state = {.context = context};
    int64_t most = 0;
    if (query_single(context->inventory, "SELECT coalesce(max(id), 0) FROM artifact", &most,
                     error) != DONE) {
        return FAILED;
    }
    state.standings = calloc((size_t)most + 1, sizeof *state.standings);
    state.issuers = query_new(context->inventory, select_issuers, error);
    state.signer = query_new(context->inventory, select_signer, error);
    state.covered = query_new(context->inventory, select_covered, error);
    enum outcome outcome = state.standings ? DONE : fail(error, "out of memory");
    state.pointing = query_new(context->inventory, select_pointing, error);
    if (!state.issuers || !state.signer || !state.covered || !state.pointing) {
        outcome = FAILED;
    }
    outcome = outcome == DONE ? ask(&state, error) : outcome;
    outcome = outcome == DONE ? judge(&state, error) : outcome;
    outcome = outcome == DONE ? note_limits(&state, error) : outcome;
    struct query *queries[] = {state.issuers, state.signer, state.covered, state.pointing};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        if (queries[i] && query_free(queries[i], error) != DONE) {
            outcome = FAILED;
        }
    }
    list_pointers_release(&state.pointers);
    free(state.standings);
    return outcome;
}

const struct relation revocations_relation = {.name = "revocations", .derive = derive};
