/* A self-signed client certificate whose key a truststore knows, but under other bytes: made again
 * with the same key, edited, or damaged. The server compares bytes and refuses it. */
#include "checks/commands.h"
#include "checks/differences.h"
#include "checks/row.h"

/* The certificate, the truststore member with the same key (of the same subject where there is
 * one), the truststore, and whether its own signature is known to be wrong. */
static const char suspects[] =
    "SELECT artifact.id, other.id, place.file,"
    " artifact.is_self_signed = 0 AND EXISTS (SELECT 1 FROM signature"
    "  WHERE signature.certificate = artifact.id AND signature.issuer_key = artifact.key"
    "  AND signature.verdict = 'invalid'),"
    /* SQLite takes the columns above from the row that has the least of this. */
    " min(printf('%d %012d %012d', other.subject_name <> artifact.subject_name, other.id,"
    "  place.file))"
    " FROM artifact JOIN artifact AS other ON other.key = artifact.key"
    " JOIN place ON place.artifact = other.id JOIN client_trust"
    "  ON client_trust.certificate = artifact.id AND client_trust.truststore = place.file"
    " WHERE artifact.kind = 'certificate' AND artifact.is_self_issued = 1"
    " AND artifact.role IN ('client', 'both') AND other.kind = 'certificate'"
    " AND NOT EXISTS (SELECT 1 FROM client_trust WHERE certificate = artifact.id"
    "  AND state = 'member')"
    " GROUP BY artifact.id ORDER BY artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *client = describer_thing(row->describer, query_number(row->query, 0));
    const struct thing *member = describer_thing(row->describer, query_number(row->query, 1));
    struct place store;
    if (!client || !member ||
        !describer_place_in(row->describer, member->artifact, query_number(row->query, 2),
                            &store)) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Self-signed client certificate ");
    say_thing(message, client);
    buffer_append_text(message, " is not the one that truststore ");
    say_place(message, &store);
    buffer_append_text(message, " holds: the key is the same, the certificate is another. What "
                                "differs: ");
    if (say_differences(message, row->audit->inventory, client->artifact, member->artifact,
                        error) != DONE) {
        return FAILED;
    }
    buffer_format(message, ". sha256 here %s, there %s", client->sha256, member->sha256);
    if (*client->modulus_sha1) {
        buffer_format(message, "; modulus_sha1 here %s, there %s", client->modulus_sha1,
                      member->modulus_sha1);
    }
    buffer_append_text(message, ".");
    if (query_number(row->query, 3) != 0) {
        buffer_append_text(message, " Its own signature does not verify: it was damaged or edited, "
                                    "not made again.");
    }
    say_more_places(message, row->describer, client->artifact);
    buffer_append_text(&row->remedy, query_number(row->query, 3) != 0
                                         ? "Restore the client's certificate from the truststore: "
                                         : "Put the client's certificate into the truststore: ");
    if (query_number(row->query, 3) == 0) {
        command_append(&row->remedy, &client->place, &store);
        buffer_append_text(&row->remedy, " - or give the client the one that is there again.");
    } else if (command_can_read(&client->place) &&
               command_print_certificate(&row->remedy, &store)) {
        buffer_append_text(&row->remedy, " > client.crt, and put it in place of ");
        command_quote(&row->remedy, client->place.path);
    } else {
        say_place(&row->remedy, &store);
    }
    return row_report(row, client, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check client_selfsigned_altered_check = {
    .id = "client-selfsigned-altered",
    .severity = SEVERITY_ERROR,
    .title = "Self-signed client certificate differs from the one in the truststore",
    .rule =
        "A self-signed client certificate that no truststore near it holds, while one of them holds "
        "a certificate with the same public key but other bytes.",
    .remedy = "Put the current certificate into the truststore, or use the one that is there.",
    .reference = "RFC 5280 section 6.1; OpenSSL verification error 18",
    .run = run,
};
