/* Certificates that only OpenSSL reads. */
#include "checks/observed.h"

static void say_remedy(struct buffer *remedy, const struct observed *observed) {
    if (!observed_can_mend(observed)) {
        return;
    }
    buffer_append_text(remedy, "Run: openssl x509 -in ");
    command_quote(remedy, observed->place.path);
    struct buffer plain = {0};
    buffer_format(&plain, "%s.plain", observed->place.path);
    buffer_append_text(remedy, " -out ");
    command_quote(remedy, buffer_text(&plain));
    buffer_append_text(remedy, " - and use that; of several certificates this writes the first.");
    buffer_release(&plain);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pem-trusted-label", say_remedy, error);
}

const struct check pem_trusted_label_check = {
    .id = "pem-trusted-label",
    .severity = SEVERITY_WARNING,
    .title = "OpenSSL's own certificate label",
    .rule = "A certificate stands under TRUSTED CERTIFICATE, a label of OpenSSL's own that may "
            "be followed by trust settings. Go, GnuTLS and python3-cryptography pass over it.",
    .remedy = "Write it as a plain certificate: openssl x509 without -trustout.",
    .reference = "openssl-x509(1), trust settings; RFC 7468 section 5",
    .run = run,
};
