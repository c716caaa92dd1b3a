/* A client's certificate whose path ends before it reaches any truststore. */
#include "checks/commands.h"
#include "checks/row.h"

/* The certificate; whether its path ends at a root; the highest certificate of the path; the
 * first certificate that bears a missing issuer's name though it is another; and, where only weak
 * names speak for what holds the root, the truststore that is surely one and lacks it. Where a
 * configuration has a server check clients with that: its member of the root's name, and what that
 * server presents below the same root; either says that the client is one of its own. */
#define NAMED                                                                                      \
    "SELECT path, container, revision FROM reference WHERE file = doubtful"                        \
    " AND role = 'client truststore'"

static const char suspects[] =
    "SELECT certificate, ends_at_root, highest,"
    " coalesce((SELECT min(other.id) FROM artifact JOIN artifact AS other"
    "   ON other.subject_name = artifact.issuer_name AND other.kind = 'certificate'"
    "   WHERE artifact.id = highest AND NOT ends_at_root), 0), doubtful,"
    " coalesce((SELECT min(member.artifact) FROM truststore_member AS member"
    "  JOIN artifact ON artifact.id = highest AND artifact.subject_name = member.subject_name"
    "  WHERE member.file = doubtful AND EXISTS (" NAMED ")), 0),"
    " coalesce((SELECT min(link.certificate) FROM (" NAMED ") AS named"
    "  JOIN reference AS sent ON sent.path = named.path AND sent.container = named.container"
    "   AND sent.revision = named.revision AND sent.role IN ('certificate', 'keystore')"
    "  JOIN place ON place.file = sent.file JOIN chain_link AS link"
    "   ON link.certificate = place.artifact AND link.member = highest), 0)"
    " FROM (SELECT chain.certificate, chain.verdict = 'unanchored' AS ends_at_root,"
    "  (SELECT member FROM chain_link WHERE chain_link.certificate = chain.certificate"
    "   ORDER BY position DESC LIMIT 1) AS highest, 0 AS doubtful"
    "  FROM chain JOIN artifact ON artifact.id = chain.certificate"
    "  WHERE chain.verdict IN ('unanchored', 'issuer-missing') AND artifact.role = 'client'"
    "  AND artifact.is_self_issued = 0 AND EXISTS (SELECT 1 FROM client_trust"
    "   WHERE client_trust.certificate = chain.certificate)"
    "  UNION ALL SELECT * FROM (SELECT chain.certificate, 1,"
    "   (SELECT member FROM chain_link WHERE chain_link.certificate = chain.certificate"
    "    ORDER BY position DESC LIMIT 1) AS highest, sure.truststore"
    "   FROM chain JOIN artifact ON artifact.id = chain.certificate"
    "   JOIN (SELECT certificate, truststore, min(rank) FROM client_trust"
    "    JOIN truststore ON truststore.file = client_trust.truststore"
    "    WHERE truststore.recognised IN ('operator', 'configuration', 'name')"
    "    GROUP BY certificate) AS sure ON sure.certificate = chain.certificate"
    "   WHERE chain.verdict IN ('complete', 'elsewhere') AND artifact.role = 'client'"
    "   AND artifact.is_self_issued = 0 AND NOT EXISTS (SELECT 1 FROM client_trust"
    "    JOIN truststore ON truststore.file = client_trust.truststore"
    "    WHERE client_trust.certificate = chain.certificate"
    "    AND client_trust.state IN ('member', 'path') AND truststore.recognised <> 'weak name'))"
    "  WHERE highest IN (SELECT id FROM artifact WHERE is_self_signed = 1 AND role = 'ca')"
    "  AND NOT EXISTS (SELECT 1 FROM truststore_member JOIN truststore"
    "   ON truststore.file = truststore_member.file WHERE truststore_member.artifact = highest"
    "   AND truststore.recognised <> 'weak name'))"
    " ORDER BY certificate";

/* The truststore as a whole. */
static enum outcome store_place(struct row *row, int64_t truststore, struct place *place,
                                struct error *error) {
    struct query *members =
        query_new(row->audit->inventory,
                  "SELECT min(artifact) FROM truststore_member WHERE file = ?1", error);
    if (!members) {
        return FAILED;
    }
    query_bind_number(members, 1, truststore);
    int64_t member = query_next(members) ? query_number(members, 0) : 0;
    if (query_free(members, error) != DONE) {
        return FAILED;
    }
    if (!describer_place_in(row->describer, member, truststore, place)) {
        return fail(error, "out of memory");
    }
    place->detail = "";
    place->line = 0;
    return DONE;
}

/* Its root is in a file that may be a truststore or just a CA's certificate that lies there; the
 * one that is called so lacks it. */
static enum outcome say_doubt(struct row *row, const struct thing *root, int64_t truststore,
                              struct error *error) {
    struct buffer *message = &row->message;
    int64_t namesake = query_number(row->query, 5), server = query_number(row->query, 6);
    struct place store;
    if (store_place(row, truststore, &store, error) != DONE) {
        return FAILED;
    }
    buffer_append_text(message, "its path ends at ");
    say_thing(message, root);
    buffer_format(message, " (sha256 %s), a truststore at most by its name. Truststore ",
                  root->sha256);
    say_place(message, &store);
    buffer_append_text(message, " holds no certificate of that path");
    const struct thing *sent = server ? describer_thing(row->describer, server) : NULL;
    if (namesake) {
        buffer_append_text(message, ", but another of the root's name: that CA was made anew, and "
                                    "the server that is told of it refuses the client");
    } else if (sent) {
        buffer_append_text(message, ", though the server that is told of it presents a certificate "
                                    "below the same root, ");
        say_thing(message, sent);
        buffer_append_text(message, ": it refuses this client");
    }
    buffer_append_text(message, ".");
    buffer_append_text(&row->remedy, namesake ? "Have the client's certificate issued again by the "
                                                "CA of today, or add the earlier root to it: "
                                     : sent   ? "Add the root to it: "
                                              : "If that truststore is of the server the client "
                                                "calls, add the root to it: ");
    command_append(&row->remedy, &root->place, &store);
    return DONE;
}

static enum outcome say_root(struct row *row, const struct thing *client, const struct thing *root,
                             struct error *error) {
    struct buffer *message = &row->message;
    buffer_append_text(message, "its path ends at the root ");
    say_thing(message, root);
    buffer_format(message, " (sha256 %s), which is in ", root->sha256);
    const struct place *nearest;
    if (truststores_say_near(row, client->artifact, &nearest, error) != DONE) {
        return FAILED;
    }
    buffer_append_text(message, ".");
    if (nearest) {
        buffer_append_text(&row->remedy, "Add that root to the truststore of the server the client "
                                         "calls; for the nearest one: ");
        command_append(&row->remedy, &root->place, nearest);
    }
    return DONE;
}

static enum outcome say_missing(struct row *row, const struct thing *client,
                                const struct thing *highest, const struct thing *namesake,
                                struct error *error) {
    struct buffer *message = &row->message;
    if (highest->artifact != client->artifact) {
        buffer_append_text(message, "its path goes up to ");
        say_thing(message, highest);
        buffer_append_text(message, ", and there ");
    }
    buffer_append_text(message, "the issuer ");
    say_issuer_of(message, highest);
    buffer_append_text(message, " is nowhere in the inventory and in ");
    const struct place *nearest;
    if (truststores_say_near(row, client->artifact, &nearest, error) != DONE) {
        return FAILED;
    }
    buffer_append_text(message, ".");
    if (namesake) {
        say_namesake(message, namesake);
    }
    buffer_format(
        &row->remedy,
        "Get the certificate of %s from whoever runs that CA and add it to the truststore "
        "of the server the client calls, up to the root.",
        name_or_none(highest->issuer));
    return DONE;
}

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *client = describer_thing(row->describer, query_number(row->query, 0));
    const struct thing *highest = describer_thing(row->describer, query_number(row->query, 2));
    int64_t other = query_number(row->query, 3);
    const struct thing *namesake = other ? describer_thing(row->describer, other) : NULL;
    if (!client || !highest || (other && !namesake)) {
        return fail(error, "out of memory");
    }
    buffer_append_text(&row->message, "Client certificate ");
    say_thing(&row->message, client);
    buffer_format(&row->message, " (%s): ", client->role_reason);
    int64_t doubtful = query_number(row->query, 4);
    enum outcome outcome = doubtful ? say_doubt(row, highest, doubtful, error)
                           : query_number(row->query, 1) != 0
                               ? say_root(row, client, highest, error)
                               : say_missing(row, client, highest, namesake, error);
    if (outcome != DONE) {
        return FAILED;
    }
    say_more_places(&row->message, row->describer, client->artifact);
    bool own = query_number(row->query, 5) != 0 || query_number(row->query, 6) != 0;
    return row_report(row, client, doubtful && !own ? SEVERITY_WARNING : 0, error);
}

/* Deployments beside each other: a truststore of one accepts the client, and it lies in another
 * whose truststore does not. The place where it lies so. */
#define BASE_NAME(path) "replace(" path ", rtrim(" path ", replace(" path ", '/', '')), '')"

/* Of the truststores that do hold its CA, one that is called as the nearest is: the same thing of
 * another deployment. */
static const char refusals[] =
    "SELECT refusal.certificate, min(refusal.place), refusal.truststore,"
    " coalesce((SELECT min(member.file) FROM chain_link"
    "  JOIN truststore_member AS member ON member.artifact = chain_link.member"
    "  JOIN file AS other ON other.id = member.file"
    "  JOIN file AS nearest ON nearest.id = refusal.truststore"
    "  WHERE chain_link.certificate = refusal.certificate AND chain_link.position > 0"
    "  AND other.container = '' AND nearest.container = '' AND other.live = 1"
    "  AND " BASE_NAME("other.path") " = " BASE_NAME(
        "nearest.path") "), 0)"
                        " FROM client_refusal AS refusal JOIN chain ON chain.certificate = refusal.certificate"
                        " JOIN artifact ON artifact.id = refusal.certificate"
                        " WHERE chain.verdict IN ('complete', 'elsewhere') AND artifact.role = 'client'"
                        " AND artifact.is_self_issued = 0 AND NOT EXISTS (SELECT 1 FROM retirement"
                        "  WHERE retirement.certificate = refusal.certificate)"
                        " AND EXISTS (SELECT 1 FROM chain_link"
                        "  JOIN truststore_member AS member ON member.artifact = chain_link.member"
                        "  JOIN truststore ON truststore.file = member.file"
                        "  WHERE chain_link.certificate = refusal.certificate AND chain_link.position > 0"
                        "  AND truststore.recognised NOT IN ('weak name', 'system'))"
                        " GROUP BY refusal.certificate ORDER BY refusal.certificate";

static enum outcome report_refusal(struct row *row, struct error *error) {
    struct place place, store, twin;
    const struct thing *client =
        describer_thing_at(row->describer, query_number(row->query, 1), &place);
    int64_t other = query_number(row->query, 3);
    if (!client || store_place(row, query_number(row->query, 2), &store, error) != DONE ||
        (other && store_place(row, other, &twin, error) != DONE)) {
        return client ? FAILED : fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_format(message, "Client certificate %s in ", name_or_none(client->subject));
    say_place(message, &place);
    buffer_format(message, " (%s): truststore ", client->role_reason);
    say_place(message, &store);
    buffer_append_text(message, ", the nearest to it, which a configuration names, holds nothing "
                                "of its path, though ");
    if (other) {
        buffer_append_text(message, "that of another deployment, ");
        say_place(message, &twin);
        buffer_append_text(message, ", does: the client lies in the wrong deployment, or the "
                                    "truststores are not at one version. The server ");
    } else {
        buffer_append_text(message, "one farther away does: the server ");
    }
    buffer_append_text(message, "of that configuration refuses it.");
    buffer_append_text(&row->remedy, other ? "Put there the client that was issued for this "
                                             "deployment, or add its CA to that truststore."
                                           : "If the client calls that server, add its CA to "
                                             "that truststore.");
    return row_report_at(row, client, &place, other ? SEVERITY_ERROR : SEVERITY_WARNING, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    enum outcome outcome = row_each(audit, suspects, report, error);
    return outcome == DONE ? row_each(audit, refusals, report_refusal, error) : outcome;
}

const struct check issuer_not_in_truststore_check = {
    .id = "issuer-not-in-truststore",
    .severity = SEVERITY_ERROR,
    .title = "Issuer of a client certificate is in no truststore",
    .rule = "A client certificate, not self-issued, from which no path leads to a member of a "
            "truststore. Only where a truststore is near: named by the operator, or in one tree of "
            "folders. A warning where files that are truststores by a name like ca.pem at most "
            "have its root, and the one near it that is surely a truststore does not, unless a "
            "configuration has a server check clients with that which holds another root of that "
            "name, or which presents a certificate below the same root; or where one "
            "farther away holds its CA, and those nearest to one of its places, one that a "
            "configuration names among them, do not, unless both are called alike, as in two "
            "deployments.",
    .remedy = "Add the CA to the truststore of the server the client calls.",
    .reference = "RFC 5280 section 6.1.1 (d)",
    .run = run,
};
