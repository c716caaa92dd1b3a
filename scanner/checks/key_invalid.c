/* Keys that cannot be right: numbers that contradict each other, and a modulus that is no product
 * of two large primes. */
#include "checks/commands.h"
#include "checks/key_weaknesses.h"

/* What the decoder saw of private numbers, one row a file and key. A file on disk comes before the
 * same path at HEAD, whose revision is not empty. */
static const char private_numbers[] =
    "SELECT place.id, observation.detail, min(file.revision) FROM observation"
    " JOIN file ON file.path = observation.path AND file.container = observation.container"
    "  AND file.revision = observation.revision"
    " JOIN place ON place.file = file.id AND place.trail = observation.trail"
    " JOIN artifact ON artifact.id = place.artifact AND artifact.kind = 'private-key'"
    " WHERE observation.code = 'key-invalid' AND observation.live = 1"
    " GROUP BY file.path, file.container, place.artifact"
    " ORDER BY file.path, file.container, place.artifact";

static void say_check(struct buffer *remedy, const struct place *place) {
    if (command_can_read(place) && strcmp(place->encoding, "pem") == 0 && place->line <= 1) {
        buffer_append_text(remedy, " To see it: openssl pkey -noout -check -in ");
        command_quote(remedy, place->path);
    }
}

static enum outcome report_numbers(struct row *row, struct error *error) {
    struct place place;
    const struct thing *key =
        describer_thing_at(row->describer, query_number(row->query, 0), &place);
    if (!key) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Private ");
    say_key(message, key);
    buffer_append_text(message, " in ");
    say_place(message, &place);
    buffer_format(message,
                  " contradicts itself: %s. It is damaged or forged; a program that uses "
                  "it signs wrongly, and wrong RSA signatures can give the key away.",
                  query_text(row->query, 1));
    buffer_append_text(&row->remedy, row->audit->current->remedy);
    say_check(&row->remedy, &place);
    return row_report_at(row, key, &place, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    enum outcome outcome = row_each(audit, private_numbers, report_numbers, error);
    return outcome == DONE
               ? key_weaknesses_report(audit, "invalid",
                                       "It is no RSA key, but damaged or made to be broken: "
                                       "whoever sees it can work out a private one for it.",
                                       0, error)
               : outcome;
}

const struct check key_invalid_check = {
    .id = "key-invalid",
    .severity = SEVERITY_ERROR,
    .title = "Key that cannot be right",
    .rule = "The numbers of a private RSA or elliptic-curve key do not belong together, or an RSA "
            "modulus is even or has a prime factor below 1,000.",
    .remedy = "Take the key from its backup, or make a new one and have the certificate issued "
              "for it.",
    .reference = "RFC 8017 section 3, SEC 1 section 3.2; NIST SP 800-89 section 5.3.3",
    .run = run,
};
