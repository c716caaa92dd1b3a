/* PEM blocks with a gap. */
#include "checks/observed.h"

static void say_remedy(struct buffer *remedy, const struct observed *observed) {
    if (!observed_can_mend(observed)) {
        return;
    }
    buffer_append_text(remedy, "Run: sed -i '/^[[:space:]]*$/d' ");
    command_quote(remedy, observed->place.path);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pem-blank-line", say_remedy, error);
}

const struct check pem_blank_line_check = {
    .id = "pem-blank-line",
    .severity = SEVERITY_ERROR,
    .title = "Empty line inside a PEM block",
    .rule = "An empty line stands between the lines of base64. OpenSSL refuses the block, or "
            "takes what stands above it for headers.",
    .remedy = "Remove the empty line.",
    .reference = "RFC 7468 section 3; reproduced with OpenSSL 3.0",
    .run = run,
};
