/* Certificates that are presented as a client's, or called so, and that servers refuse as such. */
#include "checks/wrong_side.h"

/* A client, its extended key usage, its issuer on the path, and the issuer's where that rules
 * clientAuth out. */
static const char by_rule[] =
    "SELECT artifact.id, artifact.extended_key_usage, issuer.id, issuer.extended_key_usage"
    " FROM artifact LEFT JOIN chain_link ON chain_link.certificate = artifact.id"
    "  AND chain_link.position = 1 AND chain_link.member <> artifact.id"
    " LEFT JOIN artifact AS issuer ON issuer.id = chain_link.member"
    "  AND instr(issuer.extended_key_usage, 'clientAuth') = 0"
    " WHERE artifact.kind = 'certificate' AND artifact.role IN ('client', 'both')"
    " AND (instr(coalesce(artifact.extended_key_usage, ''), 'clientAuth') = 0"
    "  OR issuer.id IS NOT NULL) AND" ROW_LIVE " ORDER BY artifact.id";

static enum outcome report_rule(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    int64_t number = query_number(row->query, 2);
    const struct thing *issuer = number ? describer_thing(row->describer, number) : NULL;
    const char *usage = query_text(row->query, 1);
    if (!certificate || (number && !issuer)) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Client certificate ");
    say_thing(message, certificate);
    if (*usage) {
        buffer_format(message, " has extended key usage %s", usage);
    } else {
        buffer_format(message, " (%s) has no extended key usage", certificate->role_reason);
    }
    if (issuer) {
        buffer_append_text(message, ", and its issuer ");
        say_thing(message, issuer);
        buffer_format(message, " has extended key usage %s", query_text(row->query, 3));
    }
    buffer_append_text(message, ".");
    return row_report_profile(row, certificate, NULL, row->profile, row->rule, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    enum outcome outcome = wrong_side_report(audit, &client_side, error);
    return outcome == DONE ? row_each_rule(audit, RULE_CLIENT_AUTH, by_rule, report_rule, error)
                           : outcome;
}

const struct check eku_no_client_auth_check = {
    .id = "eku-no-client-auth",
    .severity = SEVERITY_ERROR,
    .title = "Client certificate that may not be a client's",
    .rule =
        "A certificate that is called a client's, by the name of its file, or that curl, nginx, Apache httpd, PostgreSQL's clients, kubectl or a program of Kubernetes is told to present to others, and has an extended key usage without clientAuth and anyExtendedKeyUsage. Under a profile: a client's certificate without clientAuth, or below a CA whose extended key usage lacks it.",
    .remedy = "Have it issued again with extended key usage clientAuth.",
    .reference = "RFC 5280 section 4.2.1.12",
    .run = run,
};
