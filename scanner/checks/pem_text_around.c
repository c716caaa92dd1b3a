/* PEM files with more than PEM in them. */
#include "checks/observed.h"

static void say_remedy(struct buffer *remedy, const struct observed *observed) {
    if (!observed_can_mend(observed)) {
        return;
    }
    buffer_append_text(
        remedy,
        "Nothing, unless a program refuses it. Then: sed -i -n '/-----BEGIN/,/-----END/p' ");
    command_quote(remedy, observed->place.path);
}

static enum outcome run(struct audit *audit, struct error *error) {
    enum outcome outcome = observed_report(audit, "pem-text-around", say_remedy, error);
    if (outcome == DONE) {
        outcome =
            observed_report_rule(audit, "pem-text-around", "comments (#)", RULE_PEM_STRICT, error);
    }
    return outcome == DONE
               ? observed_report_rule(audit, "pem-blank-line", NULL, RULE_PEM_STRICT, error)
               : outcome;
}

const struct check pem_text_around_check = {
    .id = "pem-text-around",
    .severity = SEVERITY_NOTE,
    .title = "Text around PEM blocks",
    .rule =
        "A PEM file holds text outside of its blocks. OpenSSL, Go and Java pass over it; "
        "some consumers, such as load balancers of clouds, do not. An error under the profile of one that takes comments only.",
    .remedy = "Nothing, unless a program refuses it.",
    .reference = "RFC 7468 section 5.2",
    .run = run,
};
