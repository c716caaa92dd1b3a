/* PEM blocks whose lines were lost. */
#include "checks/observed.h"

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pem-escaped-newlines", NULL, error);
}

const struct check pem_escaped_newlines_check = {
    .id = "pem-escaped-newlines",
    .severity = SEVERITY_ERROR,
    .title = "PEM without line ends",
    .rule = "The line ends of a block are written as backslash and n, or are spaces, or carriage "
            "returns alone, as when a value was copied out of JSON or a variable. No parser of "
            "PEM files reads it.",
    .remedy = "Write the block in lines: BEGIN, base64, END.",
    .reference = "RFC 7468 section 3; reproduced with OpenSSL 3.0",
    .run = run,
};
