/* PEM files that begin with a byte order mark. */
#include "checks/observed.h"

static void say_remedy(struct buffer *remedy, const struct observed *observed) {
    if (!observed_can_mend(observed)) {
        return;
    }
    buffer_append_text(remedy, "Run: sed -i '1s/^\\xEF\\xBB\\xBF//' ");
    command_quote(remedy, observed->place.path);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pem-bom", say_remedy, error);
}

const struct check pem_bom_check = {
    .id = "pem-bom",
    .severity = SEVERITY_WARNING,
    .title = "Byte order mark before PEM",
    .rule = "A UTF-8 byte order mark stands before the first line. OpenSSL reads over it; Go "
            "wants BEGIN at the start of a line and loses the first block, and Java refuses the "
            "file.",
    .remedy = "Save the file without a byte order mark.",
    .reference = "RFC 7468 section 2; encoding/pem of Go; reproduced with OpenSSL 3.0",
    .run = run,
};
