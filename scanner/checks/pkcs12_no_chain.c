/* A key and its certificate in PKCS#12, and nobody who issued it. */
#include "checks/observed.h"

static void say_remedy(struct buffer *remedy, const struct observed *observed) {
    if (!observed_can_mend(observed)) {
        return;
    }
    buffer_append_text(remedy, "Add the intermediates: openssl pkcs12 -in ");
    command_quote(remedy, observed->place.path);
    buffer_append_text(remedy, " -noenc -out store.pem; openssl pkcs12 -export -in store.pem "
                               "-certfile INTERMEDIATES.pem -out new.p12; then remove store.pem, "
                               "which holds the keys unlocked.");
}

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pkcs12-no-chain", say_remedy, error);
}

const struct check pkcs12_no_chain_check = {
    .id = "pkcs12-no-chain",
    .severity = SEVERITY_WARNING,
    .title = "PKCS#12 store without the issuer",
    .rule = "A PKCS#12 store holds a key and its certificate, which is not self-issued, but no "
            "certificate of its issuer: who uses the store sends an incomplete chain.",
    .remedy = "Export it again with the intermediates (-certfile).",
    .reference = "RFC 8446 section 4.4.2",
    .run = run,
};
