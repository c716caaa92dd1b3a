/* Certificates that their issuer cannot tell apart. */
#include "checks/row.h"

/* Each with the first that has its issuer and serial number. */
static const char suspects[] =
    "SELECT artifact.id, twin, max(artifact.not_after, other.not_after) < ?1 FROM (SELECT id,"
    "  min(id) OVER (PARTITION BY issuer_name, serial) AS twin FROM artifact"
    "  WHERE kind = 'certificate' AND is_self_issued = 0) AS double"
    " JOIN artifact ON artifact.id = double.id JOIN artifact AS other ON other.id = double.twin"
    " WHERE double.twin <> double.id AND other.key <> artifact.key AND EXISTS (SELECT 1 FROM signature AS mine"
    "  JOIN signature AS theirs ON theirs.issuer_key = mine.issuer_key"
    "  AND theirs.certificate = twin AND theirs.verdict = 'valid'"
    "  WHERE mine.certificate = artifact.id AND mine.verdict = 'valid')"
    " AND" ROW_LIVE " ORDER BY artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    const struct thing *twin = describer_thing(row->describer, query_number(row->query, 1));
    if (!certificate || !twin) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Certificate ");
    say_thing(message, certificate);
    buffer_format(message, " and ");
    say_thing(message, twin);
    buffer_format(message,
                  " have the same issuer %s and the same serial number %s, but different "
                  "keys.",
                  name_or_none(certificate->issuer), certificate->serial);
    bool are_over = query_number(row->query, 2) != 0;
    return row_report(row, certificate, are_over ? SEVERITY_NOTE : 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check serial_duplicate_check = {
    .id = "serial-duplicate",
    .severity = SEVERITY_ERROR,
    .title = "Serial number given twice",
    .rule =
        "Two certificates of one issuer, signed with the same key, have one serial number and different keys: revoking one revokes both. A note where both have expired.",
    .remedy = "Have one of them issued again, and mend the CA's serial numbers.",
    .reference = "RFC 5280 section 4.1.2.2",
    .run = run,
};
