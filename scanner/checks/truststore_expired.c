/* Truststore members whose time is over, one finding a truststore. */
#include "checks/row.h"

/* The truststore; whether it is a list of the web's roots, or all these are such; the first such
 * member and how many there are; three of them in words; how many leaves in use, valid themselves,
 * depend on them; where they stand; whether it holds anything else; and a valid certificate of the
 * name and key of one of them, that it does not hold. */
#define OUT_OF_TIME                                                                                \
    "artifact.kind = 'certificate' AND artifact.not_after <> '' AND artifact.not_after < ?1"

static const char suspects[] =
    "SELECT truststore.file, truststore.is_web_list OR min(artifact.id IN (SELECT known.artifact"
    "  FROM known WHERE known.kind = 'web root')), min(artifact.id),"
    " count(DISTINCT artifact.id), (SELECT group_concat(said, '; ') FROM (SELECT DISTINCT"
    "  artifact.subject || ' (' || substr(artifact.not_before, 1, 10) || ' to '"
    "  || substr(artifact.not_after, 1, 10) || ')' AS said FROM place"
    "  JOIN artifact ON artifact.id = place.artifact WHERE place.file = truststore.file"
    "  AND " OUT_OF_TIME " ORDER BY artifact.id LIMIT 3)),"
    " (SELECT count(DISTINCT leaf.id) FROM place JOIN artifact ON artifact.id = place.artifact"
    "  JOIN chain_link ON chain_link.member = artifact.id AND chain_link.position > 0"
    "  JOIN artifact AS leaf ON leaf.id = chain_link.certificate WHERE place.file = truststore.file"
    "  AND " OUT_OF_TIME
    " AND leaf.role <> 'ca' AND leaf.not_before <= ?1 AND leaf.not_after >= ?1),"
    " group_concat(place.trail, '; '),"
    " (SELECT count(*) FROM place WHERE place.file = truststore.file) > count(*),"
    " coalesce(min((SELECT twin.id FROM artifact AS twin WHERE twin.key = artifact.key"
    "  AND +twin.subject_name = artifact.subject_name AND twin.kind = 'certificate'"
    "  AND twin.not_before <= ?1 AND twin.not_after >= ?1 AND NOT EXISTS (SELECT 1 FROM place"
    "   AS held WHERE held.artifact = twin.id AND held.file = truststore.file)"
    "  AND EXISTS (SELECT 1 FROM place AS kept JOIN file ON file.id = kept.file AND file.live = 1"
    "   WHERE kept.artifact = twin.id) ORDER BY twin.id LIMIT 1)), 0)"
    " FROM truststore JOIN place ON place.file = truststore.file"
    " JOIN artifact ON artifact.id = place.artifact"
    " WHERE " OUT_OF_TIME " AND" ROW_JUDGED_STORE
    " GROUP BY truststore.file ORDER BY truststore.file";

/* A store is never left empty, nor without what valid certificates depend on. */
static void say_remedy(struct row *row, const struct place *store, const struct thing *successor,
                       bool is_needed) {
    static const struct replacement_words words = {
        .removing = "Put that one in its place. ",
        .appending = "Put it there: ",
        .neither = "Put it in the place of the old one: ",
    };
    const char *trails = query_text(row->query, 6);
    bool holds_others = query_number(row->query, 7) != 0;
    if (successor) {
        buffer_append_text(&row->message, " A valid one of the same name and key is ");
        say_thing(&row->message, successor);
        buffer_append_text(&row->message, ".");
        say_replacement(row, &words, &successor->place, store, trails);
    } else if (holds_others && !is_needed) {
        say_removal(row, "", store, trails, 0);
    }
}

static enum outcome report(struct row *row, struct error *error) {
    int64_t twin = query_number(row->query, 8);
    const struct thing *successor = twin ? describer_thing(row->describer, twin) : NULL;
    const struct thing *member = describer_thing(row->describer, query_number(row->query, 2));
    struct place store;
    if (!member || (twin && !successor) ||
        !describer_place_in(row->describer, member->artifact, query_number(row->query, 0),
                            &store)) {
        return fail(error, "out of memory");
    }
    bool is_web_list = query_number(row->query, 1) != 0;
    int64_t members = query_number(row->query, 3);
    int64_t dependants = query_number(row->query, 5);
    struct buffer *message = &row->message;
    buffer_append_text(message, "Truststore ");
    say_place(message, &store);
    buffer_format(message, " holds %lld expired certificate%s: %s", (long long)members,
                  members == 1 ? "" : "s", query_text(row->query, 4));
    if (members > 3) {
        buffer_format(message, " and %lld more", (long long)(members - 3));
    }
    buffer_append_text(message, ".");
    if (dependants > 0) {
        buffer_format(message, " %lld valid certificate%s no better path than through %s.",
                      (long long)dependants, dependants == 1 ? " has" : "s have",
                      members == 1 ? "it" : "them");
    } else if (is_web_list) {
        buffer_append_text(message,
                           " This is from a list of the web's roots: take a newer edition.");
    }
    if (!is_web_list) {
        say_remedy(row, &store, successor, dependants > 0);
    }
    return row_report_at(row, member, &store,
                         dependants > 0 ? SEVERITY_ERROR
                         : is_web_list  ? SEVERITY_NOTE
                                        : 0,
                         error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check truststore_expired_check = {
    .id = "truststore-expired",
    .severity = SEVERITY_WARNING,
    .title = "Expired certificate in a truststore",
    .rule =
        "A truststore holds a certificate whose last day of validity is before the date of judgement. An error where a valid certificate has no better path, a note in a list of the web's roots.",
    .remedy =
        "Put the successor there and remove the old certificate: chains that end at it are refused.",
    .reference = "RFC 5280 section 4.1.2.5, section 6.1",
    .run = run,
};
