/* PEM files whose lines are indented. */
#include "checks/observed.h"

static void say_remedy(struct buffer *remedy, const struct observed *observed) {
    if (!observed_can_mend(observed)) {
        return;
    }
    buffer_append_text(remedy, "Run: sed -i 's/^[[:space:]]*//' ");
    command_quote(remedy, observed->place.path);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pem-indented", say_remedy, error);
}

const struct check pem_indented_check = {
    .id = "pem-indented",
    .severity = SEVERITY_ERROR,
    .title = "Indented PEM markers",
    .rule = "The BEGIN or END line of a PEM file does not start at the first column. OpenSSL and "
            "Go do not see the block.",
    .remedy = "Remove the space before the lines.",
    .reference = "RFC 7468 section 2; encoding/pem of Go; reproduced with OpenSSL 3.0",
    .run = run,
};
