/* A PKCS#12 store in the algorithms of 1999. */
#include "checks/observed.h"

static void say_remedy(struct buffer *remedy, const struct observed *observed) {
    if (!observed_can_mend(observed)) {
        return;
    }
    buffer_append_text(remedy, "Write it anew: openssl pkcs12 -legacy -in ");
    command_quote(remedy, observed->place.path);
    buffer_append_text(remedy, " -noenc -out store.pem; openssl pkcs12 -export -in store.pem "
                               "-out new.p12; then remove store.pem, which holds the keys "
                               "unlocked.");
}

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pkcs12-legacy", say_remedy, error);
}

const struct check pkcs12_legacy_check = {
    .id = "pkcs12-legacy",
    .severity = SEVERITY_WARNING,
    .title = "PKCS#12 store in old algorithms",
    .rule = "A PKCS#12 store is encrypted with RC2, RC4, DES or triple DES, or protected by a MAC "
            "with SHA-1 or MD5. OpenSSL 3 opens RC2 and RC4 only with -legacy.",
    .remedy = "Export it again with today's defaults, AES-256 and SHA-256.",
    .reference = "OpenSSL 3 migration guide, openssl-pkcs12(1); RFC 7292",
    .run = run,
};
