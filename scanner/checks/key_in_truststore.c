/* A private key in a file that is handed to everybody who is to trust its certificates. */
#include "checks/row.h"

/* Taken for a truststore, or several CA certificates and nothing else, none of which is first and
 * has this key: a CA's key with its own certificate and chain in one file is a pair. */
static const char suspects[] =
    "WITH keyed AS MATERIALIZED (SELECT DISTINCT place.file FROM place"
    "  JOIN artifact ON artifact.id = place.artifact WHERE artifact.kind = 'private-key'),"
    " certified AS MATERIALIZED (SELECT keyed.file, artifact.key,"
    "  artifact.role <> 'ca' OR artifact.key IS NULL AS other FROM keyed"
    "  CROSS JOIN place ON place.file = keyed.file"
    "  CROSS JOIN artifact ON artifact.id = place.artifact WHERE artifact.kind = 'certificate'),"
    " bundle AS MATERIALIZED (SELECT file, count(*) AS certificates, max(other) AS other"
    "  FROM certified GROUP BY file)"
    " SELECT place.id, truststore.file IS NOT NULL, coalesce(bundle.certificates, 0)"
    " FROM place JOIN artifact ON artifact.id = place.artifact JOIN file ON file.id = place.file"
    " LEFT JOIN truststore ON truststore.file = file.id LEFT JOIN bundle ON bundle.file = file.id"
    " WHERE artifact.kind = 'private-key' AND file.live = 1 AND place.locked = 0"
    " AND NOT (file.source = 'git' AND EXISTS (SELECT 1 FROM file AS other"
    "  WHERE other.path = file.path AND other.container = file.container"
    "  AND other.source <> 'git'))"
    " AND (truststore.file IS NOT NULL OR (place.encoding = 'pem' AND bundle.certificates >= 2"
    "  AND NOT bundle.other AND (file.id, coalesce(artifact.key, 0)) NOT IN"
    "   (SELECT file, key FROM certified WHERE NOT other)))"
    " ORDER BY file.id, place.position, place.id";

static enum outcome report(struct row *row, struct error *error) {
    struct place place;
    const struct thing *key =
        describer_thing_at(row->describer, query_number(row->query, 0), &place);
    if (!key) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Private ");
    say_key(message, key);
    buffer_append_text(message, " lies in a bundle of CA certificates: ");
    say_place(message, &place);
    buffer_format(message, ", %s, with %lld certificate%s. Whoever got the bundle has the key.",
                  query_number(row->query, 1) ? "a truststore" : "which holds nothing else",
                  (long long)query_number(row->query, 2),
                  query_number(row->query, 2) == 1 ? "" : "s");
    say_removal(row,
                "Treat the key as leaked: make a new one, and revoke what the old one certifies. ",
                &place, place.detail, 0);
    return row_report_at(row, key, &place, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check key_in_truststore_check = {
    .id = "key-in-truststore",
    .severity = SEVERITY_ERROR,
    .title = "Private key in a truststore",
    .rule = "A private key in a file that was taken for a truststore, or in a PEM file of two or "
            "more CA certificates and nothing else, none of which has this key.",
    .remedy = "Take the key out of the file and treat it as leaked: make a new key, and revoke "
              "what the old one certifies.",
    .reference = "certsweep rulebook, section 2",
    .run = run,
};
