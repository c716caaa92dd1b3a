/* PEM blocks that are not all base64. */
#include "checks/observed.h"

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pem-bad-base64", NULL, error);
}

const struct check pem_bad_base64_check = {
    .id = "pem-bad-base64",
    .severity = SEVERITY_ERROR,
    .title = "PEM block with something else in it",
    .rule = "Between the markers stands what is no base64: a comment, a broken character, a "
            "pasted word. OpenSSL and Go refuse the block.",
    .remedy = "Take the file again from where it came; remove comments from inside the block.",
    .reference = "RFC 7468 section 3; RFC 4648; reproduced with OpenSSL 3.0",
    .run = run,
};
