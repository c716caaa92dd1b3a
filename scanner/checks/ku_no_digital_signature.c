/* Client certificates whose key usage forbids what a client does. */
#include "checks/row.h"

static const char suspects[] =
    "SELECT artifact.id FROM artifact WHERE artifact.kind = 'certificate'"
    " AND artifact.role IN ('client', 'both') AND artifact.is_ca = 0"
    " AND artifact.key_usage IS NOT NULL AND artifact.key_usage & 128 = 0"
    " AND (artifact.role = 'client' OR artifact.key_usage & 32 = 0) AND" ROW_LIVE
    " ORDER BY artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    if (!certificate) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Certificate ");
    say_thing(message, certificate);
    buffer_format(message,
                  " (%s) has a key usage without digitalSignature: servers refuse it as a "
                  "client's.",
                  certificate->role_reason);
    say_more_places(message, row->describer, certificate->artifact);
    return row_report(row, certificate, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check ku_no_digital_signature_check = {
    .id = "ku-no-digital-signature",
    .severity = SEVERITY_ERROR,
    .title = "Client certificate that may not sign",
    .rule =
        "A client's certificate with a key usage without digitalSignature: in TLS a client proves its key by a signature.",
    .remedy = "Have it issued again with key usage digitalSignature.",
    .reference = "RFC 5246 section 7.4.6, RFC 8446 section 4.4.2.2",
    .run = run,
};
