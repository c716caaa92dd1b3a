/* Values that were encoded once too often. */
#include "checks/observed.h"

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "base64-twice", NULL, error);
}

const struct check base64_twice_check = {
    .id = "base64-twice",
    .severity = SEVERITY_ERROR,
    .title = "Base64 applied twice",
    .rule = "What base64 decodes to is base64 again, as when an encoded value is put into the "
            "data of a Kubernetes Secret, which is encoded once more. Whoever reads it gets text "
            "instead of a key or certificate.",
    .remedy = "Encode once: use stringData, or leave one base64 out.",
    .reference = "Kubernetes: Secrets, data and stringData; RFC 4648",
    .run = run,
};
