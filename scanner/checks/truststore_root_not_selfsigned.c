/* Root stores that some consumers refuse since not all of their members are roots. */
#include "checks/row.h"

static const char suspects[] =
    "SELECT DISTINCT truststore.file, artifact.id"
    " FROM truststore JOIN place ON place.file = truststore.file"
    " JOIN artifact ON artifact.id = place.artifact WHERE artifact.kind = 'certificate'"
    " AND artifact.is_self_issued = 0 AND" ROW_JUDGED_STORE
    " ORDER BY truststore.file, artifact.id";

static enum outcome report_one(struct row *row, const struct profile *profile,
                               const struct profile_rule *rule, struct error *error) {
    const struct thing *member = describer_thing(row->describer, query_number(row->query, 1));
    struct place store;
    if (!member || !describer_place_in(row->describer, member->artifact,
                                       query_number(row->query, 0), &store)) {
        return fail(error, "out of memory");
    }
    buffer_clear(&row->message);
    buffer_append_text(&row->message, "Truststore ");
    say_place(&row->message, &store);
    buffer_format(&row->message, " holds %s, issued by %s.", name_or_none(member->subject),
                  name_or_none(member->issuer));
    return row_report_profile(row, member, &store, profile, rule, error);
}

static enum outcome report(struct row *row, struct error *error) {
    const struct audit *audit = row->audit;
    enum outcome outcome = DONE;
    for (unsigned i = 0; i < audit->profile_count && outcome == DONE; i++) {
        const struct profile_rule *rule = profile_rule(audit->profiles[i], RULE_STORE_SELF_SIGNED);
        if (rule) {
            outcome = report_one(row, audit->profiles[i], rule, error);
        }
    }
    return outcome;
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check truststore_root_not_selfsigned_check = {
    .id = "truststore-root-not-selfsigned",
    .severity = SEVERITY_ERROR,
    .title = "Not self-signed, yet in a root store",
    .rule =
        "Only by profile: a truststore that is used as a root store holds a certificate whose issuer is not its subject.",
    .remedy = "Move it to the store of intermediates.",
    .reference = "Profiles; Microsoft on IIS 403.16 and 403.7",
    .run = run,
};
