/* A leaf certificate whose private key is nowhere: as it should be for everybody else's, but not
 * for one that is to be used here. */
#include "checks/row.h"

/* A configuration names it as what is to be presented. */
static const char suspects[] =
    "SELECT artifact.id FROM artifact WHERE artifact.kind = 'certificate'"
    " AND artifact.role IN ('server', 'client', 'both') AND artifact.key IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM artifact AS other"
    "  WHERE other.key = artifact.key AND other.kind = 'private-key')"
    " AND EXISTS (SELECT 1 FROM place JOIN reference ON reference.file = place.file"
    "  WHERE place.artifact = artifact.id AND reference.role IN ('certificate', 'keystore')"
    "  AND place.position = (SELECT min(first.position) FROM place AS first"
    "   JOIN artifact AS held ON held.id = first.artifact"
    "   WHERE first.file = place.file AND held.kind = 'certificate'))"
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
