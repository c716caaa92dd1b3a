/* Private keys that lie open but do not tell their public half, so that no certificate could be
 * held against them: of algorithms that the OpenSSL underneath does not know. */
#include "checks/commands.h"
#include "checks/row.h"

#define FOLDER(path) "rtrim(" path ", replace(" path ", '/', ''))"
#define STEM(path) "rtrim(" path ", replace(" path ", '.', ''))"

/* The first place of each; and that of the certificate of its algorithm that is called as it is, or
 * that is the only one in its folder, 0 where there is none. */
static const char suspects[] =
    "WITH open AS MATERIALIZED (SELECT min(place.id) AS place, artifact.algorithm, file.path"
    "  FROM artifact JOIN place ON place.artifact = artifact.id"
    "  JOIN file ON file.id = place.file WHERE artifact.kind = 'private-key'"
    "  AND artifact.key IS NULL AND file.live = 1"
    "  GROUP BY artifact.id HAVING max(place.locked) = 0),"
    " leaf AS MATERIALIZED (SELECT place.id AS place, artifact.id AS artifact,"
    "  artifact.algorithm, " STEM("file.path") " AS stem, " FOLDER(
        "file.path") " AS folder"
                     "  FROM artifact JOIN place ON place.artifact = artifact.id"
                     "  JOIN file ON file.id = place.file WHERE artifact.kind = 'certificate' AND file.live = 1"
                     "  AND artifact.role <> 'ca' AND artifact.algorithm IN (SELECT algorithm FROM open)),"
                     " named AS MATERIALIZED (SELECT algorithm, stem, min(place) AS place FROM leaf GROUP BY 1, 2),"
                     " only AS MATERIALIZED (SELECT algorithm, folder, min(place) AS place FROM leaf GROUP BY 1, 2"
                     "  HAVING count(DISTINCT artifact) = 1)"
                     " SELECT open.place, coalesce(named.place, only.place, 0) FROM open"
                     " LEFT JOIN named ON named.algorithm = open.algorithm AND named.stem = " STEM(
                         "open.path") " LEFT JOIN only ON only.algorithm = open.algorithm AND only.folder = " FOLDER("open.path") " ORDER BY open.place";

static void say_comparison(struct row *row, const struct thing *key, const struct place *place,
                           const struct thing *certificate, const struct place *beside) {
    struct buffer compare = {0};
    buffer_format(&row->remedy,
                  "Compare with an OpenSSL that knows %s (ML-DSA, ML-KEM, SLH-DSA: "
                  "3.5 or later)",
                  *key->algorithm ? key->algorithm : "it");
    if (certificate && command_compare(&compare, key, place, beside)) {
        buffer_format(&row->remedy, "; the two lines that this prints must be equal: %s",
                      buffer_text(&compare));
    } else if (command_can_read(place)) {
        buffer_append_text(&row->remedy, ": openssl pkey -pubout -in ");
        command_quote(&row->remedy, place->path);
        buffer_append_text(&row->remedy, "; openssl x509 -noout -pubkey -in CERTIFICATE");
    } else {
        buffer_append_text(&row->remedy, ".");
    }
    buffer_release(&compare);
}

static enum outcome report(struct row *row, struct error *error) {
    struct place place, beside;
    const struct thing *key =
        describer_thing_at(row->describer, query_number(row->query, 0), &place);
    int64_t leaf = query_number(row->query, 1);
    const struct thing *certificate =
        leaf ? describer_thing_at(row->describer, leaf, &beside) : NULL;
    struct buffer *message = &row->message;
    if (!key || (leaf && !certificate)) {
        return fail(error, "out of memory");
    }
    buffer_format(message, "The %s private key in ", *key->algorithm ? key->algorithm : "unknown");
    say_place(message, &place);
    buffer_append_text(message,
                       " does not tell its public half, and the OpenSSL that certsweep was "
                       "built with cannot compute it: whether ");
    if (certificate) {
        buffer_append_text(message, "it belongs to ");
        buffer_format(message, "%s in ", name_or_none(certificate->subject));
        say_place(message, &beside);
    } else {
        buffer_append_text(message, "a certificate of the inventory belongs to it");
    }
    buffer_append_text(message, " is not known.");
    say_comparison(row, key, &place, certificate, &beside);
    return row_report_at(row, key, &place, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check key_not_compared_check = {
    .id = "key-not-compared",
    .severity = SEVERITY_NOTE,
    .title = "Private key that could not be compared",
    .rule =
        "A private key, not locked, whose public half neither stands beside the private numbers "
        "nor can be computed by OpenSSL: the seed of a post-quantum key, say, or damaged "
        "numbers. It is held against no certificate.",
    .remedy = "Compare it with an OpenSSL that knows the algorithm.",
    .reference = "RFC 9881 section 6, RFC 9935 section 6",
    .run = run,
};
