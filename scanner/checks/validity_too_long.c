/* Server certificates that browsers refuse for their length of validity. */
#include "checks/row.h"

/* The certificate and the seconds of its validity, both ends included. */
static const char suspects[] =
    "SELECT artifact.id, strftime('%s', artifact.not_after) - strftime('%s', artifact.not_before)"
    " + 1 FROM artifact WHERE artifact.kind = 'certificate' AND artifact.is_self_issued = 0"
    " AND artifact.role IN ('server', 'both') AND" ROW_LIVE
    " AND NOT EXISTS (SELECT 1 FROM chain_link JOIN artifact AS root"
    "  ON root.id = chain_link.member WHERE chain_link.certificate = artifact.id"
    "  AND root.is_self_signed = 1 AND root.id NOT IN (SELECT known.artifact FROM known"
    "   WHERE known.kind = 'web root'))"
    " ORDER BY artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct audit *audit = row->audit;
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    enum outcome outcome = DONE;
    if (!certificate) {
        return fail(error, "out of memory");
    }
    for (unsigned i = 0; i < audit->profile_count && outcome == DONE; i++) {
        const struct profile_rule *rule =
            profile_rule_at(audit->profiles[i], RULE_VALIDITY_DAYS_MOST, certificate->not_before);
        int64_t seconds = query_number(row->query, 1);
        if (rule && seconds > (int64_t)rule->number * 86400) {
            buffer_clear(&row->message);
            buffer_append_text(&row->message, "Certificate ");
            say_thing(&row->message, certificate);
            buffer_append_text(&row->message, ", valid from ");
            say_day(&row->message, certificate->not_before);
            buffer_append_text(&row->message, " to ");
            say_day(&row->message, certificate->not_after);
            buffer_format(&row->message, ": %lld days.", (long long)((seconds + 86399) / 86400));
            outcome = row_report_profile(row, certificate, NULL, audit->profiles[i], rule, error);
        }
    }
    return outcome;
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check validity_too_long_check = {
    .id = "validity-too-long",
    .severity = SEVERITY_ERROR,
    .title = "Valid for too long",
    .rule =
        "Only by profile: a server's certificate, not self-signed and not below a private root that was found, is valid for more days than the profile allows for its first day, counted inclusively to the second.",
    .remedy = "Have it issued for a shorter time, and automate the renewal.",
    .reference = "CA/Browser Forum TLS Baseline Requirements, section 6.3.2",
    .run = run,
};
