/* PEM blocks that run into each other. */
#include "checks/observed.h"

static void say_remedy(struct buffer *remedy, const struct observed *observed) {
    if (!observed_can_mend(observed)) {
        return;
    }
    buffer_append_text(remedy, "Run: sed -i 's/\\(-----END "
                               "[^-]*-----\\)-----BEGIN/\\1\\n-----BEGIN/g' ");
    command_quote(remedy, observed->place.path);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pem-markers-glued", say_remedy, error);
}

const struct check pem_markers_glued_check = {
    .id = "pem-markers-glued",
    .severity = SEVERITY_ERROR,
    .title = "PEM markers on one line",
    .rule = "A BEGIN marker follows the END marker of the block before it on the same line, as "
            "when files without a last line end are joined. OpenSSL reads neither block, Go "
            "loses both without a word.",
    .remedy = "Put a line end between END and BEGIN.",
    .reference = "RFC 7468 section 2; reproduced with OpenSSL 3.0",
    .run = run,
};
