/* Examples in documentation of which only the ends are shown. */
#include "checks/observed.h"

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pem-elided", NULL, error);
}

const struct check pem_elided_check = {
    .id = "pem-elided",
    .severity = SEVERITY_NOTE,
    .title = "PEM example with its middle left out",
    .rule =
        "A block whose body says that a part of it is left out (\"...\", \"[snip]\", \"<snip>\", an "
        "ellipsis), in a file whose name promises no key or certificate. In one that does, the "
        "block is a problem.",
    .remedy = "Nothing is to be done, unless the file was meant to be used.",
    .reference = "RFC 7468 section 3",
    .run = run,
};
