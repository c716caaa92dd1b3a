/* Certificates that must be refused because of an extension. */
#include "checks/commands.h"
#include "checks/row.h"

static const char suspects[] =
    "SELECT artifact.id, faults FROM artifact WHERE kind = 'certificate'"
    " AND faults LIKE '%unknown-critical-extension%' AND EXISTS (SELECT 1 FROM place JOIN file ON file.id = place.file"
    "  WHERE place.artifact = artifact.id AND file.live = 1)"
    " ORDER BY artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    struct buffer *message = &row->message;
    if (!certificate) {
        return fail(error, "out of memory");
    }
    const char *fault = strstr(query_text(row->query, 1), "unknown-critical-extension ");
    fault = fault ? fault + strlen("unknown-critical-extension ") : "";
    buffer_append_text(message, "Certificate ");
    say_thing(message, certificate);
    buffer_format(message,
                  " has the critical extension %.*s, which no verifier is known to process.",
                  (int)strcspn(fault, ";"), fault);
    if (strncmp(fault, "1.3.6.1.4.1.11129.2.4.3", 23) == 0) {
        buffer_append_text(message, " It marks a precertificate, which logs get and nobody uses.");
    }
    say_more_places(message, row->describer, certificate->artifact);
    buffer_append_text(&row->remedy, row->audit->current->remedy);
    command_inspect(&row->remedy, &certificate->place, "-text");
    return row_report(row, certificate, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check unknown_critical_extension_check = {
    .id = "unknown-critical-extension",
    .severity = SEVERITY_ERROR,
    .title = "Critical extension that nobody knows",
    .rule =
        "An extension of the certificate is marked critical and is none of those that path validation can process: whoever checks the certificate must refuse it.",
    .remedy =
        "Have the certificate issued again without the extension, or with the extension not critical.",
    .reference = "RFC 5280 section 4.2",
    .run = run,
};
