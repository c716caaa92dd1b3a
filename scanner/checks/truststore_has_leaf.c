/* Truststore members that cannot issue, one finding a truststore. */
#include "checks/row.h"

/* The truststore; the first such member, how many there are and three of them in words; then how
 * many self-signed ones (undecided: by their names) that are no CA, and the first; where the
 * former stand, whether the store holds anything else, and a CA that issued one of them, if the
 * store lacks it. */
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
    " coalesce(group_concat(iif(artifact.is_self_signed = 0, place.trail, NULL), '; '), ''),"
    " (SELECT count(*) FROM place WHERE place.file = truststore.file)"
    "  > sum(artifact.is_self_signed IS 0),"
    " coalesce(min((SELECT authority.id FROM signature CROSS JOIN artifact AS authority"
    "  ON authority.key = signature.issuer_key AND authority.kind = 'certificate'"
    "  AND +authority.subject_name = artifact.issuer_name AND authority.role = 'ca'"
    "  WHERE signature.certificate = artifact.id AND signature.verdict = 'valid'"
    "  AND authority.not_after >= ?1 AND NOT EXISTS (SELECT 1 FROM place AS held"
    "   WHERE held.artifact = authority.id AND held.file = truststore.file)"
    "  AND EXISTS (SELECT 1 FROM place AS kept JOIN file ON file.id = kept.file"
    "   AND file.live = 1 WHERE kept.artifact = authority.id) LIMIT 1)), 0)"
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

/* A store is never left empty. */
static void say_remedy(struct row *row, const struct place *store, const struct thing *authority) {
    static const struct replacement_words words = {
        .removing = "Put the CA that issued it there. ",
        .appending = "Put its CA there: ",
        .neither = "Put the CA that issued it in its place: ",
    };
    const char *trails = query_text(row->query, 6);
    bool holds_others = query_number(row->query, 7) != 0;
    if (authority) {
        say_replacement(row, &words, &authority->place, store, trails);
    } else if (holds_others) {
        say_removal(row, "Put the CA that issued it there, unless it is there already. ", store,
                    trails, 0);
    } else {
        buffer_append_text(&row->remedy, "Put the CA that issued it in its place.");
    }
}

static enum outcome report_leaves(struct row *row, struct error *error) {
    const struct thing *member;
    struct place store;
    int64_t count = query_number(row->query, 2), issuer = query_number(row->query, 8);
    const struct thing *authority = issuer ? describer_thing(row->describer, issuer) : NULL;
    if (issuer && !authority) {
        return fail(error, "out of memory");
    }
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
    if (authority) {
        buffer_append_text(&row->message, " What issued it is ");
        say_thing(&row->message, authority);
        buffer_append_text(&row->message, ".");
    }
    say_remedy(row, &store, authority);
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
