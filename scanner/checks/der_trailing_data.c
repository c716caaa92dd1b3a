/* Bytes behind the end of a DER object: some readers ignore them, others refuse the file. */
#include "checks/commands.h"
#include "checks/conversion.h"
#include "checks/row.h"

/* The find that the bytes follow: the last one at the place of the observation. A file that is both
 * on disk and at HEAD counts once, as the one on disk. */
static const char suspects[] =
    "SELECT max(place.id), observation.detail, artifact.kind FROM observation"
    " JOIN file ON file.path = observation.path AND file.revision = observation.revision"
    "  AND file.container = observation.container"
    " JOIN place ON place.file = file.id AND place.trail = observation.trail"
    " JOIN artifact ON artifact.id = place.artifact"
    " WHERE observation.code = 'der-trailing-data' AND file.live = 1"
    " AND NOT (file.source = 'git' AND EXISTS (SELECT 1 FROM file AS other"
    "  WHERE other.path = file.path AND other.container = file.container"
    "  AND other.source <> 'git'))"
    " GROUP BY observation.id ORDER BY observation.id";

struct rewriting {
    const char *kind;
    const char *reading; /* "openssl x509 ..." up to the file */
};

static const struct rewriting rewritings[] = {
    {"certificate", "openssl x509 -inform DER -in"},
    {"request", "openssl req -inform DER -in"},
    {"crl", "openssl crl -inform DER -in"},
    {"private-key", "umask 077; openssl pkey -inform DER -in"},
};

/* The command that reads one such object and writes it alone, where one does. */
static void say_remedy(struct buffer *remedy, const char *kind, const struct place *place) {
    if (!command_can_read(place) || *place->trail || strcmp(place->encoding, "der") != 0) {
        return;
    }
    for (size_t i = 0; i < sizeof rewritings / sizeof *rewritings; i++) {
        if (strcmp(rewritings[i].kind, kind) == 0) {
            buffer_append_text(remedy, "Write the object alone: ");
            conversion_replace(remedy, place->path, rewritings[i].reading, "-outform DER -out");
        }
    }
}

static enum outcome report(struct row *row, struct error *error) {
    struct place place;
    const struct thing *thing =
        describer_thing_at(row->describer, query_number(row->query, 0), &place);
    if (!thing) {
        return fail(error, "out of memory");
    }
    say_place(&row->message, &place);
    buffer_format(&row->message, ": %s. They are no part of the %s.", query_text(row->query, 1),
                  query_text(row->query, 2));
    say_remedy(&row->remedy, query_text(row->query, 2), &place);
    return row_report_at(row, thing, &place, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check der_trailing_data_check = {
    .id = "der-trailing-data",
    .severity = SEVERITY_WARNING,
    .title = "Bytes after the end of DER",
    .rule = "A certificate, key, request or revocation list in DER with bytes behind its end that "
            "are none of these: OpenSSL reads over them, Go refuses the file.",
    .remedy = "Write the object again without them, and find out what put them there.",
    .reference = "X.690 section 8.1, certsweep rulebook, section 5",
    .run = run,
};
