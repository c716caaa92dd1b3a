/* Truststore members that cannot issue, one finding a truststore. */
#include "checks/row.h"

/* The truststore; the first such member, how many there are and three of them in words; then how
 * many self-signed ones (undecided: by their names) that are no CA, and the first. */
#define NO_CA "artifact.kind = 'certificate' AND artifact.is_ca = 0 AND artifact.role <> 'ca'"

static const char suspects[] =
    "SELECT truststore.file,"
    " coalesce(min(iif(artifact.is_self_signed = 0, artifact.id, NULL)), 0),"
    " count(DISTINCT iif(artifact.is_self_signed = 0, artifact.id, NULL)),"
    " (SELECT group_concat(subject, '; ') FROM (SELECT DISTINCT artifact.id, artifact.subject"
    "  FROM place JOIN artifact ON artifact.id = place.artifact"
    "  WHERE place.file = truststore.file AND " NO_CA " AND artifact.is_self_signed = 0"
    "  ORDER BY artifact.id LIMIT 3)),"
    " count(DISTINCT iif(artifact.is_self_signed = 0, NULL, artifact.id)),"
    " coalesce(min(iif(artifact.is_self_signed = 0, NULL, artifact.id)), 0),"
    " coalesce(group_concat(iif(artifact.is_self_signed = 0, place.trail, NULL), '; '), '')"
    " FROM truststore JOIN place ON place.file = truststore.file"
    " JOIN artifact ON artifact.id = place.artifact"
    " WHERE " NO_CA " AND" ROW_JUDGED_STORE " GROUP BY truststore.file ORDER BY truststore.file";

static enum outcome find_member(struct row *row, int64_t artifact, const struct thing **member,
                                struct place *store, struct error *error) {
    *member = describer_thing(row->describer, artifact);
    bool found =
        *member && describer_place_in(row->describer, artifact, query_number(row->query, 0), store);
    buffer_clear(&row->message);
    buffer_append_text(&row->message, "Truststore ");
    return found ? DONE : fail(error, "out of memory");
}

static enum outcome report_leaves(struct row *row, struct error *error) {
    const struct thing *member;
    struct place store;
    int64_t count = query_number(row->query, 2);
    if (find_member(row, query_number(row->query, 1), &member, &store, error) != DONE) {
        return FAILED;
    }
    say_place(&row->message, &store);
    buffer_format(&row->message,
                  " holds %lld certificate%s that %s neither a CA's nor "
                  "self-signed: %s",
                  (long long)count, count == 1 ? "" : "s", count == 1 ? "is" : "are",
                  query_text(row->query, 3));
    if (count > 3) {
        buffer_format(&row->message, " and %lld more", (long long)(count - 3));
    }
    buffer_append_text(&row->message, ". Most programs do not end a path there.");
    say_removal(row, "Put the CA that issued it there, unless it is there already. ", &store,
                query_text(row->query, 6), 0);
    return row_report_at(row, member, &store, 0, error);
}

static enum outcome report_self_signed(struct row *row, const struct profile *profile,
                                       const struct profile_rule *rule, struct error *error) {
    const struct thing *member;
    struct place store;
    int64_t count = query_number(row->query, 4);
    if (find_member(row, query_number(row->query, 5), &member, &store, error) != DONE) {
        return FAILED;
    }
    say_place(&row->message, &store);
    buffer_format(&row->message,
                  " holds %lld self-signed certificate%s without CA:TRUE, the first "
                  "is %s.",
                  (long long)count, count == 1 ? "" : "s", name_or_none(member->subject));
    return row_report_profile(row, member, &store, profile, rule, error);
}

static enum outcome report(struct row *row, struct error *error) {
    enum outcome outcome = query_number(row->query, 2) > 0 ? report_leaves(row, error) : DONE;
    const struct audit *audit = row->audit;
    for (unsigned i = 0; i < audit->profile_count && outcome == DONE; i++) {
        const struct profile_rule *rule = profile_rule(audit->profiles[i], RULE_STORE_CAS_ONLY);
        if (rule && query_number(row->query, 4) > 0) {
            outcome = report_self_signed(row, audit->profiles[i], rule, error);
        }
    }
    return outcome;
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check truststore_has_leaf_check = {
    .id = "truststore-has-leaf",
    .severity = SEVERITY_WARNING,
    .title = "No CA, yet in a truststore",
    .rule =
        "A truststore holds a certificate that is neither a CA's nor self-signed: it cannot vouch for anything. Under a profile that wants CAs only, self-signed certificates that are no CA as well.",
    .remedy = "Remove it from the truststore, and put the CA that issued it there.",
    .reference = "RFC 5280 section 6.1.1 (d); certsweep rulebook, section 3",
    .run = run,
};
