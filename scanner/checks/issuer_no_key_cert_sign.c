/* A CA whose key usage does not let it sign certificates. */
#include "checks/commands.h"
#include "checks/path_faults.h"

static const char suspects[] = PATH_FAULTS("'no-key-cert-sign'", "1");

static enum outcome report(struct row *row, struct error *error) {
    struct path_fault_case fault;
    struct buffer *message = &row->message;
    if (!path_fault_read(row, &fault)) {
        return fail(error, "out of memory");
    }
    buffer_append_text(message, "CA ");
    say_thing(message, fault.member);
    buffer_append_text(message, " signed ");
    say_thing(message, fault.other);
    buffer_append_text(message, ", but its key usage lacks keyCertSign.");
    say_broken_paths(message, &fault);
    buffer_append_text(&row->remedy, row->audit->current->remedy);
    command_inspect(&row->remedy, &fault.member->place, "-ext keyUsage");
    return row_report(row, fault.member, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check issuer_no_key_cert_sign_check = {
    .id = "issuer-no-keycertsign",
    .severity = SEVERITY_ERROR,
    .title = "CA may not sign certificates",
    .rule =
        "The only paths of a certificate run over a CA whose key usage is there but lacks keyCertSign.",
    .remedy =
        "Have the CA's certificate issued again, with the same key, and with keyCertSign in its key usage.",
    .reference = "RFC 5280 sections 4.2.1.3 and 6.1.4 (n)",
    .run = run,
};
