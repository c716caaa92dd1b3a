/* A leaf certificate whose private key is nowhere: as it should be for everybody else's, but not
 * for one that is to be used here. */
#include "checks/row.h"

/* The first of a file that a configuration names as what is to be presented. */
static const char suspects[] =
    "WITH named AS MATERIALIZED (SELECT DISTINCT file FROM reference"
    "  WHERE role IN ('certificate', 'keystore') AND file IS NOT NULL),"
    " first AS MATERIALIZED (SELECT named.file, min(place.position) AS position FROM named"
    "  CROSS JOIN place ON place.file = named.file JOIN artifact ON artifact.id = place.artifact"
    "  WHERE artifact.kind = 'certificate' GROUP BY named.file)"
    " SELECT DISTINCT artifact.id FROM first"
    " CROSS JOIN place ON place.file = first.file AND place.position = first.position"
    " JOIN artifact ON artifact.id = place.artifact WHERE artifact.kind = 'certificate'"
    " AND artifact.role IN ('server', 'client', 'both') AND artifact.key IS NOT NULL"
    " AND artifact.key NOT IN (SELECT key FROM artifact"
    "  WHERE kind = 'private-key' AND key IS NOT NULL)"
    " ORDER BY artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    if (!certificate) {
        return fail(error, "out of memory");
    }
    say_thing(&row->message, certificate);
    buffer_format(&row->message,
                  " (sha256 %s) is named in a configuration, but its private key is nowhere in the "
                  "inventory.",
                  certificate->sha256);
    return row_report(row, certificate, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check cert_without_key_check = {
    .id = "cert-without-key",
    .severity = SEVERITY_NOTE,
    .title = "Certificate in use without its private key",
    .rule = "A configuration names a file as the certificate to be presented, and the private key "
            "of its first certificate is nowhere in the inventory. Certificates that nobody here "
            "presents are expected without their keys.",
    .remedy = "Where the key is kept elsewhere (a secret store, a hardware module), nothing is "
              "wrong. Otherwise find it, or have the certificate issued for a new key.",
    .reference = "certsweep rulebook, section 2",
    .run = run,
};
