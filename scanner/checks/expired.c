/* Certificates whose time is over. */
#include "base/text.h"
#include "checks/for_a_program.h"
#include "checks/row.h"

/* The last of the valid certificates for the same names, wherever it lies, by subject and names. */
#define SUCCESSORS                                                                                 \
    "(SELECT subject_name, alternative_names, max(printf('%s %012d', not_after, id)) AS last"      \
    "  FROM artifact WHERE kind = 'certificate' AND not_before <= ?1 AND not_after >= ?1"          \
    "  AND role <> 'ca' AND id IN (SELECT place.artifact FROM place JOIN file"                     \
    "   ON file.id = place.file WHERE file.live = 1) GROUP BY subject_name, alternative_names)"

/* Files with three CAs or more, nothing else and no key: each is told of once, if it is no
 * truststore, of which truststore-expired tells. */
#define COLLECTIONS                                                                                \
    "(SELECT place.file FROM place JOIN file ON file.id = place.file AND file.live = 1"            \
    "  JOIN artifact ON artifact.id = place.artifact"                                              \
    "  GROUP BY place.file HAVING count(DISTINCT artifact.id) >= 3"                                \
    "  AND min(artifact.kind = 'certificate' AND artifact.role = 'ca'))"
#define CA_OF_USE                                                                                  \
    " artifact.role = 'ca' AND artifact.id IN (SELECT fault.member FROM chain_fault AS fault"      \
    "  JOIN artifact AS leaf ON leaf.id = fault.certificate"                                       \
    "  WHERE fault.code IN ('expired', 'expired-alternate') AND leaf.not_after >= ?1"              \
    "  AND leaf.not_before <= ?1)"

/* With a live place in neither of these, and its first places in use. A file that is on disk and at
 * HEAD counts once, as the one on disk. */
static const char suspects[] =
    "SELECT artifact.id, coalesce(retirement.heir, 0), artifact.role = 'ca',"
    " EXISTS (SELECT 1 FROM artifact AS other WHERE other.key = artifact.key"
    "  AND other.kind = 'certificate' AND other.not_after >= ?1),"
    " coalesce(substr(successor.last, -12), 0),"
    " (SELECT group_concat(id, ' ') FROM (SELECT place.id FROM place JOIN file"
    "  ON file.id = place.file AND file.live = 1 WHERE place.artifact = artifact.id"
    "  ORDER BY place.id LIMIT 16)) FROM artifact"
    " JOIN place ON place.artifact = artifact.id JOIN file ON file.id = place.file"
    " LEFT JOIN retirement ON retirement.certificate = artifact.id"
    " LEFT JOIN (SELECT file FROM truststore UNION SELECT file FROM " COLLECTIONS ") AS listed"
    "  ON listed.file = file.id"
    " LEFT JOIN " SUCCESSORS " AS successor ON successor.subject_name = artifact.subject_name"
    "  AND successor.alternative_names = artifact.alternative_names AND artifact.role <> 'ca'"
    " WHERE artifact.kind = 'certificate' AND artifact.not_after <> ''"
    " AND artifact.not_after < ?1 AND artifact.not_before <= artifact.not_after AND file.live = 1"
    " AND NOT" ROW_MESSAGE " AND NOT (file.source = 'git' AND EXISTS (SELECT 1 FROM file AS other"
    "  WHERE other.path = file.path AND other.container = file.container"
    "  AND other.source <> 'git'))"
    " AND NOT (" CA_OF_USE ")"
    " GROUP BY artifact.id HAVING count(listed.file) < count(*) ORDER BY artifact.id";

/* The file, how many of its CAs have expired, of how many, and the first. */
static const char collections[] =
    "SELECT collection.file, count(DISTINCT artifact.id), (SELECT count(DISTINCT held.artifact)"
    "  FROM place AS held WHERE held.file = collection.file), min(artifact.id)"
    " FROM " COLLECTIONS " AS collection JOIN place ON place.file = collection.file"
    " JOIN artifact ON artifact.id = place.artifact AND artifact.not_after <> ''"
    "  AND artifact.not_after < ?1 AND artifact.not_before <= artifact.not_after"
    " WHERE collection.file NOT IN (SELECT file FROM truststore) AND NOT (" CA_OF_USE ")"
    " GROUP BY collection.file ORDER BY collection.file";

static enum outcome report_collection(struct row *row, struct error *error) {
    const struct thing *first = describer_thing(row->describer, query_number(row->query, 3));
    struct place place;
    if (!first ||
        !describer_place_in(row->describer, first->artifact, query_number(row->query, 0), &place)) {
        return fail(error, "out of memory");
    }
    int64_t expired = query_number(row->query, 1);
    struct place file = place;
    file.detail = "";
    file.line = 0;
    buffer_format(&row->message, "%lld of the %lld CAs collected in ", (long long)expired,
                  (long long)query_number(row->query, 2));
    say_place(&row->message, &file);
    buffer_format(&row->message, " %s expired, and nothing valid that was read is below %s: ",
                  expired == 1 ? "has" : "have", expired == 1 ? "it" : "them");
    buffer_format(&row->message, "%s%s, on ", expired == 1 ? "" : "the first is ",
                  name_or_none(first->subject));
    say_day(&row->message, first->not_after);
    buffer_append_text(&row->message, ".");
    buffer_append_text(&row->remedy, "Take a newer edition of the collection, where there is one.");
    return row_report_at(row, first, &place, SEVERITY_WARNING, error);
}

static enum outcome report(struct row *row, struct error *error) {
    int64_t artifact = query_number(row->query, 0);
    const struct thing *certificate = query_number(row->query, 2) != 0
                                          ? row_authority(row, artifact)
                                          : describer_thing(row->describer, artifact);
    struct place beside;
    int64_t number = query_number(row->query, 1);
    const struct thing *heir = number ? describer_thing_at(row->describer, number, &beside) : NULL;
    if (!certificate || (number && !heir)) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Certificate ");
    say_thing(message, certificate);
    buffer_append_text(message, " expired on ");
    say_day(message, certificate->not_after);
    int64_t at = 0;
    int64_t end = 0;
    if (text_parse_time(row->audit->at, &at) && text_parse_time(certificate->not_after, &end)) {
        int64_t days = (at - end + 86399) / 86400; /* a day begun counts, as in days_left */
        buffer_format(message, ", %lld day%s before the date of judgement", (long long)days,
                      days == 1 ? "" : "s");
    }
    buffer_append_text(message, ".");
    if (heir) {
        buffer_append_text(message, " A valid one for the same names lies beside it, in ");
        say_place(message, &beside);
        buffer_append_text(message, ", and no configuration that was found names this one.");
        bool is_key_in_use = query_number(row->query, 3) != 0;
        buffer_append_text(&row->remedy, is_key_in_use
                                             ? "Remove it once nothing uses it any more. Its key "
                                               "stays: a valid certificate has the same one."
                                             : "Remove it, with its key, once nothing uses it any "
                                               "more.");
    }
    int64_t next = heir ? 0 : query_number(row->query, 4);
    const struct thing *successor = next ? describer_thing(row->describer, next) : NULL;
    if (next && !successor) {
        return fail(error, "out of memory");
    }
    if (successor) {
        buffer_append_text(message, " A valid one for the same names is in ");
        say_place(message, &successor->place);
        buffer_append_text(message, ", until ");
        say_day(message, successor->not_after);
        buffer_append_text(message, ".");
        buffer_append_text(&row->remedy, "Put that one in the place of this, with its issuers");
        buffer_append_text(&row->remedy, successor->key == certificate->key
                                             ? "; the private key is the same."
                                             : " and its own private key.");
    }
    say_more_places(message, row->describer, certificate->artifact);
    struct place used;
    bool is_used =
        describer_first(row->describer, query_text(row->query, 5), is_in_use, &used) != NULL;
    if (!is_used) {
        buffer_append_text(message,
                           " It stands between the bytes of another file, as signatures do, "
                           "or in one that people read.");
    }
    return row_report(row, certificate, heir || !is_used ? SEVERITY_NOTE : SEVERITY_ERROR, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    enum outcome outcome = row_each(audit, suspects, report, error);
    return outcome == DONE ? row_each(audit, collections, report_collection, error) : outcome;
}

const struct check expired_check = {
    .id = "expired",
    .severity = SEVERITY_ERROR,
    .title = "Expired certificate",
    .rule =
        "A certificate in use, not only in truststores, whose last day of validity is before the "
        "date of judgement, other than in the signatures of commits. A note where a valid one for the same names lies beside it, as in "
        "an archive, and no configuration names the old one, and where it only stands between the bytes "
        "of another file, as the signatures of programs and fonts do, or in a page, a mail or a log. A "
        "warning for a file that collects three CAs or more and nothing else, once. Of a CA above a valid certificate "
        "chain-expired tells, or chain-expired-alternate.",
    .remedy = "Renew it with its issuer, and remove it where nothing uses it any more.",
    .reference = "RFC 5280 section 4.1.2.5",
    .run = run,
};
