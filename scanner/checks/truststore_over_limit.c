/* Truststores that are too much for a consumer: members, bytes, names, revocation lists. */
#include "checks/row.h"

/* PEM of so many bytes of DER: lines of 64 with their ends, and the two markers. */
#define PEM_BYTES "((length(der) + 2) / 3 * 4 + ((length(der) + 2) / 3 * 4 + 63) / 64 + 54)"

/* Each SELECT: the truststore (0: the place of the artifact), an artifact in it, and the number
 * that has a limit. */
struct measure {
    enum profile_rule_kind kind;
    const char *what; /* "it has N ..." */
    const char *select;
};

#define MEMBERS                                                                                    \
    " FROM truststore JOIN (SELECT DISTINCT file, artifact FROM place) AS place"                   \
    " ON place.file = truststore.file JOIN artifact ON artifact.id = place.artifact"               \
    " WHERE artifact.kind = 'certificate' AND" ROW_JUDGED_STORE

static const struct measure measures[] = {
    {RULE_STORE_CAS_MOST, "certificates",
     "SELECT truststore.file, min(artifact.id), count(*)" MEMBERS
     " GROUP BY truststore.file ORDER BY truststore.file"},
    {RULE_STORE_BYTES_MOST, "bytes of certificates, as PEM",
     "SELECT truststore.file, min(artifact.id), sum(" PEM_BYTES ")" MEMBERS
     " GROUP BY truststore.file ORDER BY truststore.file"},
    {RULE_CA_BYTES_MOST, "bytes in one certificate, as PEM",
     "SELECT truststore.file, artifact.id, " PEM_BYTES MEMBERS
     " ORDER BY truststore.file, artifact.id"},
    {RULE_SUBJECT_BYTES_MOST, "bytes of subject names",
     "SELECT truststore.file, min(artifact.id), sum(length(CAST(subject AS BLOB)))" MEMBERS
     " GROUP BY truststore.file ORDER BY truststore.file"},
    {RULE_SAME_NAME_AND_KEY_MOST, "certificates with one subject and key",
     "SELECT truststore.file, min(artifact.id), count(*)" MEMBERS
     " GROUP BY truststore.file, artifact.subject_name, artifact.key"
     " ORDER BY truststore.file, min(artifact.id)"},
    {RULE_ALL_STORES_CAS_MOST, "certificates in all truststores together",
     "SELECT min(truststore.file), min(artifact.id), count(DISTINCT artifact.id)" MEMBERS
     " HAVING count(*) > 0"},
    {RULE_CRL_BYTES_MOST, "bytes in one revocation list",
     "SELECT 0, artifact.id, length(der) FROM artifact WHERE artifact.kind = 'crl' AND" ROW_LIVE
     " ORDER BY artifact.id"},
};

struct limit_breach {
    const struct profile *profile;
    const struct profile_rule *rule;
    const struct measure *measure;
};

static enum outcome report(struct row *row, const struct limit_breach *breach,
                           struct error *error) {
    const struct thing *member = describer_thing(row->describer, query_number(row->query, 1));
    int64_t file = query_number(row->query, 0);
    struct place store;
    if (!member) {
        return fail(error, "out of memory");
    }
    if (!file || !describer_place_in(row->describer, member->artifact, file, &store)) {
        store = member->place;
    }
    buffer_append_text(&row->message, file ? "Truststore " : "Revocation list ");
    say_place(&row->message, &store);
    buffer_format(&row->message, ": %lld %s.", (long long)query_number(row->query, 2),
                  breach->measure->what);
    return row_report_profile(row, member, &store, breach->profile, breach->rule, error);
}

static enum outcome measure_all(struct row *row, const struct limit_breach *breach,
                                struct error *error) {
    enum outcome outcome = DONE;
    row->query = query_new(row->audit->inventory, breach->measure->select, error);
    if (!row->query) {
        return FAILED;
    }
    while (outcome == DONE && query_next(row->query)) {
        describer_clear(row->describer);
        buffer_clear(&row->message);
        if ((uint64_t)query_number(row->query, 2) > breach->rule->number) {
            outcome = report(row, breach, error);
        }
    }
    return query_free(row->query, error) == DONE ? outcome : FAILED;
}

static enum outcome judge(struct row *row, const struct profile *profile, struct error *error) {
    enum outcome outcome = DONE;
    for (size_t i = 0; i < sizeof measures / sizeof *measures && outcome == DONE; i++) {
        const struct profile_rule *rule = profile_rule(profile, measures[i].kind);
        if (rule) {
            struct limit_breach breach = {profile, rule, &measures[i]};
            outcome = measure_all(row, &breach, error);
        }
    }
    return outcome;
}

static enum outcome run(struct audit *audit, struct error *error) {
    struct row row = {.audit = audit, .describer = audit->describer};
    enum outcome outcome = DONE;
    for (unsigned i = 0; i < audit->profile_count && outcome == DONE; i++) {
        outcome = judge(&row, audit->profiles[i], error);
    }
    buffer_release(&row.message);
    buffer_release(&row.remedy);
    return outcome;
}

const struct check truststore_over_limit_check = {
    .id = "truststore-over-limit",
    .severity = SEVERITY_ERROR,
    .title = "Truststore larger than its consumer takes",
    .rule =
        "Only by profile: a truststore, or one certificate or revocation list for it, exceeds a number or size that the consumer sets.",
    .remedy = "Remove what is no longer needed, or split it.",
    .reference = "Profiles",
    .run = run,
};
