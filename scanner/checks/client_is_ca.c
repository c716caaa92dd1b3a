/* Client certificates that some consumers refuse since they say CA:TRUE. */
#include "checks/row.h"

static const char suspects[] =
    "SELECT artifact.id FROM artifact WHERE artifact.kind = 'certificate'"
    " AND artifact.role IN ('client', 'both') AND artifact.is_ca = 1 AND" ROW_LIVE
    " ORDER BY artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct audit *audit = row->audit;
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    enum outcome outcome = certificate ? DONE : fail(error, "out of memory");
    for (unsigned i = 0; i < audit->profile_count && outcome == DONE; i++) {
        const struct profile_rule *rule = profile_rule(audit->profiles[i], RULE_CLIENT_NOT_CA);
        if (rule) {
            buffer_clear(&row->message);
            buffer_append_text(&row->message, "Certificate ");
            say_thing(&row->message, certificate);
            buffer_append_text(&row->message, " is a client's and has CA:TRUE.");
            outcome = row_report_profile(row, certificate, NULL, audit->profiles[i], rule, error);
        }
    }
    return outcome;
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check client_is_ca_check = {
    .id = "client-is-ca",
    .severity = SEVERITY_ERROR,
    .title = "Client certificate that is a CA's",
    .rule = "Only by profile: a client's certificate with basic constraints CA:TRUE.",
    .remedy =
        "Have it issued again with CA:FALSE: openssl req -x509 makes CA:TRUE unless told otherwise.",
    .reference = "Profiles; RFC 5280 section 4.2.1.9",
    .run = run,
};
