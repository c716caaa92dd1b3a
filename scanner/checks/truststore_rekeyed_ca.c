/* CAs that were given a new key under the old name, in one truststore. */
#include "checks/row.h"

/* The truststore, the two certificates, and how many paths end at each. */
#define PATHS(member)                                                                              \
    "(SELECT count(*) FROM chain_link WHERE chain_link.member = " member                           \
    " AND chain_link.position > 0)"

/* Of CAs of one name in one truststore any two are a pair, so a thousand of them are half a
 * million. Which pairs are the first 10,000 is worked out beforehand, from how many namesakes
 * follow each. */
static const char suspects[] =
    "WITH member AS (SELECT m.file, m.artifact, m.key, m.subject_name,"
    "  count(*) OVER (PARTITION BY m.file, m.subject_name) - row_number()"
    "   OVER (PARTITION BY m.file, m.subject_name ORDER BY m.artifact) AS later"
    "  FROM truststore JOIN truststore_member AS m ON m.file = truststore.file"
    "  JOIN artifact ON artifact.id = m.artifact"
    "  WHERE artifact.is_ca = 1 AND truststore.is_web_list = 0 AND" ROW_JUDGED_STORE "),"
    " first AS MATERIALIZED (SELECT *, sum(later) OVER (ORDER BY file, artifact) - later AS before"
    "  FROM member WHERE later > 0)"
    " SELECT first.file, first.artifact, other.artifact, " PATHS("first.artifact") ", " PATHS(
        "other.artifact") " FROM first"
                          " JOIN truststore_member AS other"
                          "  ON other.subject_name = first.subject_name AND other.file = first.file"
                          "  AND other.artifact > first.artifact AND other.key <> first.key"
                          " JOIN artifact ON artifact.id = other.artifact AND artifact.is_ca = 1"
                          " WHERE first.before < 10000"
                          " ORDER BY first.file, first.artifact, other.artifact LIMIT 10000";

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
    bool identified = *one->subject_key_identifier && *other->subject_key_identifier;
    buffer_append_text(message, "Truststore ");
    say_place(message, &store);
    buffer_format(message, " holds the CA %s with two keys: one with ", name_or_none(one->subject));
    say_side(message, one, query_number(row->query, 3));
    buffer_append_text(message, "; the other with ");
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
        "A truststore holds two CA certificates with one subject and different keys, and one of them has no subject key identifier, so that who builds a path has to guess. A note where both have one.",
    .remedy =
        "Give the CAs subject key identifiers and what they issue authority key identifiers, and remove the CA that is no longer used.",
    .reference = "RFC 4158 section 3.5.13, RFC 5280 section 4.2.1.1",
    .run = run,
};
