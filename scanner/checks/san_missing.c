/* Server certificates in which clients find no name. */
#include <ctype.h>

#include "base/common_name.h"
#include "checks/row.h"

static const char suspects[] =
    "SELECT artifact.id, artifact.not_after < ?1 FROM artifact WHERE artifact.kind = 'certificate'"
    " AND artifact.role = 'server'"
    " AND (artifact.is_ca = 0 OR artifact.version < 3)"
    " AND instr(artifact.alternative_names, 'DNS:') = 0"
    " AND instr(artifact.alternative_names, 'IP:') = 0"
    " AND instr(artifact.alternative_names, 'IP Address:') = 0 AND" ROW_LIVE
    " ORDER BY artifact.id";

/* A server without a host in its common name either is none that clients look up by name: the key
 * of a SAML service, say. */
static bool is_named_after_host(const char *subject) {
    struct span name = common_name(subject);
    for (size_t i = 0; i < name.length; i++) {
        if (!isalnum(name.bytes[i]) && !memchr(".-*:", name.bytes[i], 4)) {
            return false; /* no host has it, MySQL_Server_8.0.36_Auto_Generated does */
        }
    }
    return name.length > 0 &&
           (memchr(name.bytes, '.', name.length) || span_equal(name, span_text("localhost")));
}

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    if (!certificate) {
        return fail(error, "out of memory");
    }
    if (!is_named_after_host(certificate->subject)) {
        return DONE;
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Certificate ");
    say_thing(message, certificate);
    buffer_format(message,
                  " (%s) has no host among its subject alternative names: browsers, Go and "
                  "others no longer look at the common name.",
                  certificate->role_reason);
    say_more_places(message, row->describer, certificate->artifact);
    bool is_over = query_number(row->query, 1) != 0;
    return row_report_ruled(row, certificate, NULL, is_over ? SEVERITY_NOTE : 0,
                            RULE_ALTERNATIVE_NAME, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check san_missing_check = {
    .id = "san-missing",
    .severity = SEVERITY_WARNING,
    .title = "Server certificate without alternative names",
    .rule =
        "A server's certificate, no CA's, named after a host, without a DNS name or address among its subject alternative names: today's clients look nowhere else. An error under a profile that wants them.",
    .remedy = "Have it issued again with the host names as subject alternative names.",
    .reference = "RFC 9525 section 6.3, RFC 6125",
    .run = run,
};
