/* A CA that says how many CAs may stand below it, and a path with more of them. */
#include "checks/commands.h"
#include "checks/path_faults.h"

static const char suspects[] = PATH_FAULTS("'path-length'", "1");

static enum outcome report(struct row *row, struct error *error) {
    struct path_fault_case fault;
    struct buffer *message = &row->message;
    if (!path_fault_read(row, &fault)) {
        return fail(error, "out of memory");
    }
    buffer_append_text(message, "CA ");
    say_thing(message, fault.member);
    buffer_format(message, " allows %lld more CA%s below it (path length), but ",
                  (long long)fault.path_length, fault.path_length == 1 ? "" : "s");
    say_thing(message, fault.other);
    buffer_append_text(message, " and those below it are more.");
    say_broken_paths(message, &fault);
    buffer_append_text(&row->remedy, row->audit->current->remedy);
    command_inspect(&row->remedy, &fault.member->place, "-ext basicConstraints");
    return row_report(row, fault.member, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check pathlen_violated_check = {
    .id = "pathlen-violated",
    .severity = SEVERITY_ERROR,
    .title = "More CAs on a path than one of them allows",
    .rule =
        "The only paths of a certificate run over a CA whose pathLenConstraint allows fewer CAs below it than there are; self-issued CAs and the last certificate do not count.",
    .remedy =
        "Have the lower CA issue from a CA that allows it, or have the upper CA's certificate issued again with a larger path length.",
    .reference = "RFC 5280 sections 4.2.1.9 and 6.1.4 (l), (m)",
    .run = run,
};
