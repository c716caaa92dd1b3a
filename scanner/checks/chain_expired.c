/* Certificates whose own time is not over, but that of every CA above them. */
#include "checks/commands.h"
#include "checks/path_faults.h"

static const char suspects[] =
    PATH_FAULTS("'expired', 'not-yet-valid'", "leaf.not_after >= ?1 AND leaf.not_before <= ?1");

static enum outcome report(struct row *row, struct error *error) {
    struct path_fault_case fault;
    struct buffer *message = &row->message;
    if (!path_fault_read(row, &fault)) {
        return fail(error, "out of memory");
    }
    bool expired = strcmp(fault.member->not_after, row->audit->at) < 0;
    buffer_append_text(message, "CA ");
    say_thing(message, fault.member);
    buffer_append_text(message, expired ? " expired on " : " is not valid before ");
    say_day(message, expired ? fault.member->not_after : fault.member->not_before);
    buffer_append_text(message, ".");
    say_broken_paths(message, &fault);
    buffer_append_text(&row->remedy, row->audit->current->remedy);
    command_inspect(&row->remedy, &fault.member->place, "-dates");
    return row_report(row, fault.member, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check chain_expired_check = {
    .id = "chain-expired",
    .severity = SEVERITY_ERROR,
    .title = "Every path has an expired certificate",
    .rule =
        "A certificate that is still valid itself has no path on which no CA is expired, or not yet valid.",
    .remedy =
        "Renew the CA's certificate with its key, and replace it wherever it lies: the certificates below stay as they are.",
    .reference = "RFC 5280 section 6.1.3 (a) (2)",
    .run = run,
};
