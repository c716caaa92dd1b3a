/* PEM files with more than PEM in them. */
#include "checks/observed.h"

static void say_remedy(struct buffer *remedy, const struct observed *observed) {
    if (!command_can_read(&observed->place)) {
        return;
    }
    buffer_append_text(remedy, "Run: sed -n '/-----BEGIN/,/-----END/p' ");
    command_quote(remedy, observed->place.path);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pem-text-around", say_remedy, error);
}

const struct check pem_text_around_check = {
    .id = "pem-text-around",
    .severity = SEVERITY_NOTE,
    .title = "Text around PEM blocks",
    .rule = "A PEM file holds text outside of its blocks. OpenSSL, Go and Java pass over it; "
            "some consumers, such as load balancers of clouds, do not.",
    .remedy = "Nothing, unless a program refuses it.",
    .reference = "RFC 7468 section 5.2",
    .run = run,
};
