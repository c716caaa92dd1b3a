/* CAs that were given a new key under the old name, in one truststore. */
#include "checks/row.h"

/* The truststore, the two certificates, and how many paths end at each. */
#define PATHS(member)                                                                              \
    "(SELECT count(*) FROM chain_link WHERE chain_link.member = " member                           \
    " AND chain_link.position > 0)"

static const char suspects[] =
    "SELECT DISTINCT truststore.file, artifact.id, other.id, " PATHS("artifact.id") ", " PATHS(
        "other.id") " FROM truststore JOIN place ON place.file = truststore.file"
                    " JOIN artifact ON artifact.id = place.artifact"
                    " JOIN artifact AS other ON other.subject_name = artifact.subject_name"
                    "  AND other.id > artifact.id AND other.key <> artifact.key"
                    " JOIN place AS beside ON beside.artifact = other.id AND beside.file = truststore.file"
                    " WHERE artifact.kind = 'certificate' AND other.kind = 'certificate' AND artifact.is_ca = 1"
                    " AND other.is_ca = 1 AND truststore.is_web_list = 0 AND" ROW_JUDGED_STORE
                    " ORDER BY truststore.file, artifact.id, other.id LIMIT 10000";

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
