/* Serial numbers that RFC 5280 does not allow. */
#include "checks/row.h"

static const char suspects[] =
    "SELECT artifact.id FROM artifact WHERE artifact.kind = 'certificate'"
    " AND (instr(artifact.serial, '-') = 1 OR length(artifact.serial) > 40"
    " OR (artifact.is_self_issued = 0 AND ltrim(artifact.serial, '0') = '')) AND" ROW_LIVE
    " ORDER BY artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    if (!certificate) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Certificate ");
    say_thing(message, certificate);
    buffer_format(message, " has the serial number %s, which is %s.", certificate->serial,
                  *certificate->serial == '-'        ? "negative"
                  : strlen(certificate->serial) > 40 ? "longer than 20 octets"
                                                     : "zero");
    say_more_places(message, row->describer, certificate->artifact);
    return row_report(row, certificate, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check serial_bad_check = {
    .id = "serial-bad",
    .severity = SEVERITY_WARNING,
    .title = "Serial number out of bounds",
    .rule =
        "A certificate's serial number is zero, negative or longer than 20 octets. Zero is left alone in self-signed certificates.",
    .remedy = "Have it issued again; make the CA draw random serial numbers.",
    .reference = "RFC 5280 section 4.1.2.2",
    .run = run,
};
