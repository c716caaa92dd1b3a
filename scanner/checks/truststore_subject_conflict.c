/* Truststores that some consumers refuse since a subject is in them under two issuers. */
#include "checks/row.h"

/* Subjects with one issuer only are put aside first: a truststore may hold thousands of one name.
 */
static const char suspects[] =
    "WITH disputed AS MATERIALIZED (SELECT m.file, m.subject_name FROM truststore"
    "  JOIN truststore_member AS m ON m.file = truststore.file"
    "  JOIN artifact ON artifact.id = m.artifact WHERE" ROW_JUDGED_STORE
    "  GROUP BY m.file, m.subject_name"
    "  HAVING min(artifact.issuer_name) <> max(artifact.issuer_name))"
    " SELECT disputed.file, one.artifact, two.artifact FROM disputed"
    " JOIN truststore_member AS one ON one.subject_name = disputed.subject_name"
    "  AND one.file = disputed.file"
    " JOIN truststore_member AS two ON two.subject_name = disputed.subject_name"
    "  AND two.file = disputed.file AND two.artifact > one.artifact"
    " JOIN artifact ON artifact.id = one.artifact"
    " JOIN artifact AS other ON other.id = two.artifact"
    "  AND other.issuer_name <> artifact.issuer_name"
    " ORDER BY disputed.file, one.artifact, two.artifact LIMIT 10000";

static enum outcome report_one(struct row *row, const struct profile *profile,
                               const struct profile_rule *rule, struct error *error) {
    const struct thing *one = describer_thing(row->describer, query_number(row->query, 1));
    const struct thing *other = describer_thing(row->describer, query_number(row->query, 2));
    struct place store;
    if (!one || !other ||
        !describer_place_in(row->describer, one->artifact, query_number(row->query, 0), &store)) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_clear(message);
    buffer_append_text(message, "Truststore ");
    say_place(message, &store);
    buffer_format(message, " holds %s twice, issued by %s (sha256 %s) and by %s (sha256 %s).",
                  name_or_none(one->subject), name_or_none(one->issuer), one->sha256,
                  name_or_none(other->issuer), other->sha256);
    return row_report_profile(row, one, &store, profile, rule, error);
}

static enum outcome report(struct row *row, struct error *error) {
    const struct audit *audit = row->audit;
    enum outcome outcome = DONE;
    for (unsigned i = 0; i < audit->profile_count && outcome == DONE; i++) {
        const struct profile_rule *rule =
            profile_rule(audit->profiles[i], RULE_ONE_ISSUER_A_SUBJECT);
        if (rule) {
            outcome = report_one(row, audit->profiles[i], rule, error);
        }
    }
    return outcome;
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check truststore_subject_conflict_check = {
    .id = "truststore-subject-conflict",
    .severity = SEVERITY_ERROR,
    .title = "One subject, two issuers in a truststore",
    .rule =
        "Only by profile: a truststore holds two certificates with one subject and different issuers.",
    .remedy = "Keep one of them.",
    .reference = "Profiles",
    .run = run,
};
