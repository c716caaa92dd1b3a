/* Truststores that some consumers refuse since paths in them end below a root. */
#include "base/place_name.h"
#include "checks/commands.h"
#include "checks/row.h"

/* The truststore, and a member whose issuer's name no other member bears. */
static const char suspects[] =
    "SELECT member.file, member.artifact, coalesce((SELECT min(other.id)"
    "  FROM artifact AS other WHERE other.subject_name = artifact.issuer_name"
    "  AND other.kind = 'certificate'), 0)"
    " FROM truststore JOIN truststore_member AS member ON member.file = truststore.file"
    " JOIN artifact ON artifact.id = member.artifact"
    " WHERE artifact.is_self_issued = 0 AND artifact.is_ca = 1 AND" ROW_JUDGED_STORE
    " AND NOT EXISTS (SELECT 1 FROM truststore_member AS issuer"
    "  WHERE issuer.subject_name = artifact.issuer_name AND issuer.file = member.file)"
    " ORDER BY member.file, member.artifact";

/* Of the first three columns. */
static enum outcome say_missing(struct row *row, const struct thing **member, struct place *store,
                                struct error *error) {
    *member = describer_thing(row->describer, query_number(row->query, 1));
    int64_t found = query_number(row->query, 2);
    const struct thing *issuer = found ? describer_thing(row->describer, found) : NULL;
    if (!*member || (found && !issuer) ||
        !describer_place_in(row->describer, (*member)->artifact, query_number(row->query, 0),
                            store)) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_clear(message);
    buffer_clear(&row->remedy);
    buffer_append_text(message, "Truststore ");
    say_place(message, store);
    buffer_format(message, " holds %s, but not its issuer ", name_or_none((*member)->subject));
    say_issuer_of(message, *member);
    buffer_append_text(message, issuer ? ", which is in " : ", which is nowhere in the inventory");
    if (issuer) {
        say_place(message, &issuer->place);
        buffer_append_text(&row->remedy, "Add it: ");
        command_append(&row->remedy, &issuer->place, store);
    }
    buffer_append_text(message, ".");
    return DONE;
}

static enum outcome report_one(struct row *row, const struct profile *profile,
                               const struct profile_rule *rule, struct error *error) {
    const struct thing *member;
    struct place store;
    return say_missing(row, &member, &store, error) == DONE
               ? row_report_profile(row, member, &store, profile, rule, error)
               : FAILED;
}

static enum outcome report(struct row *row, struct error *error) {
    const struct audit *audit = row->audit;
    enum outcome outcome = DONE;
    for (unsigned i = 0; i < audit->profile_count && outcome == DONE; i++) {
        const struct profile_rule *rule = profile_rule(audit->profiles[i], RULE_ROOT_IN_STORE);
        if (rule) {
            outcome = report_one(row, audit->profiles[i], rule, error);
        }
    }
    return outcome;
}

/* Truststores that a server with OpenSSL is told of to check clients: it ends no path below a root.
 * The truststore, the member, the certificate of the missing issuer's name, what names the
 * truststore and where, and the first client near it that depends on the member. What one
 * configuration names belongs together. A root under several certificates has one that will do. */
static const char configured[] =
    "WITH named AS MATERIALIZED (SELECT path, container, revision, file, family, directive,"
    "  min(line) AS line FROM reference WHERE role = 'client truststore' AND file IS NOT NULL"
    "  AND family IN ('nginx', 'apache', 'haproxy', 'postgres', 'mysql')"
    "  GROUP BY path, container, revision, file, directive),"
    " trusted AS MATERIALIZED (SELECT DISTINCT named.path, named.container, named.revision,"
    "  artifact.subject_name, artifact.issuer_name, artifact.key, artifact.is_self_issued"
    "  FROM named JOIN truststore_member AS member ON member.file = named.file"
    "  JOIN artifact ON artifact.id = member.artifact)"
    " SELECT named.file, artifact.id, coalesce((SELECT min(other.id) FROM artifact AS other"
    "   WHERE other.subject_name = artifact.issuer_name AND other.kind = 'certificate'), 0),"
    "  named.path, named.container, named.line, named.directive, coalesce((SELECT"
    "   min(client_trust.certificate) FROM client_trust JOIN chain_link"
    "    ON chain_link.certificate = client_trust.certificate AND chain_link.member = artifact.id"
    "   WHERE client_trust.truststore = named.file), 0)"
    " FROM named JOIN truststore_member AS member ON member.file = named.file"
    " JOIN artifact ON artifact.id = member.artifact"
    " WHERE lower(named.directive) NOT IN ('ssl_trusted_certificate', 'sslcadnrequestfile',"
    "  'sslcadnrequestpath') AND artifact.is_self_issued = 0 AND artifact.is_ca = 1"
    " AND NOT EXISTS (SELECT 1 FROM trusted AS own WHERE own.path = named.path"
    "  AND own.container = named.container AND own.revision = named.revision"
    "  AND own.subject_name = artifact.subject_name AND own.key = artifact.key"
    "  AND (own.is_self_issued = 1 OR EXISTS (SELECT 1 FROM trusted AS issuer"
    "   WHERE issuer.path = named.path AND issuer.container = named.container"
    "   AND issuer.revision = named.revision AND issuer.subject_name = own.issuer_name)))"
    " GROUP BY named.file, artifact.id ORDER BY named.file, artifact.id";

static enum outcome report_configured(struct row *row, struct error *error) {
    struct buffer *message = &row->message;
    struct place store;
    const struct thing *member;
    if (say_missing(row, &member, &store, error) != DONE) {
        return FAILED;
    }
    int64_t client = query_number(row->query, 7);
    const struct thing *refused = client ? describer_thing(row->describer, client) : NULL;
    if (client && !refused) {
        return fail(error, "out of memory");
    }
    buffer_append_text(message, " ");
    place_name_append(message, query_text(row->query, 3), query_text(row->query, 4), "");
    buffer_format(message,
                  " line %lld names it (%s) for a program that checks clients with OpenSSL and "
                  "without partial chains: that goes on to a root, does not find it, and refuses ",
                  (long long)query_number(row->query, 5), query_text(row->query, 6));
    if (refused) {
        say_thing(message, refused);
        buffer_append_text(message, ".");
    } else {
        buffer_append_text(message, "whoever that CA issues certificates to.");
    }
    return row_report_at(row, member, &store, refused ? SEVERITY_ERROR : SEVERITY_WARNING, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    bool ruled = false;
    for (unsigned i = 0; i < audit->profile_count; i++) {
        ruled = ruled || profile_rule(audit->profiles[i], RULE_ROOT_IN_STORE);
    }
    return ruled ? row_each(audit, suspects, report, error)
                 : row_each(audit, configured, report_configured, error);
}

const struct check truststore_missing_root_check = {
    .id = "truststore-missing-root",
    .severity = SEVERITY_ERROR,
    .title = "Truststore without the root of a member",
    .rule =
        "A truststore holds a certificate that is not self-signed, and not its issuer. Only by "
        "profile, and where a configuration of nginx, Apache httpd, HAProxy, PostgreSQL or MySQL "
        "has clients checked with it: an error where a client near it depends on that certificate, "
        "else a warning.",
    .remedy = "Add the issuers up to the root.",
    .reference = "Profiles; X509_V_FLAG_PARTIAL_CHAIN of OpenSSL",
    .run = run,
};
