/* A certificate that signed others without being a CA. */
#include "checks/commands.h"
#include "checks/path_faults.h"

static const char suspects[] = PATH_FAULTS("'not-ca'", "1");

static enum outcome report(struct row *row, struct error *error) {
    struct path_fault_case fault;
    struct buffer *message = &row->message;
    if (!path_fault_read(row, &fault)) {
        return fail(error, "out of memory");
    }
    buffer_append_text(message, "Certificate ");
    say_thing(message, fault.member);
    buffer_append_text(message, " signed ");
    say_thing(message, fault.other);
    buffer_append_text(message, ", but is not marked as a CA (basic constraints CA:TRUE).");
    say_broken_paths(message, &fault);
    buffer_append_text(&row->remedy, row->audit->current->remedy);
    command_inspect(&row->remedy, &fault.member->place, "-ext basicConstraints");
    return row_report(row, fault.member, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check issuer_not_ca_check = {
    .id = "issuer-not-ca",
    .severity = SEVERITY_ERROR,
    .title = "Issuer is not a CA",
    .rule =
        "The only paths of a certificate run over one that signed it though its basic constraints do not say CA:TRUE; version 1 is a CA where it is self-signed.",
    .remedy =
        "Have the lower certificate issued by a CA. Where the issuer is meant to be one, have its certificate issued again with CA:TRUE, critical.",
    .reference = "RFC 5280 sections 4.2.1.9 and 6.1.4 (k)",
    .run = run,
};
