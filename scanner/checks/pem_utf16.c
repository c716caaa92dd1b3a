/* PEM files in a wide encoding. */
#include "checks/observed.h"

static void say_remedy(struct buffer *remedy, const struct observed *observed) {
    if (!command_can_read(&observed->place)) {
        return;
    }
    buffer_append_text(remedy, "Run: iconv -f UTF-16 -t UTF-8 ");
    command_quote(remedy, observed->place.path);
    buffer_append_text(remedy, " > utf8.pem");
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
