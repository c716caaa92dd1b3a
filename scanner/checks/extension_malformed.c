/* Certificates whose extensions are damaged. */
#include "checks/commands.h"
#include "checks/row.h"

static const char suspects[] =
    "SELECT artifact.id, faults FROM artifact WHERE kind = 'certificate'"
    " AND (faults LIKE '%malformed-extension%' OR faults LIKE '%duplicate-extension%'"
    "  OR faults LIKE '%too-many-extensions%') AND EXISTS (SELECT 1 FROM place JOIN file ON file.id = place.file"
    "  WHERE place.artifact = artifact.id AND file.live = 1)"
    " ORDER BY artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    struct buffer *message = &row->message;
    if (!certificate) {
        return fail(error, "out of memory");
    }
    buffer_append_text(message, "Certificate ");
    say_thing(message, certificate);
    buffer_format(message, " has damaged extensions: %s.", query_text(row->query, 1));
    say_more_places(message, row->describer, certificate->artifact);
    buffer_append_text(&row->remedy, row->audit->current->remedy);
    command_inspect(&row->remedy, &certificate->place, "-text");
    return row_report(row, certificate, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check extension_malformed_check = {
    .id = "extension-malformed",
    .severity = SEVERITY_ERROR,
    .title = "Extension that cannot be read, or stands there twice",
    .rule =
        "An extension that path validation needs is no proper DER of its type, or the certificate has it more than once, or it has more extensions than are looked at: verifiers refuse the certificate.",
    .remedy = "Have the certificate issued again.",
    .reference = "RFC 5280 section 4.2",
    .run = run,
};
