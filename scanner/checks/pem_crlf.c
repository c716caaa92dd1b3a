/* PEM files with the line ends of Windows. */
#include "checks/observed.h"

static void say_remedy(struct buffer *remedy, const struct observed *observed) {
    if (!observed_can_mend(observed)) {
        return;
    }
    buffer_append_text(remedy, "Run: sed -i 's/\\r$//' ");
    command_quote(remedy, observed->place.path);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pem-crlf", say_remedy, error);
}

const struct check pem_crlf_check = {
    .id = "pem-crlf",
    .severity = SEVERITY_NOTE,
    .title = "PEM with CR LF",
    .rule = "The lines of a PEM file end in carriage return and line feed. OpenSSL, Go and Java "
            "read that; comparisons byte by byte and some appliances do not.",
    .remedy = "Nothing, unless a program refuses it.",
    .reference = "RFC 7468 section 2; reproduced with OpenSSL 3.0",
    .run = run,
};
