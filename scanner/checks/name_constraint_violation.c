/* A CA with name constraints, and a name below it that they do not allow. */
#include "checks/commands.h"
#include "checks/path_faults.h"

static const char suspects[] = PATH_FAULTS("'name-constraint'", "1");

static enum outcome report(struct row *row, struct error *error) {
    struct path_fault_case fault;
    struct buffer *message = &row->message;
    if (!path_fault_read(row, &fault)) {
        return fail(error, "out of memory");
    }
    buffer_append_text(message, "CA ");
    say_thing(message, fault.member);
    buffer_format(message, " has name constraints that do not allow the name %s of ", fault.detail);
    say_thing(message, fault.other);
    buffer_append_text(message, ".");
    say_broken_paths(message, &fault);
    buffer_append_text(&row->remedy, row->audit->current->remedy);
    command_inspect(&row->remedy, &fault.member->place, "-ext nameConstraints");
    return row_report(row, fault.member, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check name_constraint_violation_check = {
    .id = "name-constraint-violation",
    .severity = SEVERITY_ERROR,
    .title = "Name outside of what a CA may certify",
    .rule =
        "The only paths of a certificate run over a CA whose name constraints exclude, or do not permit, a name of a certificate below it. Self-issued CAs below it are exempt.",
    .remedy = "Have the certificate issued by a CA that may certify the name, or without the name.",
    .reference = "RFC 5280 sections 4.2.1.10 and 6.1.3 (b), (c)",
    .run = run,
};
