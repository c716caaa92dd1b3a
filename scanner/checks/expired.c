/* Certificates whose time is over. */
#include "base/text.h"
#include "checks/row.h"

/* The last of the valid certificates for the same names, wherever it lies, by subject and names. */
#define SUCCESSORS                                                                                 \
    "(SELECT subject_name, alternative_names, max(printf('%s %012d', not_after, id)) AS last"      \
    "  FROM artifact WHERE kind = 'certificate' AND not_before <= ?1 AND not_after >= ?1"          \
    "  AND role <> 'ca' AND id IN (SELECT place.artifact FROM place JOIN file"                     \
    "   ON file.id = place.file WHERE file.live = 1) GROUP BY subject_name, alternative_names)"

/* With a live place that is no truststore: see truststore-expired for the others. A file that is on
 * disk and at HEAD counts once, as the one on disk. */
static const char suspects[] =
    "SELECT artifact.id, coalesce(retirement.heir, 0), artifact.role = 'ca',"
    " EXISTS (SELECT 1 FROM artifact AS other WHERE other.key = artifact.key"
    "  AND other.kind = 'certificate' AND other.not_after >= ?1),"
    " coalesce(substr(successor.last, -12), 0) FROM artifact"
    " JOIN place ON place.artifact = artifact.id JOIN file ON file.id = place.file"
    " LEFT JOIN retirement ON retirement.certificate = artifact.id"
    " LEFT JOIN truststore ON truststore.file = file.id"
    " LEFT JOIN " SUCCESSORS " AS successor ON successor.subject_name = artifact.subject_name"
    "  AND successor.alternative_names = artifact.alternative_names AND artifact.role <> 'ca'"
    " WHERE artifact.kind = 'certificate' AND artifact.not_after <> ''"
    " AND artifact.not_after < ?1 AND artifact.not_before <= artifact.not_after AND file.live = 1"
    " AND NOT" ROW_MESSAGE " AND NOT (file.source = 'git' AND EXISTS (SELECT 1 FROM file AS other"
    "  WHERE other.path = file.path AND other.container = file.container"
    "  AND other.source <> 'git'))"
    " AND NOT (artifact.role = 'ca' AND artifact.id IN (SELECT fault.member FROM chain_fault AS fault"
    "  JOIN artifact AS leaf ON leaf.id = fault.certificate"
    "  WHERE fault.code IN ('expired', 'expired-alternate') AND leaf.not_after >= ?1"
    "  AND leaf.not_before <= ?1))"
    " GROUP BY artifact.id HAVING count(truststore.file) < count(*) ORDER BY artifact.id";

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
    return row_report(row, certificate, heir ? SEVERITY_NOTE : SEVERITY_ERROR, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check expired_check = {
    .id = "expired",
    .severity = SEVERITY_ERROR,
    .title = "Expired certificate",
    .rule =
        "A certificate in use, not only in truststores, whose last day of validity is before the "
        "date of judgement, other than in the signatures of commits. A note where a valid one for the same names lies beside it, as in "
        "an archive, and no configuration names the old one. Of a CA above a valid certificate "
        "chain-expired tells, or chain-expired-alternate.",
    .remedy = "Renew it with its issuer, and remove it where nothing uses it any more.",
    .reference = "RFC 5280 section 4.1.2.5",
    .run = run,
};
