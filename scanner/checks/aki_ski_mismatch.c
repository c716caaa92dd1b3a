/* Certificates that name another key identifier than their issuer has. */
#include "checks/commands.h"
#include "checks/row.h"

static const char suspects[] =
    "SELECT min(artifact.id), (SELECT min(issuer.id) FROM artifact AS issuer"
    "  WHERE issuer.key = signature.issuer_key AND issuer.kind = 'certificate'"
    "  AND issuer.subject_name = artifact.issuer_name AND issuer.subject_key_identifier <> '') AS above,"
    " count(*) FROM signature JOIN artifact ON artifact.id = signature.certificate"
    " WHERE signature.verdict = 'valid' AND artifact.kind = 'certificate'"
    " AND artifact.authority_key_identifier <> '' AND NOT EXISTS (SELECT 1 FROM artifact AS issuer"
    "  WHERE issuer.key = signature.issuer_key AND issuer.kind = 'certificate'"
    "  AND issuer.subject_name = artifact.issuer_name"
    "  AND issuer.subject_key_identifier IN ('', artifact.authority_key_identifier)) AND EXISTS (SELECT 1 FROM place JOIN file ON file.id = place.file"
    "  WHERE place.artifact = artifact.id AND file.live = 1)"
    " GROUP BY signature.issuer_key, artifact.issuer_name, artifact.authority_key_identifier"
    " ORDER BY 1";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    const struct thing *other = describer_thing(row->describer, query_number(row->query, 1));
    struct buffer *message = &row->message;
    if (!certificate || !other) {
        return fail(error, "out of memory");
    }
    int64_t count = query_number(row->query, 2);
    buffer_append_text(message, "Certificate ");
    say_thing(message, certificate);
    buffer_format(message, " names the key identifier %s as its issuer's, but ",
                  certificate->authority_key_identifier);
    say_thing(message, other);
    buffer_format(message, ", whose key signed it, has %s.", other->subject_key_identifier);
    if (count > 1) {
        buffer_format(message, " %lld more certificate%s the same.", (long long)(count - 1),
                      count == 2 ? " does" : "s do");
    }
    buffer_append_text(&row->remedy, row->audit->current->remedy);
    command_inspect(&row->remedy, &certificate->place, "-ext authorityKeyIdentifier");
    return row_report(row, certificate, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check aki_ski_mismatch_check = {
    .id = "aki-ski-mismatch",
    .severity = SEVERITY_ERROR,
    .title = "Key identifiers of certificate and issuer differ",
    .rule =
        "The issuer's name and key fit, but the certificate's authority key identifier is not the subject key identifier of any certificate of that issuer: OpenSSL finds no issuer then.",
    .remedy =
        "Have the certificate issued again with the issuer's subject key identifier as its authority key identifier, or the issuer's certificate with the identifier that those below it name.",
    .reference = "RFC 5280 sections 4.2.1.1 and 4.2.1.2",
    .run = run,
};
