/* A certificate or revocation list that bears the name of issuers that are there, but that none of
 * their keys signed: altered, damaged, or from before the CA changed its key. */
#include "checks/commands.h"
#include "checks/row.h"

/* The certificate; the one whose signature is wrong (itself, or further up one that is only in
 * history and so has no finding of its own); how many keys were tried; the first certificate with
 * the issuer's name; one that looks like its original: the same subject, issuer and serial, or the
 * same key; and whether it is self-issued. */
static const char suspects[] =
    "SELECT certificate, broken,"
    " (SELECT count(*) FROM signature WHERE signature.certificate = broken),"
    " coalesce((SELECT min(other.id) FROM artifact AS other WHERE other.kind = 'certificate'"
    "  AND other.subject_name = artifact.issuer_name AND other.id <> broken"
    "  AND other.key IS NOT artifact.key), 0),"
    " coalesce((SELECT min(other.id) FROM artifact AS other WHERE other.kind = 'certificate'"
    "  AND other.id <> broken AND (other.subject_name = artifact.subject_name"
    "   AND other.issuer_name = artifact.issuer_name AND other.serial = artifact.serial)), "
    "  (SELECT min(other.id) FROM artifact AS other WHERE other.kind = 'certificate'"
    "  AND other.id <> broken AND other.key = artifact.key), 0),"
    " artifact.is_self_issued"
    " FROM (SELECT certificate, (SELECT member FROM chain_link"
    "   WHERE chain_link.certificate = chain.certificate ORDER BY position DESC LIMIT 1) AS broken"
    "  FROM chain WHERE verdict = 'signature-invalid')"
    " JOIN artifact ON artifact.id = broken"
    " WHERE artifact.faults NOT LIKE '%signature-fields-differ%'"
    " AND (certificate = broken OR NOT EXISTS (SELECT 1 FROM place"
    "  JOIN file ON file.id = place.file WHERE place.artifact = broken AND file.live = 1))"
    " ORDER BY certificate";

/* A list, a certificate of its issuer's name, and how many keys were tried. A list whose key
 * identifier is of none of these keys is of one that is not here. */
static const char lists[] =
    "SELECT list.id, min(issuer.id), (SELECT count(*) FROM signature"
    "  WHERE signature.certificate = list.id) FROM artifact AS list JOIN artifact AS issuer"
    "  ON issuer.subject_name = list.issuer_name AND issuer.kind = 'certificate'"
    "  AND (list.authority_key_identifier = ''"
    "   OR issuer.subject_key_identifier = list.authority_key_identifier)"
    " JOIN signature AS tried ON tried.certificate = list.id AND tried.issuer_key = issuer.key"
    "  AND tried.verdict = 'invalid'"
    " WHERE list.kind = 'crl' AND NOT EXISTS (SELECT 1 FROM signature"
    "  WHERE signature.certificate = list.id AND signature.verdict <> 'invalid')"
    " AND EXISTS (SELECT 1 FROM place JOIN file ON file.id = place.file"
    "  WHERE place.artifact = list.id AND file.live = 1) GROUP BY list.id ORDER BY list.id";

static void say_original(struct buffer *message, const struct thing *broken,
                         const struct thing *original) {
    buffer_append_text(message, strcmp(broken->serial, original->serial) == 0
                                    ? " It looks like a damaged copy of the certificate with the "
                                      "same subject, issuer and serial: "
                                    : " Another certificate has the same key: ");
    say_thing(message, original);
    buffer_format(message, " (sha256 %s).", original->sha256);
}

static void say_tried(struct row *row, const struct thing *broken, const struct thing *issuer) {
    struct buffer *message = &row->message;
    int64_t tried = query_number(row->query, 2);
    buffer_format(message, " has a signature that no key of its issuer's name verifies: %s (",
                  name_or_none(broken->issuer));
    if (query_number(row->query, 5) != 0) {
        buffer_append_text(message, "its own key, ");
    }
    if (issuer) {
        buffer_append_text(message, "that of ");
        say_thing(message, issuer);
        buffer_append_text(message, ", ");
    }
    buffer_format(message, "%lld in all).", (long long)tried);
}

/* The command that shows the failure. A self-issued one must be its own anchor to be looked at. */
static void say_remedy(struct row *row, const struct thing *broken, const struct thing *issuer) {
    struct buffer *remedy = &row->remedy;
    const struct place *place = &broken->place;
    bool self_issued = query_number(row->query, 5) != 0;
    const struct place *anchor = self_issued ? place : issuer ? &issuer->place : NULL;
    buffer_append_text(remedy,
                       "Restore the certificate from its original or have it issued again; if "
                       "the CA changed its key, find the older CA certificate.");
    if (!anchor || !command_can_read(anchor) || !command_can_read(place)) {
        return;
    }
    buffer_append_text(remedy, " To see it fail: ");
    if (place->line > 1) {
        command_print_certificate(remedy, place);
        buffer_append_text(remedy, " | ");
    }
    buffer_format(remedy, "openssl verify -no_check_time -partial_chain %s-trusted ",
                  self_issued ? "-check_ss_sig " : "");
    command_quote(remedy, anchor->path);
    if (place->line <= 1) {
        buffer_append_text(remedy, " ");
        command_quote(remedy, place->path);
    }
}

static enum outcome report(struct row *row, struct error *error) {
    int64_t issuer_row = query_number(row->query, 3);
    int64_t original_row = query_number(row->query, 4);
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    const struct thing *broken = describer_thing(row->describer, query_number(row->query, 1));
    const struct thing *issuer = issuer_row ? describer_thing(row->describer, issuer_row) : NULL;
    const struct thing *original =
        original_row ? describer_thing(row->describer, original_row) : NULL;
    if (!certificate || !broken || (issuer_row && !issuer) || (original_row && !original)) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Certificate ");
    say_thing(message, certificate);
    if (broken->artifact != certificate->artifact) {
        buffer_append_text(message, " has a path up to ");
        say_thing(message, broken);
        buffer_append_text(message, ", which");
    }
    say_tried(row, broken, issuer);
    if (original) {
        say_original(message, broken, original);
    }
    say_more_places(message, row->describer, certificate->artifact);
    say_remedy(row, broken, issuer);
    return row_report(row, certificate, 0, error);
}

static enum outcome report_list(struct row *row, struct error *error) {
    const struct thing *list = describer_thing(row->describer, query_number(row->query, 0));
    const struct thing *issuer = describer_thing(row->describer, query_number(row->query, 1));
    struct buffer *message = &row->message, *remedy = &row->remedy;
    if (!list || !issuer) {
        return fail(error, "out of memory");
    }
    buffer_format(message, "The revocation list of %s in ", name_or_none(list->issuer));
    say_place(message, &list->place);
    buffer_append_text(message, " has a signature that no key of its issuer's name verifies: ");
    say_thing(message, issuer);
    int64_t tried = query_number(row->query, 2);
    if (tried > 1) {
        buffer_format(message, ", %lld keys in all", (long long)tried);
    }
    buffer_append_text(message, ". It was not applied here; a program that is given it either "
                                "refuses all certificates of that issuer or takes none for "
                                "revoked.");
    say_more_places(message, row->describer, list->artifact);
    buffer_append_text(remedy, "Get the list from the CA once more.");
    if (command_can_read(&issuer->place) && command_can_read(&list->place)) {
        buffer_append_text(remedy, " To see it fail: openssl crl -noout ");
        buffer_append_text(remedy, strcmp(list->place.encoding, "pem") == 0 ? "" : "-inform DER ");
        buffer_append_text(remedy, "-in ");
        command_quote(remedy, list->place.path);
        buffer_append_text(remedy, " -CAfile ");
        command_quote(remedy, issuer->place.path);
    }
    return row_report(row, list, SEVERITY_WARNING, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    enum outcome outcome = row_each(audit, suspects, report, error);
    return outcome == DONE ? row_each(audit, lists, report_list, error) : outcome;
}

const struct check signature_invalid_check = {
    .id = "signature-invalid",
    .severity = SEVERITY_ERROR,
    .title = "Signature matches no issuer",
    .rule =
        "Certificates with the issuer's name are there, but the signature fails with the key of "
        "each of them. What could not be decided, an unknown algorithm say, is not reported. A "
        "warning for a revocation list, where the key that it names, or it names none, is here.",
    .remedy = "Restore the certificate from its original, or have it issued again.",
    .reference = "RFC 5280 section 6.1.3 (a) (1)",
    .run = run,
};
