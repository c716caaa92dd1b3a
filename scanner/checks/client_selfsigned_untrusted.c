/* A self-signed client certificate that no truststore holds: the server refuses it. */
#include "checks/commands.h"
#include "checks/row.h"

/* The certificate, and the place of the first truststore member with its subject (but another key),
 * if any. */
static const char suspects[] =
    "SELECT artifact.id, coalesce((SELECT min(place.id) FROM artifact AS other"
    "  JOIN place ON place.artifact = other.id JOIN truststore ON truststore.file = place.file"
    "  WHERE other.subject_name = artifact.subject_name AND other.kind = 'certificate'), 0)"
    " FROM artifact WHERE artifact.kind = 'certificate' AND artifact.is_self_signed = 1"
    " AND artifact.role IN ('client', 'both') AND EXISTS (SELECT 1 FROM truststore)"
    " AND EXISTS (SELECT 1 FROM place JOIN file ON file.id = place.file"
    "  WHERE place.artifact = artifact.id AND file.live = 1)"
    " AND NOT EXISTS (SELECT 1 FROM place JOIN truststore ON truststore.file = place.file"
    "  WHERE place.artifact = artifact.id)"
    " AND NOT EXISTS (SELECT 1 FROM artifact AS other JOIN place ON place.artifact = other.id"
    "  JOIN truststore ON truststore.file = place.file"
    "  WHERE other.key = artifact.key AND other.kind = 'certificate')"
    " ORDER BY artifact.id";

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

static void say_remedy(struct row *row, const struct thing *client) {
    const struct place *nearest = truststores_nearest(&row->truststores, &client->place);
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
    struct buffer *message = &row->message;
    buffer_append_text(message, "Self-signed client certificate ");
    say_thing(message, client);
    buffer_format(message, " (%s; sha256 %s, ", client->role_reason, client->sha256);
    say_key(message, client);
    buffer_append_text(message, ") is in ");
    truststores_say_none(&row->truststores, &client->place, message);
    buffer_append_text(message, ", and its key is in none either.");
    if (both) {
        buffer_append_text(message, " It may also serve as a server's certificate; this matters "
                                    "where it is used as a client's.");
    }
    say_nearest(message, nearest, &place);
    say_more_places(message, row->describer, client->artifact);
    say_remedy(row, client);
    return row_report(row, client, both ? SEVERITY_WARNING : SEVERITY_ERROR, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check client_selfsigned_untrusted_check = {
    .id = "client-selfsigned-untrusted",
    .severity = SEVERITY_ERROR,
    .title = "Self-signed client certificate in no truststore",
    .rule = "A self-signed client certificate that is in no truststore, nor is its key. Only where "
            "the inventory has a truststore; a warning where it may be a server's as well.",
    .remedy = "Add this exact certificate to the truststore, or have one issued by a trusted CA.",
    .reference = "RFC 5280 section 6.1.1 (d)",
    .run = run,
};
