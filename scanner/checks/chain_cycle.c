/* Circles of cross-certificates. */
#include "checks/commands.h"
#include "checks/row.h"

static const char suspects[] =
    "SELECT min(member), count(*), (SELECT group_concat(subject, '; ') FROM (SELECT artifact.subject"
    "  FROM cycle AS other JOIN artifact ON artifact.id = other.member"
    "  WHERE other.number = cycle.number ORDER BY other.member LIMIT 6))"
    " FROM cycle GROUP BY number ORDER BY 1";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    struct buffer *message = &row->message;
    if (!certificate) {
        return fail(error, "out of memory");
    }
    int64_t count = query_number(row->query, 1);
    buffer_format(message, "%lld CAs certify each other in a circle: %s%s. One of them is ",
                  (long long)count, query_text(row->query, 2), count > 6 ? "; and more" : "");
    say_thing(message, certificate);
    buffer_append_text(message, ".");
    return row_report(row, certificate, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check chain_cycle_check = {
    .id = "chain-cycle",
    .severity = SEVERITY_NOTE,
    .title = "CAs that certify each other in a circle",
    .rule =
        "Two or more CAs have signed certificates for each other, so that a path can return to where it began.",
    .remedy =
        "Nothing, where the cross-certificates are meant; make sure that whoever builds paths bounds the search.",
    .reference = "RFC 4158 section 2.3 and 5.2",
    .run = run,
};
