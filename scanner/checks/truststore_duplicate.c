/* Certificates that one truststore holds twice. */
#include "base/place_name.h"
#include "checks/row.h"

/* The truststore, the certificate, how often, and where. */
static const char suspects[] =
    "SELECT truststore.file, artifact.id, count(*), group_concat(place.trail, '; ')"
    " FROM truststore JOIN place ON place.file = truststore.file"
    " JOIN artifact ON artifact.id = place.artifact"
    " WHERE artifact.kind = 'certificate' AND" ROW_JUDGED_STORE
    " GROUP BY truststore.file, artifact.id HAVING count(*) > 1"
    " ORDER BY truststore.file, artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *member = describer_thing(row->describer, query_number(row->query, 1));
    struct place store;
    if (!member || !describer_place_in(row->describer, member->artifact,
                                       query_number(row->query, 0), &store)) {
        return fail(error, "out of memory");
    }
    buffer_append_text(&row->message, "Truststore ");
    place_name_append(&row->message, store.path, store.container, "");
    buffer_format(&row->message, " holds %s (sha256 %s) %lld times: %s.",
                  name_or_none(member->subject), member->sha256,
                  (long long)query_number(row->query, 2), query_text(row->query, 3));
    say_removal(row, "", &store, query_text(row->query, 3), 1);
    return row_report_at(row, member, &store, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check truststore_duplicate_check = {
    .id = "truststore-duplicate",
    .severity = SEVERITY_NOTE,
    .title = "Certificate twice in a truststore",
    .rule = "One file of a truststore holds the same certificate, byte for byte, twice or more.",
    .remedy = "Remove the repetition.",
    .reference = "certsweep rulebook, section 3",
    .run = run,
};
