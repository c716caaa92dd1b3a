/* Something that stays locked although the operator gave passphrases. */
#include "checks/observed.h"

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "password-wrong", NULL, error);
}

const struct check password_wrong_check = {
    .id = "password-wrong",
    .severity = SEVERITY_WARNING,
    .title = "No passphrase fits",
    .rule = "Passphrases were given, and something locked opens with none of them.",
    .remedy = "Add its passphrase to the file given with --passphrase-file. Check first that "
              "it is the passphrase and not the algorithm: see pkcs12-legacy.",
    .reference = "certsweep rulebook, section 2",
    .run = run,
};
