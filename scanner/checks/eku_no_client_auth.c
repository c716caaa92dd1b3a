/* Certificates that people call a client's and that servers refuse as such. */
#include "base/text.h"
#include "base/words.h"
#include "checks/row.h"

static const char *const client_words[] = {"client", "clients", "clientcert", "clientcrt", NULL};
static const char *const server_words[] = {"server", "servers", "servercert", NULL};

/* The file's name says client, and neither it nor the subject says server. */
static bool is_called_client(const struct thing *certificate, const struct place *place) {
    bool is_member = *place->container && !place->is_part;
    const char *path = is_member ? place->container : place->path;
    struct span name = span_text(text_base_name(path));
    struct span subject = span_text(certificate->subject);
    return words_have(name, client_words) && !words_have(name, server_words) &&
           !words_have(subject, server_words);
}

/* With its places whose path has the word: one may be called so where others are not. */
static const char suspects[] =
    "SELECT * FROM (SELECT artifact.id, artifact.extended_key_usage,"
    "  (SELECT group_concat(id, ' ') FROM (SELECT place.id FROM place"
    "   JOIN file ON file.id = place.file WHERE place.artifact = artifact.id AND file.live = 1"
    "   AND (file.path LIKE '%client%' OR file.container LIKE '%client%')"
    "   AND NOT EXISTS (SELECT 1 FROM truststore WHERE truststore.file = file.id"
    "    AND truststore.recognised = 'system') ORDER BY place.id LIMIT 64)) AS places"
    " FROM artifact WHERE artifact.kind = 'certificate'"
    " AND artifact.extended_key_usage IS NOT NULL AND artifact.role IN ('server', 'other')"
    " AND artifact.is_ca = 0 AND instr(artifact.extended_key_usage, 'clientAuth') = 0"
    " AND instr(artifact.extended_key_usage, 'anyExtendedKeyUsage') = 0)"
    " WHERE places IS NOT NULL ORDER BY id";

static enum outcome report(struct row *row, struct error *error) {
    struct place place;
    const struct thing *certificate =
        describer_first(row->describer, query_text(row->query, 2), is_called_client, &place);
    if (!certificate) {
        return DONE;
    }
    struct buffer *message = &row->message;
    buffer_format(message, "Certificate %s in ", name_or_none(certificate->subject));
    say_place(message, &place);
    buffer_format(message,
                  " is called a client's, but its extended key usage is %s: servers "
                  "refuse it as a client's.",
                  query_text(row->query, 1));
    say_more_places(message, row->describer, certificate->artifact);
    return row_report_at(row, certificate, &place, 0, error);
}

/* What a configuration presents to others, whatever it is called. */
static const char presented[] =
    "SELECT artifact.id, artifact.extended_key_usage, place.id, reference.path,"
    " reference.container, reference.line, reference.directive, min(reference.id)"
    " FROM reference JOIN place ON place.file = reference.file"
    " JOIN artifact ON artifact.id = place.artifact"
    " WHERE reference.role = 'certificate' AND (reference.family = 'curl'"
    "  OR reference.directive IN ('proxy_ssl_certificate', 'grpc_ssl_certificate',"
    "   'uwsgi_ssl_certificate', 'SSLProxyMachineCertificateFile'))"
    " AND artifact.kind = 'certificate' AND artifact.is_ca = 0"
    " AND instr(artifact.extended_key_usage, 'clientAuth') = 0"
    " AND instr(artifact.extended_key_usage, 'anyExtendedKeyUsage') = 0"
    " GROUP BY artifact.id, place.file ORDER BY artifact.id, place.id";

static enum outcome report_presented(struct row *row, struct error *error) {
    struct place place;
    const struct thing *certificate =
        describer_thing_at(row->describer, query_number(row->query, 2), &place);
    const char *container = query_text(row->query, 4);
    struct buffer *message = &row->message;
    if (!certificate) {
        return fail(error, "out of memory");
    }
    if (is_called_client(certificate, &place)) {
        return DONE; /* told already */
    }
    buffer_format(message, "%s%s%s line %lld, %s, presents certificate %s in ",
                  query_text(row->query, 3), *container ? "!" : "", container,
                  (long long)query_number(row->query, 5), query_text(row->query, 6),
                  name_or_none(certificate->subject));
    say_place(message, &place);
    buffer_format(message,
                  " as a client's, but its extended key usage is %s: servers refuse it as a "
                  "client's.",
                  query_text(row->query, 1));
    return row_report_at(row, certificate, &place, 0, error);
}

/* A client, its extended key usage, its issuer on the path, and the issuer's where that rules
 * clientAuth out. */
static const char by_rule[] =
    "SELECT artifact.id, artifact.extended_key_usage, issuer.id, issuer.extended_key_usage"
    " FROM artifact LEFT JOIN chain_link ON chain_link.certificate = artifact.id"
    "  AND chain_link.position = 1 AND chain_link.member <> artifact.id"
    " LEFT JOIN artifact AS issuer ON issuer.id = chain_link.member"
    "  AND instr(issuer.extended_key_usage, 'clientAuth') = 0"
    " WHERE artifact.kind = 'certificate' AND artifact.role IN ('client', 'both')"
    " AND (instr(coalesce(artifact.extended_key_usage, ''), 'clientAuth') = 0"
    "  OR issuer.id IS NOT NULL) AND" ROW_LIVE " ORDER BY artifact.id";

static enum outcome report_rule(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    int64_t number = query_number(row->query, 2);
    const struct thing *issuer = number ? describer_thing(row->describer, number) : NULL;
    const char *usage = query_text(row->query, 1);
    if (!certificate || (number && !issuer)) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Client certificate ");
    say_thing(message, certificate);
    if (*usage) {
        buffer_format(message, " has extended key usage %s", usage);
    } else {
        buffer_format(message, " (%s) has no extended key usage", certificate->role_reason);
    }
    if (issuer) {
        buffer_append_text(message, ", and its issuer ");
        say_thing(message, issuer);
        buffer_format(message, " has extended key usage %s", query_text(row->query, 3));
    }
    buffer_append_text(message, ".");
    return row_report_profile(row, certificate, NULL, row->profile, row->rule, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    enum outcome outcome = row_each(audit, suspects, report, error);
    outcome = outcome == DONE ? row_each(audit, presented, report_presented, error) : outcome;
    return outcome == DONE ? row_each_rule(audit, RULE_CLIENT_AUTH, by_rule, report_rule, error)
                           : outcome;
}

const struct check eku_no_client_auth_check = {
    .id = "eku-no-client-auth",
    .severity = SEVERITY_ERROR,
    .title = "Client certificate that may not be a client's",
    .rule =
        "A certificate that is called a client's, by the name of its file, or that curl, nginx or Apache httpd is told to present to others, and has an extended key usage without clientAuth and anyExtendedKeyUsage. Under a profile: a client's certificate without clientAuth, or below a CA whose extended key usage lacks it.",
    .remedy = "Have it issued again with extended key usage clientAuth.",
    .reference = "RFC 5280 section 4.2.1.12",
    .run = run,
};
