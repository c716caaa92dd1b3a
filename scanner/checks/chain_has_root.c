/* Bundles that hold the root as well. */
#include "checks/commands.h"
#include "checks/row.h"

static const char suspects[] =
    "SELECT root.member, length(artifact.der), root.file, leaf.member FROM bundle AS root"
    " JOIN artifact ON artifact.id = root.member AND artifact.is_self_signed = 1"
    " JOIN bundle AS leaf ON leaf.file = root.file AND leaf.depth = 0"
    " WHERE root.depth > 0 ORDER BY root.file, root.position";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    struct buffer *message = &row->message;
    if (!certificate) {
        return fail(error, "out of memory");
    }
    struct place place;
    int64_t file = query_number(row->query, 2);
    if (!describer_place_in(row->describer, certificate->artifact, file, &place)) {
        return DONE;
    }
    const struct thing *leaf = describer_thing(row->describer, query_number(row->query, 3));
    if (!leaf) {
        return fail(error, "out of memory");
    }
    buffer_format(message, "The file with %s also has the root %s, in ",
                  name_or_none(leaf->subject), name_or_none(certificate->subject));
    say_place(message, &place);
    buffer_format(message, ": %lld bytes in every handshake that help nobody.",
                  (long long)query_number(row->query, 1));
    say_removal(row, "", &place, place.detail, 0);
    return row_report_ruled(row, certificate, &place, 0, RULE_CHAIN_ROOT_REFUSED, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check chain_has_root_check = {
    .id = "chain-has-root",
    .severity = SEVERITY_NOTE,
    .title = "Root sent along",
    .rule =
        "A PEM file with one certificate that is not a CA also has the self-signed end of its path: clients have their own copy, or do not trust it.",
    .remedy = "Remove the root from the file.",
    .reference = "RFC 8446 section 4.4.2",
    .run = run,
};
