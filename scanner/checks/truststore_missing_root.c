/* Truststores that some consumers refuse since paths in them end below a root. */
#include "checks/commands.h"
#include "checks/row.h"

/* The truststore, and a member whose issuer's name no other member bears. */
static const char suspects[] =
    "SELECT member.file, member.artifact, coalesce((SELECT min(other.id)"
    "  FROM artifact AS other WHERE other.subject_name = artifact.issuer_name"
    "  AND other.kind = 'certificate'), 0)"
    " FROM truststore JOIN truststore_member AS member ON member.file = truststore.file"
    " JOIN artifact ON artifact.id = member.artifact"
    " WHERE artifact.is_self_issued = 0 AND artifact.is_ca = 1 AND" ROW_JUDGED_STORE
    " AND NOT EXISTS (SELECT 1 FROM truststore_member AS issuer"
    "  WHERE issuer.subject_name = artifact.issuer_name AND issuer.file = member.file)"
    " ORDER BY member.file, member.artifact";

static enum outcome report_one(struct row *row, const struct profile *profile,
                               const struct profile_rule *rule, struct error *error) {
    const struct thing *member = describer_thing(row->describer, query_number(row->query, 1));
    int64_t found = query_number(row->query, 2);
    const struct thing *issuer = found ? describer_thing(row->describer, found) : NULL;
    struct place store;
    if (!member || (found && !issuer) ||
        !describer_place_in(row->describer, member->artifact, query_number(row->query, 0),
                            &store)) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_clear(message);
    buffer_clear(&row->remedy);
    buffer_append_text(message, "Truststore ");
    say_place(message, &store);
    buffer_format(message, " holds %s, but not its issuer ", name_or_none(member->subject));
    say_issuer_of(message, member);
    buffer_append_text(message, issuer ? ", which is in " : ", which is nowhere in the inventory");
    if (issuer) {
        say_place(message, &issuer->place);
        command_append(&row->remedy, &issuer->place, &store);
    }
    buffer_append_text(message, ".");
    return row_report_profile(row, member, &store, profile, rule, error);
}

static enum outcome report(struct row *row, struct error *error) {
    const struct audit *audit = row->audit;
    enum outcome outcome = DONE;
    for (unsigned i = 0; i < audit->profile_count && outcome == DONE; i++) {
        const struct profile_rule *rule = profile_rule(audit->profiles[i], RULE_ROOT_IN_STORE);
        if (rule) {
            outcome = report_one(row, audit->profiles[i], rule, error);
        }
    }
    return outcome;
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check truststore_missing_root_check = {
    .id = "truststore-missing-root",
    .severity = SEVERITY_ERROR,
    .title = "Truststore without the root of a member",
    .rule =
        "Only by profile: a truststore holds a certificate that is not self-signed, and not its issuer.",
    .remedy = "Add the issuers up to the root.",
    .reference = "Profiles; X509_V_FLAG_PARTIAL_CHAIN of OpenSSL",
    .run = run,
};
