/* PEM blocks that break off. */
#include "checks/observed.h"

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pem-truncated", NULL, error);
}

const struct check pem_truncated_check = {
    .id = "pem-truncated",
    .severity = SEVERITY_ERROR,
    .title = "PEM block without END",
    .rule = "A block has no END line before the next block or the end of the file. OpenSSL and "
            "Go refuse it.",
    .remedy = "Take the file again from where it came: it was cut, or copied in part.",
    .reference = "RFC 7468 section 2; reproduced with OpenSSL 3.0",
    .run = run,
};
