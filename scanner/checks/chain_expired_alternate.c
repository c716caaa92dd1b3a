/* A valid path, and beside it a CA above the same certificate whose time is over. */
#include "base/place_name.h"
#include "checks/commands.h"
#include "checks/path_faults.h"

/* With the first truststore that has the member, of which truststore-expired tells. */
static const char suspects[] =
    "SELECT faults.*, (SELECT held.file FROM truststore_member AS held JOIN truststore"
    "  ON truststore.file = held.file AND" ROW_JUDGED_STORE
    "  WHERE held.artifact = faults.member ORDER BY held.file LIMIT 1) FROM (" PATH_FAULTS(
        "'expired-alternate'", "leaf.role <> 'ca'") ") AS faults ORDER BY faults.member";

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
    const struct place *place = &fault.member->place;
    if (query_number(row->query, 6) == place->file) {
        buffer_append_text(&row->remedy, "Do what the finding truststore-expired says of ");
        place_name_append(&row->remedy, place->path, place->container, "");
        buffer_append_text(&row->remedy, ".");
    } else {
        say_removal(row, "", place, place->detail, 0);
    }
    if (row->remedy.length == 0) {
        buffer_append_text(&row->remedy, "Remove the expired certificate from ");
        say_place(&row->remedy, place);
        buffer_append_text(&row->remedy, ".");
        command_inspect(&row->remedy, place, "-issuer -dates");
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
