/* Files with a certificate's name and nothing of the kind in them. */
#include "checks/observed.h"

static void say_remedy(struct buffer *remedy, const struct observed *observed) {
    if (observed_can_mend(observed)) {
        buffer_append_text(remedy, "See what it is, then put the certificate there or give the "
                                   "file another name: file ");
        command_quote(remedy, observed->place.path);
        buffer_append_text(remedy, "; head -c 400 ");
        command_quote(remedy, observed->place.path);
    }
}

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "file-without-certificate", say_remedy, error);
}

const struct check file_without_certificate_check = {
    .id = "file-without-certificate",
    .severity = SEVERITY_ERROR,
    .title = "Certificate file without a certificate",
    .rule = "A file named .crt, .cer, .pem, .p12, .pfx, .jks, .csr, .p7b or .p8 in which "
            "nothing of that kind was recognised, not even damaged. Not told of files that lie in "
            "git history alone, where the name is not known in time.",
    .remedy = "See what the file is, then put the certificate there or give the file another name.",
    .reference = "certsweep rulebook, section 5",
    .run = run,
};
