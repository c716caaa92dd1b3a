/* Certificates that a configuration presents as a server's and that clients refuse as such. */
#include "checks/commands.h"
#include "checks/row.h"

/* Directives that say whose the certificate is; others, HAProxy's crt for one, stand on both sides.
 */
static const char suspects[] =
    "SELECT artifact.id, artifact.extended_key_usage, place.id, reference.path,"
    " reference.container, reference.line, reference.directive, min(reference.id)"
    " FROM reference JOIN place ON place.file = reference.file"
    " JOIN artifact ON artifact.id = place.artifact"
    " WHERE reference.role = 'certificate' AND (reference.family, reference.directive) IN (VALUES"
    "  ('nginx', 'ssl_certificate'), ('apache', 'SSLCertificateFile'),"
    "  ('postgres', 'ssl_cert_file'))"
    " AND artifact.kind = 'certificate' AND artifact.is_ca = 0"
    " AND instr(artifact.extended_key_usage, 'serverAuth') = 0"
    " AND instr(artifact.extended_key_usage, 'anyExtendedKeyUsage') = 0"
    " GROUP BY artifact.id, place.file ORDER BY artifact.id, place.id";

static enum outcome report(struct row *row, struct error *error) {
    struct place place;
    const struct thing *certificate =
        describer_thing_at(row->describer, query_number(row->query, 2), &place);
    const char *container = query_text(row->query, 4);
    struct buffer *message = &row->message;
    if (!certificate) {
        return fail(error, "out of memory");
    }
    buffer_format(message, "%s%s%s line %lld, %s, presents ", query_text(row->query, 3),
                  *container ? "!" : "", container, (long long)query_number(row->query, 5),
                  query_text(row->query, 6));
    buffer_format(message, "certificate %s in ", name_or_none(certificate->subject));
    say_place(message, &place);
    buffer_format(message,
                  " as a server's, but its extended key usage is %s: clients refuse it as a "
                  "server's.",
                  query_text(row->query, 1));
    buffer_append_text(&row->remedy, row->audit->current->remedy);
    command_inspect(&row->remedy, &place, "-ext extendedKeyUsage");
    return row_report_at(row, certificate, &place, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check eku_no_server_auth_check = {
    .id = "eku-no-server-auth",
    .severity = SEVERITY_ERROR,
    .title = "Server certificate that may not be a server's",
    .rule = "A certificate that nginx, Apache httpd or PostgreSQL is told to present as a server "
            "has an extended key usage without serverAuth and anyExtendedKeyUsage.",
    .remedy = "Have it issued again with extended key usage serverAuth.",
    .reference = "RFC 5280 section 4.2.1.12",
    .run = run,
};
