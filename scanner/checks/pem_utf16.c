/* PEM files in a wide encoding. */
#include "checks/observed.h"

static void say_remedy(struct buffer *remedy, const struct observed *observed) {
    if (!observed_can_mend(observed)) {
        return;
    }
    /* PEM is ASCII: without the zero bytes and the mark it is right, in either width and order. */
    buffer_append_text(remedy, "Run: umask 077; tr -d '\\000\\376\\377' < ");
    command_quote(remedy, observed->place.path);
    struct buffer fresh = {0};
    buffer_format(&fresh, "%s.utf8", observed->place.path);
    buffer_append_text(remedy, " > ");
    command_quote(remedy, buffer_text(&fresh));
    buffer_append_text(remedy, " && cat ");
    command_quote(remedy, buffer_text(&fresh));
    buffer_append_text(remedy, " > ");
    command_quote(remedy, observed->place.path);
    buffer_append_text(remedy, " && rm ");
    command_quote(remedy, buffer_text(&fresh));
    buffer_release(&fresh);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return observed_report(audit, "pem-utf16", say_remedy, error);
}

const struct check pem_utf16_check = {
    .id = "pem-utf16",
    .severity = SEVERITY_ERROR,
    .title = "PEM in UTF-16",
    .rule = "The file is UTF-16 text, as some editors and shells on Windows write it. OpenSSL, "
            "Go, Java and GnuTLS find no block in it.",
    .remedy = "Save the file as ASCII or UTF-8.",
    .reference = "RFC 7468 section 2; reproduced with OpenSSL 3.0",
    .run = run,
};
