/* Bundles in which an issuer stands before what it signed. */
#include "checks/commands.h"
#include "checks/row.h"

static const char suspects[] =
    "SELECT leaf.member, 0, wrong.file,"
    " (SELECT group_concat(subject, '; ') FROM (SELECT artifact.subject FROM bundle"
    "  JOIN artifact ON artifact.id = bundle.member WHERE bundle.file = wrong.file"
    "  AND bundle.depth IS NOT NULL ORDER BY bundle.position LIMIT 8)),"
    " (SELECT group_concat(subject, '; ') FROM (SELECT artifact.subject FROM bundle"
    "  JOIN artifact ON artifact.id = bundle.member WHERE bundle.file = wrong.file"
    "  AND bundle.depth IS NOT NULL ORDER BY bundle.depth, bundle.position LIMIT 8)),"
    " (SELECT group_concat(trail, '; ') FROM (SELECT place.trail FROM place LEFT JOIN bundle"
    "  ON bundle.file = place.file AND bundle.member = place.artifact"
    "  AND bundle.position = place.position WHERE place.file = wrong.file"
    "  ORDER BY bundle.depth IS NULL, bundle.depth, place.position))"
    " FROM (SELECT DISTINCT file FROM (SELECT file, depth, lag(depth) OVER"
    "   (PARTITION BY file ORDER BY position) AS before FROM bundle WHERE depth IS NOT NULL)"
    "  WHERE depth < before) AS wrong"
    " JOIN bundle AS leaf ON leaf.file = wrong.file AND leaf.depth = 0 ORDER BY leaf.member, wrong.file";

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
    buffer_append_text(message, "The certificates in ");
    say_place(message, &place);
    buffer_format(message, " stand in the order %s, but whoever is sent them expects: %s.",
                  query_text(row->query, 3), query_text(row->query, 4));
    if (command_can_read(&place)) {
        struct buffer command = {0};
        buffer_append_text(&row->remedy, row->audit->current->remedy);
        if (command_reorder(&command, &place, query_text(row->query, 5))) {
            buffer_format(&row->remedy, " Run: %s", buffer_text(&command));
        }
        buffer_release(&command);
    }
    return row_report_ruled(row, certificate, &place, 0, RULE_CHAIN_IN_ORDER, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check chain_order_check = {
    .id = "chain-order",
    .severity = SEVERITY_WARNING,
    .title = "Certificates in the wrong order",
    .rule =
        "A PEM file with one certificate that is not a CA has certificates of its path, but not each followed by its issuer. TLS 1.2 demands the order, TLS 1.3 recommends it.",
    .remedy = "Put the leaf first, then its issuer, then that one's issuer.",
    .reference = "RFC 5246 section 7.4.2, RFC 8446 section 4.4.2",
    .run = run,
};
