/* A client's certificate below a CA whose extended key usage leaves that use out. */
#include "checks/commands.h"
#include "checks/path_faults.h"

static const char suspects[] = PATH_FAULTS("'purpose'", "leaf.role IN ('client', 'both')");

static enum outcome report(struct row *row, struct error *error) {
    struct path_fault_case fault;
    struct buffer *message = &row->message;
    if (!path_fault_read(row, &fault)) {
        return fail(error, "out of memory");
    }
    buffer_append_text(message, "CA ");
    say_thing(message, fault.member);
    buffer_append_text(message,
                       " has an extended key usage without clientAuth, so the client certificate ");
    say_thing(message, fault.leaf);
    buffer_append_text(message, " is refused");
    if (fault.leaves > 1) {
        buffer_format(message, ", and so are %lld more", (long long)(fault.leaves - 1));
    }
    buffer_append_text(message, ".");
    buffer_append_text(&row->remedy, row->audit->current->remedy);
    command_inspect(&row->remedy, &fault.member->place, "-ext extendedKeyUsage");
    return row_report(row, fault.member, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check eku_chain_excludes_client_check = {
    .id = "eku-chain-excludes-client",
    .severity = SEVERITY_ERROR,
    .title = "CA on the path is not for clients",
    .rule =
        "A client certificate has only paths over a CA whose extended key usage is there but lacks clientAuth. RFC 5280 does not say so; OpenSSL, Go, Windows and others refuse it.",
    .remedy =
        "Have the certificate issued by a CA that is for clients: one without an extended key usage, or with clientAuth in it.",
    .reference = "CA/Browser Forum Baseline Requirements 7.1.2.10.6; Go crypto/x509 Verify",
    .run = run,
};
