/* One key under several names at once: whoever steals it at one place is all of them. */
#include "checks/row.h"

static const char suspects[] =
    "SELECT min(place.id), count(DISTINCT artifact.subject_name),"
    " group_concat(DISTINCT iif(artifact.subject = '', '(no name)', artifact.subject))"
    " FROM artifact JOIN place ON place.artifact = artifact.id JOIN file ON file.id = place.file"
    " WHERE artifact.kind = 'certificate' AND artifact.key IS NOT NULL AND file.live = 1"
    " AND artifact.key IN (SELECT key FROM artifact GROUP BY key HAVING count(*) > 1)"
    " AND artifact.role <> 'ca' AND artifact.not_before <= ?1 AND artifact.not_after >= ?1"
    " GROUP BY artifact.key HAVING count(DISTINCT artifact.subject_name) > 1 ORDER BY 1";

enum { NAMES_BYTES_MOST = 400 };

static enum outcome report(struct row *row, struct error *error) {
    struct place place;
    const struct thing *first =
        describer_thing_at(row->describer, query_number(row->query, 0), &place);
    const char *names = query_text(row->query, 2);
    if (!first) {
        return fail(error, "out of memory");
    }
    size_t shown = strlen(names);
    while (shown > NAMES_BYTES_MOST && names[shown] != ',') {
        shown--;
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "The ");
    say_key(message, first);
    buffer_format(message, " stands in valid certificates of %lld names: %.*s%s. The first is in ",
                  (long long)query_number(row->query, 1), (int)shown, names,
                  names[shown] ? " and more" : "");
    say_place(message, &place);
    buffer_append_text(message, ".");
    return row_report_at(row, first, &place, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check key_reused_check = {
    .id = "key-reused",
    .severity = SEVERITY_NOTE,
    .title = "One key under several names",
    .rule = "One public key in two or more certificates with different subjects that are valid "
            "now; certificates of authorities are left out.",
    .remedy = "Make a new key for each name, at the next renewal at the latest.",
    .reference = "NIST SP 800-57 part 1, section 5.2",
    .run = run,
};
