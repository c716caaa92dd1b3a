/* A PKCS#12 store in today's algorithms: right, but not for everyone who still has to import one.
 */
#include "checks/observed.h"

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pkcs12-too-new", NULL, error);
}

const struct check pkcs12_too_new_check = {
    .id = "pkcs12-too-new",
    .severity = SEVERITY_NOTE,
    .title = "PKCS#12 store that old importers refuse",
    .rule = "A PKCS#12 store is encrypted with PBES2 or protected by a MAC with SHA-256 or "
            "later, which older importers cannot read.",
    .remedy = "Nothing, where every reader is recent. For old importers, such as Windows "
              "Server 2016 or Java before 8u301, which complain of a wrong password, export it "
              "again with -legacy.",
    .reference = "RFC 7292, RFC 8018; keystore.pkcs12.* of Java's java.security",
    .run = run,
};
