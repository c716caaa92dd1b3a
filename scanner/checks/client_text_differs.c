/* Client certificates of which diff says that they differ from the truststore's, though they do
 * not. */
#include "checks/row.h"

/* The client's place, the member's place, and what differs. How a file is written is observed for
 * the file, so the two must not have been observed alike. */
#define LAYOUT(place_file)                                                                         \
    "(SELECT group_concat(code, ', ') FROM (SELECT DISTINCT code FROM observation"                 \
    " JOIN file AS written ON written.path = observation.path"                                     \
    " AND written.container = observation.container"                                               \
    " AND written.revision = observation.revision WHERE written.id = " place_file                  \
    " AND code IN ('pem-crlf', 'pem-text-around', 'pem-bom', 'pem-utf16', 'pem-trusted-label')"    \
    " ORDER BY code))"

static const char suspects[] =
    "SELECT here_place, there_place, here_encoding, there_encoding, here_layout, there_layout"
    " FROM (SELECT min(here.id) AS here_place, there.id AS there_place,"
    "  here.encoding AS here_encoding, there.encoding AS there_encoding,"
    "  coalesce(" LAYOUT(
        "here.file") ", '') AS here_layout,"
                     "  coalesce(" LAYOUT(
                         "there.file") ", '') AS there_layout"
                                       "  FROM client_trust JOIN artifact ON artifact.id = client_trust.certificate"
                                       "  JOIN place AS there ON there.artifact = artifact.id"
                                       "   AND there.file = client_trust.truststore"
                                       "  JOIN place AS here ON here.artifact = artifact.id JOIN file ON file.id = here.file"
                                       "  WHERE client_trust.state = 'member' AND artifact.is_self_signed = 1 AND file.live = 1"
                                       "  AND here.file NOT IN (SELECT truststore.file FROM truststore)"
                                       "  GROUP BY artifact.id, there.file)"
                                       " WHERE here_encoding IN ('pem', 'der') AND there_encoding IN ('pem', 'der')"
                                       " AND (here_encoding <> there_encoding OR here_layout <> there_layout)"
                                       " ORDER BY here_place, there_place";

static void say_how(struct buffer *message, const char *encoding, const char *layout) {
    buffer_append_text(message, strcmp(encoding, "der") == 0 ? "DER" : "PEM");
    if (*layout) {
        buffer_format(message, " (%s)", layout);
    }
}

static enum outcome report(struct row *row, struct error *error) {
    struct place here;
    struct place there;
    const struct thing *client =
        describer_thing_at(row->describer, query_number(row->query, 0), &here);
    if (!client || !describer_thing_at(row->describer, query_number(row->query, 1), &there)) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_format(message, "Client certificate %s is the same, byte for byte (sha256 %s), in ",
                  name_or_none(client->subject), client->sha256);
    say_place(message, &here);
    buffer_append_text(message, " as ");
    say_how(message, query_text(row->query, 2), query_text(row->query, 4));
    buffer_append_text(message, " and in truststore ");
    say_place(message, &there);
    buffer_append_text(message, " as ");
    say_how(message, query_text(row->query, 3), query_text(row->query, 5));
    buffer_append_text(message, ": a comparison of the files as text misleads.");
    return row_report_at(row, client, &here, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check client_text_differs_check = {
    .id = "client-text-differs",
    .severity = SEVERITY_NOTE,
    .title = "Same certificate, written differently",
    .rule =
        "A self-signed client certificate is in a truststore near it byte for byte, but the two files write it differently, so that diff shows a difference where there is none.",
    .remedy =
        "Nothing. Compare certificates by their digest: openssl x509 -noout -fingerprint -sha256.",
    .reference = "certsweep rulebook, section 1",
    .run = run,
};
