/* Certificates that a CRL of the inventory lists. */
#include "checks/commands.h"
#include "checks/row.h"

static const char suspects[] =
    "SELECT revocation.certificate, revocation.crl, revocation.detail FROM revocation"
    " JOIN artifact ON artifact.id = revocation.certificate WHERE revocation.state = 'revoked' AND EXISTS (SELECT 1 FROM place JOIN file ON file.id = place.file"
    "  WHERE place.artifact = artifact.id AND file.live = 1)"
    " ORDER BY revocation.certificate";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    const struct thing *other = describer_thing(row->describer, query_number(row->query, 1));
    struct buffer *message = &row->message;
    if (!certificate || !other) {
        return fail(error, "out of memory");
    }
    buffer_append_text(message, "Certificate ");
    say_thing(message, certificate);
    buffer_format(message, " (serial number %s) is revoked (%s) by the list of %s in ",
                  certificate->serial, query_text(row->query, 2), name_or_none(other->issuer));
    say_place(message, &other->place);
    buffer_append_text(message, ", issued ");
    say_day(message, other->not_before);
    buffer_append_text(message, ".");
    say_more_places(message, row->describer, certificate->artifact);
    buffer_append_text(&row->remedy, row->audit->current->remedy);
    if (command_can_read(&other->place)) {
        buffer_format(&row->remedy, " To see the list: openssl crl %s-noout -text -in ",
                      strcmp(other->place.encoding, "pem") == 0 ? "" : "-inform DER ");
        command_quote(&row->remedy, other->place.path);
    }
    return row_report(row, certificate, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check cert_revoked_by_crl_check = {
    .id = "cert-revoked-by-crl",
    .severity = SEVERITY_ERROR,
    .title = "Revoked by a CRL that was found",
    .rule =
        "A revocation list of the certificate's issuer, whose signature is right, has its serial number, and no delta list takes it back.",
    .remedy = "Take the certificate out of use, and have a new one issued for a new key.",
    .reference = "RFC 5280 sections 5 and 6.3",
    .run = run,
};
