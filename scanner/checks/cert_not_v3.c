/* Certificates of a version that some consumers refuse. */
#include "checks/row.h"

static const char suspects[] =
    "SELECT artifact.id FROM artifact WHERE artifact.kind = 'certificate'"
    " AND artifact.version < 3 AND" ROW_LIVE " ORDER BY artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct audit *audit = row->audit;
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    enum outcome outcome = certificate ? DONE : fail(error, "out of memory");
    for (unsigned i = 0; i < audit->profile_count && outcome == DONE; i++) {
        const struct profile_rule *rule = profile_rule(audit->profiles[i], RULE_VERSION_3);
        if (rule) {
            buffer_clear(&row->message);
            buffer_append_text(&row->message, "Certificate ");
            say_thing(&row->message, certificate);
            buffer_append_text(&row->message, " is not of X.509 version 3.");
            outcome = row_report_profile(row, certificate, NULL, audit->profiles[i], rule, error);
        }
    }
    return outcome;
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check cert_not_v3_check = {
    .id = "cert-not-v3",
    .severity = SEVERITY_ERROR,
    .title = "Certificate not of version 3",
    .rule = "Only by profile: a certificate of X.509 version 1 or 2.",
    .remedy = "Have it issued again with extensions, which makes it version 3.",
    .reference = "Profiles; RFC 5280 section 4.1.2.1",
    .run = run,
};
