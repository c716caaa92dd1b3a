/* Certificates that are never valid. */
#include "checks/row.h"

static const char suspects[] =
    "SELECT artifact.id FROM artifact WHERE artifact.kind = 'certificate'"
    " AND artifact.not_after <> '' AND artifact.not_before > artifact.not_after AND" ROW_LIVE
    " ORDER BY artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    if (!certificate) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Certificate ");
    say_thing(message, certificate);
    buffer_format(message, " is valid from %s to %s: never.", certificate->not_before,
                  certificate->not_after);
    say_more_places(message, row->describer, certificate->artifact);
    return row_report(row, certificate, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check dates_inverted_check = {
    .id = "dates-inverted",
    .severity = SEVERITY_ERROR,
    .title = "Validity ends before it begins",
    .rule = "A certificate whose last day of validity is before its first: it is never valid.",
    .remedy = "Have it issued again.",
    .reference = "RFC 5280 section 4.1.2.5",
    .run = run,
};
