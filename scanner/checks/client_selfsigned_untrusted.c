/* A self-signed client certificate that no truststore holds: the server refuses it. */
#include "checks/commands.h"
#include "checks/row.h"

/* The certificate; the place of the nearest truststore member with its subject (but another key),
 * if any; whether a truststore near it is one for sure, not only by a name that other files have
 * too; the first truststore farther away that holds it; and whether its signature could not be
 * decided. Where nothing near is sure, such a one settles it. Undecided, it can only be self-signed
 * where nobody else has its issuer's name: whatever signed it, no truststore has it. */
static const char suspects[] =
    "SELECT id, namesake, is_sure, farther, undecided FROM (SELECT artifact.id,"
    " artifact.is_self_signed IS NULL AS undecided,"
    " coalesce((SELECT place.id FROM client_trust JOIN place ON place.file = client_trust.truststore"
    "  JOIN artifact AS other ON other.id = place.artifact"
    "  WHERE client_trust.certificate = artifact.id AND client_trust.state = 'same subject'"
    "  AND other.subject_name = artifact.subject_name AND other.kind = 'certificate'"
    "  ORDER BY client_trust.rank, place.id LIMIT 1), 0) AS namesake,"
    " EXISTS (SELECT 1 FROM client_trust JOIN truststore ON truststore.file = truststore"
    "  WHERE certificate = artifact.id AND recognised <> 'weak name') AS is_sure,"
    " coalesce((SELECT min(place.id) FROM place JOIN truststore ON truststore.file = place.file"
    "  WHERE place.artifact = artifact.id), 0) AS farther"
    " FROM artifact WHERE artifact.kind = 'certificate' AND (artifact.is_self_signed = 1"
    "  OR artifact.is_self_signed IS NULL AND NOT EXISTS (SELECT 1 FROM artifact AS namesake"
    "   WHERE namesake.subject_name = artifact.issuer_name AND namesake.kind = 'certificate'"
    "   AND namesake.key <> artifact.key))"
    " AND artifact.role IN ('client', 'both')"
    " AND EXISTS (SELECT 1 FROM client_trust WHERE certificate = artifact.id)"
    " AND NOT EXISTS (SELECT 1 FROM client_trust WHERE certificate = artifact.id"
    "  AND state IN ('member', 'path', 'same key')))"
    " WHERE is_sure OR NOT farther ORDER BY id";

static void say_nearest(struct buffer *message, const struct thing *nearest,
                        const struct place *place) {
    if (!nearest) {
        buffer_append_text(message, " No member of a truststore has its subject.");
        return;
    }
    buffer_append_text(message, " A certificate of the same subject, but with another key, is in "
                                "truststore ");
    say_place(message, place);
    buffer_format(message, ": sha256 %s, ", nearest->sha256);
    say_key(message, nearest);
    buffer_append_text(message, ".");
}

static void say_remedy(struct row *row, const struct thing *client, const struct place *nearest) {
    if (nearest) {
        buffer_append_text(&row->remedy,
                           "Add this exact certificate to the truststore of the server "
                           "it calls; for the nearest one: ");
        command_append(&row->remedy, &client->place, nearest);
        buffer_append_text(&row->remedy,
                           " - or have the client's certificate issued by a CA that is "
                           "trusted there.");
    }
}

static enum outcome report(struct row *row, struct error *error) {
    int64_t nearest_place = query_number(row->query, 1);
    const struct thing *client = describer_thing(row->describer, query_number(row->query, 0));
    const struct thing *nearest = NULL;
    struct place place;
    if (nearest_place) {
        nearest = describer_thing_at(row->describer, nearest_place, &place);
    }
    if (!client || (nearest_place && !nearest)) {
        return fail(error, "out of memory");
    }
    bool both = strcmp(client->role, "both") == 0;
    bool is_sure = query_number(row->query, 2) != 0;
    struct buffer *message = &row->message;
    buffer_append_text(message, "Self-signed client certificate ");
    say_thing(message, client);
    buffer_format(message, " (%s; sha256 %s, ", client->role_reason, client->sha256);
    say_key(message, client);
    buffer_append_text(message, ") is in ");
    const struct place *store;
    if (truststores_say_near(row, client->artifact, &store, error) != DONE) {
        return FAILED;
    }
    buffer_append_text(message, ", and its key is in none either.");
    if (query_number(row->query, 4) != 0) {
        buffer_format(message,
                      " Its signature (%s) could not be verified here, but no other certificate "
                      "has its issuer's name.",
                      client->signature_algorithm);
    }
    if (both) {
        buffer_append_text(message, " It may also serve as a server's certificate; this matters "
                                    "where it is used as a client's.");
    }
    say_nearest(message, nearest, &place);
    if (query_number(row->query, 3) != 0) {
        struct place farther;
        if (!describer_thing_at(row->describer, query_number(row->query, 3), &farther)) {
            return fail(error, "out of memory");
        }
        buffer_append_text(message, " Farther away truststore ");
        say_place(message, &farther);
        buffer_append_text(message, " holds it.");
    }
    say_more_places(message, row->describer, client->artifact);
    say_remedy(row, client, store);
    return row_report(row, client, both || !is_sure ? SEVERITY_WARNING : SEVERITY_ERROR, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check client_selfsigned_untrusted_check = {
    .id = "client-selfsigned-untrusted",
    .severity = SEVERITY_ERROR,
    .title = "Self-signed client certificate in no truststore",
    .rule =
        "A self-signed client certificate that no truststore near it holds, nor its key. Near: "
        "named by the operator, or in one tree of folders. A warning where it may be a "
        "server's as well, or where the truststore is one only by a name like ca.pem. One whose "
        "signature could not be verified counts where no other certificate has its issuer's "
        "name. Not one whose name says that it signs tokens or documents (saml, jwt, signing): in a "
        "truststore its key could log in.",
    .remedy = "Add this exact certificate to the truststore, or have one issued by a trusted CA.",
    .reference = "RFC 5280 section 6.1.1 (d)",
    .run = run,
};
