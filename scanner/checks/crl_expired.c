/* CRLs whose next update is over. */
#include "checks/commands.h"
#include "checks/row.h"

static const char suspects[] =
    "SELECT artifact.id FROM artifact WHERE kind = 'crl' AND not_after <> '' AND not_after < ?1"
    " AND NOT EXISTS (SELECT 1 FROM artifact AS newer WHERE newer.issuer_name = artifact.issuer_name"
    "  AND newer.kind = 'crl' AND newer.not_after > artifact.not_after"
    "  AND newer.not_before > artifact.not_before) AND EXISTS (SELECT 1 FROM place JOIN file ON file.id = place.file"
    "  WHERE place.artifact = artifact.id AND file.live = 1)"
    " ORDER BY artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    struct buffer *message = &row->message;
    if (!certificate) {
        return fail(error, "out of memory");
    }
    buffer_format(message, "The revocation list of %s in ", name_or_none(certificate->issuer));
    say_place(message, &certificate->place);
    buffer_append_text(message, " was to be replaced by ");
    say_day(message, certificate->not_after);
    buffer_append_text(message, "; no newer one was found.");
    say_more_places(message, row->describer, certificate->artifact);
    buffer_append_text(&row->remedy, row->audit->current->remedy);
    if (command_can_read(&certificate->place)) {
        buffer_format(&row->remedy,
                      " To see its dates: openssl crl %s-noout -lastupdate -nextupdate -in ",
                      strcmp(certificate->place.encoding, "pem") == 0 ? "" : "-inform DER ");
        command_quote(&row->remedy, certificate->place.path);
    }
    return row_report(row, certificate, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check crl_expired_check = {
    .id = "crl-expired",
    .severity = SEVERITY_WARNING,
    .title = "Revocation list is out of date",
    .rule =
        "The next update of a CRL is over, and no newer list of the same issuer was found: verifiers that are given it refuse every certificate of that issuer.",
    .remedy =
        "Get the current list from the issuer, and see to it that it is fetched again before its next update.",
    .reference = "RFC 5280 sections 5.1.2.5 and 6.3.3",
    .run = run,
};
