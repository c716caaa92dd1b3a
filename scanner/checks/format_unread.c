/* Certificates in a format that a consumer does not read. */
#include "checks/commands.h"
#include "checks/conversion.h"
#include "checks/row.h"

/* The first live place of a certificate that lies nowhere as PEM. A root that everybody has is
 * nobody's to convert. */
static const char not_as_pem[] =
    "SELECT min(place.id), NULL FROM artifact"
    " JOIN place ON place.artifact = artifact.id JOIN file ON file.id = place.file"
    " WHERE artifact.kind = 'certificate' AND file.live = 1"
    " AND place.encoding IN ('der', 'pkcs7', 'pkcs12', 'jks', 'jceks', 'bks')"
    " AND artifact.id NOT IN (SELECT artifact FROM known WHERE kind = 'web root')"
    " AND NOT EXISTS (SELECT 1 FROM place AS other WHERE other.artifact = artifact.id"
    "  AND other.encoding NOT IN ('der', 'pkcs7', 'pkcs12', 'jks', 'jceks', 'bks'))"
    " GROUP BY artifact.id ORDER BY 1";

/* Likewise of a client's that lies in no PKCS#12 file, and of its private key. */
static const char not_as_pkcs12[] =
    "SELECT min(place.id), (SELECT min(half.id) FROM artifact AS private"
    "  JOIN place AS half ON half.artifact = private.id JOIN file AS other ON other.id = half.file"
    "  WHERE private.kind = 'private-key' AND private.key = artifact.key AND other.live = 1)"
    " FROM artifact"
    " JOIN place ON place.artifact = artifact.id JOIN file ON file.id = place.file"
    " WHERE artifact.kind = 'certificate' AND artifact.role IN ('client', 'both')"
    " AND (artifact.is_ca = 0 OR artifact.is_self_signed = 1) AND file.live = 1"
    " AND place.encoding <> 'pkcs12'"
    " AND NOT EXISTS (SELECT 1 FROM place AS other WHERE other.artifact = artifact.id"
    "  AND other.encoding = 'pkcs12') GROUP BY artifact.id ORDER BY 1";

static const char *format_of(const char *encoding) {
    static const struct {
        const char *encoding;
        const char *name;
    } formats[] = {{"der", "DER"},
                   {"pem", "PEM"},
                   {"pkcs7", "PKCS#7"},
                   {"pkcs12", "PKCS#12"},
                   {"jks", "a Java keystore"},
                   {"jceks", "a JCEKS keystore"},
                   {"bks", "a Bouncy Castle keystore"}};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(formats[i].encoding, encoding) == 0) {
            return formats[i].name;
        }
    }
    return encoding;
}

static void say_pem_remedy(struct buffer *remedy, const struct place *place) {
    bool pkcs12 = strcmp(place->encoding, "pkcs12") == 0;
    bool pkcs7 = strcmp(place->encoding, "pkcs7") == 0;
    bool der = strcmp(place->encoding, "der") == 0;
    bool whole = strcmp(place->detail, "") == 0 || pkcs7 || pkcs12;
    if (!command_can_read(place) || !whole || (!pkcs12 && !pkcs7 && !der)) {
        buffer_append_text(remedy, "Export it as PEM.");
        return;
    }
    buffer_append_text(remedy, pkcs12  ? "Write it as PEM: openssl pkcs12 -nokeys -in "
                               : pkcs7 ? "Write it as PEM: openssl pkcs7 -print_certs -in "
                                       : "Write it as PEM: openssl x509 -inform DER -in ");
    command_quote(remedy, place->path);
    buffer_append_text(remedy, " -out ");
    conversion_append_renamed(remedy, place->path, ".pem");
}

static void append_path(struct buffer *remedy, const struct place *place, const char *otherwise) {
    if (place && command_can_read(place)) {
        command_quote(remedy, place->path);
    } else {
        buffer_append_text(remedy, otherwise);
    }
}

static void say_pkcs12_remedy(struct row *row, const struct place *place) {
    struct place key;
    int64_t number = query_number(row->query, 1);
    bool found = number && describer_thing_at(row->describer, number, &key);
    struct buffer *remedy = &row->remedy;
    buffer_append_text(remedy,
                       "Put certificate and key into one file: openssl pkcs12 -export -inkey ");
    append_path(remedy, found ? &key : NULL, "KEY");
    buffer_append_text(remedy, " -in ");
    append_path(remedy, place, "CERTIFICATE");
    buffer_append_text(remedy, " -out ");
    conversion_append_renamed(remedy, command_can_read(place) ? place->path : "CLIENT", ".pfx");
}

static enum outcome report(struct row *row, struct error *error) {
    struct place place;
    const struct thing *certificate =
        describer_thing_at(row->describer, query_number(row->query, 0), &place);
    if (!certificate) {
        return fail(error, "out of memory");
    }
    bool to_pem = row->rule->kind == RULE_FORMAT_PEM;
    buffer_format(&row->message, "%s %s in ", to_pem ? "Certificate" : "Client certificate",
                  name_or_none(certificate->subject));
    say_place(&row->message, &place);
    buffer_format(&row->message, " is %s, and lies nowhere as %s, which is all that %s reads.",
                  format_of(place.encoding), to_pem ? "PEM" : "PKCS#12", row->profile->title);
    if (to_pem) {
        say_pem_remedy(&row->remedy, &place);
    } else {
        say_pkcs12_remedy(row, &place);
    }
    return row_report_profile(row, certificate, &place, row->profile, row->rule, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    enum outcome outcome = row_each_rule(audit, RULE_FORMAT_PEM, not_as_pem, report, error);
    return outcome == DONE ? row_each_rule(audit, RULE_FORMAT_PKCS12, not_as_pkcs12, report, error)
                           : outcome;
}

const struct check format_unread_check = {
    .id = "format-unread",
    .severity = SEVERITY_WARNING,
    .title = "Certificate in a format that the consumer does not read",
    .rule = "Only by profile: a certificate in use that the inventory holds nowhere in the format "
            "that the consumer reads, PEM for most; for a client of Schannel PKCS#12.",
    .remedy = "Convert it: openssl x509 -inform DER, openssl pkcs12 -nokeys, or openssl pkcs12 "
              "-export.",
    .reference = "docs/profiles.md",
    .run = run,
};
