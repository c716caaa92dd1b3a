/* PEM markers with too few or too many dashes, or with spaces that are none. */
#include "checks/observed.h"

static void say_remedy(struct buffer *remedy, const struct observed *observed) {
    if (!observed_can_mend(observed)) {
        return;
    }
    if (strstr(observed->detail, "no-break")) {
        buffer_append_text(remedy, "Run: sed -i 's/\\xC2\\xA0/ /g' ");
        command_quote(remedy, observed->place.path);
        return;
    }
    buffer_append_text(remedy, "Run: sed -i -E 's/^-+ *((BEGIN|END) [A-Z0-9 .]*[A-Z0-9]) "
                               "*-+/-----\\1-----/' ");
    command_quote(remedy, observed->place.path);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pem-dashes", say_remedy, error);
}

const struct check pem_dashes_check = {
    .id = "pem-dashes",
    .severity = SEVERITY_ERROR,
    .title = "PEM marker that is not spelled right",
    .rule = "A BEGIN or END line has other than five dashes on either side, spaces beside them, "
            "or no-break spaces between its words. OpenSSL and Go do not see the block.",
    .remedy = "Write the markers with five dashes and plain spaces.",
    .reference = "RFC 7468 section 3; reproduced with OpenSSL 3.0",
    .run = run,
};
