/* Leaves that have the same name as the CA above them. */
#include "checks/commands.h"
#include "checks/row.h"

static const char suspects[] =
    "WITH issuer AS MATERIALIZED (SELECT key, subject_name, min(id) AS id FROM artifact"
    "  WHERE kind = 'certificate' AND key IS NOT NULL GROUP BY key, subject_name)"
    " SELECT artifact.id, min(issuer.id) FROM signature"
    " CROSS JOIN artifact ON artifact.id = signature.certificate"
    " JOIN issuer ON issuer.key = signature.issuer_key AND issuer.key <> artifact.key"
    "  AND issuer.subject_name = artifact.issuer_name"
    " WHERE signature.verdict = 'valid' AND artifact.kind = 'certificate'"
    " AND artifact.is_self_issued = 1 AND artifact.is_self_signed = 0 AND artifact.is_ca = 0"
    " AND EXISTS (SELECT 1 FROM place JOIN file ON file.id = place.file"
    "  WHERE place.artifact = artifact.id AND file.live = 1)"
    " GROUP BY artifact.id ORDER BY artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    const struct thing *other = describer_thing(row->describer, query_number(row->query, 1));
    struct buffer *message = &row->message;
    if (!certificate || !other) {
        return fail(error, "out of memory");
    }
    buffer_append_text(message, "Certificate ");
    say_thing(message, certificate);
    buffer_append_text(message, " has the same subject as the CA that signed it, ");
    say_thing(message, other);
    buffer_append_text(message, ", though the keys differ.");
    say_more_places(message, row->describer, certificate->artifact);
    buffer_append_text(&row->remedy, row->audit->current->remedy);
    command_inspect(&row->remedy, &certificate->place, "-issuer");
    return row_report_ruled(row, certificate, NULL, 0, RULE_DIFFERENT_CA_NAME, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check same_dn_leaf_ca_check = {
    .id = "same-dn-leaf-ca",
    .severity = SEVERITY_WARNING,
    .title = "Certificate bears the name of its CA",
    .rule =
        "A certificate that is not a CA has the subject of its issuer, but another key: some software (MySQL, old OpenSSL) takes it for self-signed and refuses it.",
    .remedy = "Have it issued again with another common name than the CA's.",
    .reference = "MySQL manual, Creating SSL and RSA Certificates and Keys",
    .run = run,
};
