/* CAs that were given a new key under the old name, in one truststore. */
#include "checks/row.h"

/* How many paths run through a member. */
#define PATHS(member)                                                                              \
    "(SELECT count(*) FROM chain_link WHERE chain_link.member = " member                           \
    " AND chain_link.position > 0)"

/* One row for each truststore and name: the first certificate, the first with another key, their
 * paths, how many keys there are, and how many of all have no identifier. */
static const char suspects[] = "SELECT file, one, other, " PATHS("one") ", " PATHS(
    "other") ", keys, nameless FROM (SELECT"
             "  file, one, keys, nameless, (SELECT min(m.artifact) FROM truststore_member AS m"
             "   JOIN artifact ON artifact.id = m.artifact AND artifact.is_ca = 1"
             "   WHERE m.subject_name = named.subject_name AND m.file = named.file"
             "   AND m.key <> named.one_key) AS other"
             "  FROM (SELECT m.file, m.subject_name, min(m.artifact) AS one, m.key AS one_key,"
             "    count(DISTINCT m.key) AS keys, sum(artifact.subject_key_identifier = '') AS nameless"
             "   FROM truststore JOIN truststore_member AS m ON m.file = truststore.file"
             "   JOIN artifact ON artifact.id = m.artifact"
             "   WHERE artifact.is_ca = 1 AND truststore.is_web_list = 0 AND" ROW_JUDGED_STORE
             "   GROUP BY m.file, m.subject_name HAVING count(DISTINCT m.key) > 1) AS named)"
             " WHERE other IS NOT NULL ORDER BY file, one";

static void say_side(struct buffer *message, const struct thing *side, int64_t paths) {
    buffer_append_text(message, *side->subject_key_identifier ? "subject key identifier "
                                                              : "no subject key identifier");
    buffer_append_text(message, side->subject_key_identifier);
    buffer_append_text(message, ", valid ");
    say_day(message, side->not_before);
    buffer_append_text(message, " to ");
    say_day(message, side->not_after);
    buffer_format(message, ", %lld path%s through it", (long long)paths, paths == 1 ? "" : "s");
}

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *one = describer_thing(row->describer, query_number(row->query, 1));
    const struct thing *other = describer_thing(row->describer, query_number(row->query, 2));
    struct place store;
    if (!one || !other ||
        !describer_place_in(row->describer, one->artifact, query_number(row->query, 0), &store)) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    int64_t keys = query_number(row->query, 5);
    bool identified = query_number(row->query, 6) == 0;
    buffer_append_text(message, "Truststore ");
    say_place(message, &store);
    buffer_format(message, " holds the CA %s with ", name_or_none(one->subject));
    if (keys == 2) {
        buffer_append_text(message, "two keys: one with ");
    } else {
        buffer_format(message, "%lld keys: one with ", (long long)keys);
    }
    say_side(message, one, query_number(row->query, 3));
    buffer_append_text(message, keys == 2 ? "; the other with " : "; another with ");
    say_side(message, other, query_number(row->query, 4));
    buffer_append_text(message, ".");
    return row_report_at(row, one, &store, identified ? SEVERITY_NOTE : 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check truststore_rekeyed_ca_check = {
    .id = "truststore-rekeyed-ca",
    .severity = SEVERITY_WARNING,
    .title = "Two keys under one CA name in a truststore",
    .rule =
        "A truststore holds two CA certificates with one subject and different keys, and one of all with that subject has no subject key identifier, so that who builds a path has to guess. A note where all have one. One finding for each subject.",
    .remedy =
        "Give the CAs subject key identifiers and what they issue authority key identifiers, and remove the CA that is no longer used.",
    .reference = "RFC 4158 section 3.5.13, RFC 5280 section 4.2.1.1",
    .run = run,
};
