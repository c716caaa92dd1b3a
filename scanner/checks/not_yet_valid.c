/* Certificates whose time has not come. */
#include "checks/row.h"

static const char suspects[] =
    "SELECT artifact.id FROM artifact WHERE artifact.kind = 'certificate'"
    " AND artifact.not_before > ?1 AND artifact.not_before <= artifact.not_after"
    " AND EXISTS (SELECT 1 FROM place JOIN file ON file.id = place.file"
    "  WHERE place.artifact = artifact.id AND file.live = 1"
    "  AND file.id NOT IN (SELECT truststore.file FROM truststore)) AND" ROW_LIVE
    " ORDER BY artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    if (!certificate) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Certificate ");
    say_thing(message, certificate);
    buffer_append_text(message, " is not valid before ");
    buffer_append_text(message, certificate->not_before);
    buffer_append_text(message, ".");
    say_more_places(message, row->describer, certificate->artifact);
    return row_report(row, certificate, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check not_yet_valid_check = {
    .id = "not-yet-valid",
    .severity = SEVERITY_ERROR,
    .title = "Certificate not valid yet",
    .rule =
        "A certificate in use, not only in truststores, whose validity begins after the date of judgement.",
    .remedy = "Check the clock and the date; until then use the certificate that it replaces.",
    .reference = "RFC 5280 section 4.1.2.5",
    .run = run,
};
