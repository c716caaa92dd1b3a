/* A valid path, and beside it a CA above the same certificate whose time is over. */
#include "checks/commands.h"
#include "checks/path_faults.h"

static const char suspects[] = PATH_FAULTS("'expired-alternate'", "leaf.role <> 'ca'");

static enum outcome report(struct row *row, struct error *error) {
    struct path_fault_case fault;
    struct buffer *message = &row->message;
    if (!path_fault_read(row, &fault)) {
        return fail(error, "out of memory");
    }
    buffer_append_text(message, "CA ");
    say_thing(message, fault.member);
    buffer_append_text(message, " expired on ");
    say_day(message, fault.member->not_after);
    buffer_append_text(message, ", and is above ");
    say_thing(message, fault.leaf);
    if (fault.leaves > 1) {
        buffer_format(message, " and %lld more", (long long)(fault.leaves - 1));
    }
    buffer_append_text(message, ", which has a valid path up to ");
    say_thing(message, fault.other);
    buffer_append_text(message, ". Who takes the expired one refuses it.");
    say_removal(row, "", &fault.member->place, fault.member->place.detail, 0);
    if (row->remedy.length == 0) {
        buffer_append_text(&row->remedy, "Remove the expired certificate from ");
        say_place(&row->remedy, &fault.member->place);
        buffer_append_text(&row->remedy, ".");
        command_inspect(&row->remedy, &fault.member->place, "-issuer -dates");
    }
    return row_report(row, fault.member, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check chain_expired_alternate_check = {
    .id = "chain-expired-alternate",
    .severity = SEVERITY_WARNING,
    .title = "Expired certificate beside a valid path",
    .rule =
        "A path of the certificate is valid, but the file it lies in, or a truststore, also has an expired CA above it: clients that build their path over that one refuse it, as in the AddTrust and DST Root CA X3 cases.",
    .remedy = "Remove the expired certificate.",
    .reference = "RFC 4158 section 2.4; RFC 5280 section 6.1.3 (a) (2)",
    .run = run,
};
