/* The algorithm of the signature stands twice in a certificate: inside what is signed, and outside.
 * Where the two differ somebody changed the outer one, or a CA is broken. */
#include "checks/commands.h"
#include "checks/row.h"

static const char suspects[] =
    "SELECT artifact.id FROM artifact WHERE artifact.kind = 'certificate'"
    " AND artifact.faults LIKE '%signature-fields-differ%' AND" ROW_LIVE " ORDER BY artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    if (!certificate) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Certificate ");
    say_thing(message, certificate);
    buffer_format(message,
                  " names two algorithms for its signature: %s in the part that is signed, another "
                  "one, or other parameters, beside the signature. Its issuer is %s. Every "
                  "verifier refuses it.",
                  certificate->signature_algorithm, name_or_none(certificate->issuer));
    say_more_places(message, row->describer, certificate->artifact);
    buffer_append_text(&row->remedy, row->audit->current->remedy);
    struct buffer print = {0};
    if (command_print_certificate(&print, &certificate->place)) {
        buffer_format(&row->remedy,
                      " To see both: %s | openssl x509 -noout -text | grep 'Signature Algorithm'",
                      buffer_text(&print));
    }
    buffer_release(&print);
    return row_report(row, certificate, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check signature_fields_differ_check = {
    .id = "signature-fields-differ",
    .severity = SEVERITY_ERROR,
    .title = "Two signature algorithms in one certificate",
    .rule = "The fields signature and signatureAlgorithm of a certificate are not the same.",
    .remedy = "Take the certificate as the CA issued it, or have it issued again.",
    .reference = "RFC 5280 sections 4.1.1.2 and 4.1.2.3",
    .run = run,
};
