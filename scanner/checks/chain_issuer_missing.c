/* A certificate whose path breaks off because an issuer is nowhere in the inventory. Clients are
 * told with the truststores they are missing from (issuer-not-in-truststore), where there are any.
 */
#include "checks/commands.h"
#include "checks/registered.h"
#include "checks/row.h"

/* The certificate; the highest one of its path; how many intermediates its own file has; and the
 * first certificate that bears the missing issuer's name though it is another. */
static const char suspects[] =
    "SELECT certificate, highest,"
    " (SELECT count(*) FROM chain_link WHERE chain_link.certificate = missing.certificate"
    "  AND source = 'same file') + EXISTS (SELECT 1 FROM chain_link"
    "   JOIN place AS sent ON sent.artifact = chain_link.member"
    "   JOIN reference AS chain ON chain.file = sent.file AND chain.role = 'chain'"
    "   JOIN reference AS own ON own.path = chain.path AND own.container = chain.container"
    "    AND own.revision = chain.revision AND own.block = chain.block AND own.role = 'certificate'"
    "   JOIN place AS mine ON mine.file = own.file AND mine.artifact = chain_link.certificate"
    "   WHERE chain_link.certificate = missing.certificate AND chain_link.position > 0),"
    " coalesce((SELECT min(other.id) FROM artifact JOIN artifact AS other"
    "   ON other.subject_name = artifact.issuer_name AND other.kind = 'certificate'"
    "   WHERE artifact.id = highest), 0),"
    " EXISTS (SELECT 1 FROM retirement WHERE retirement.certificate = missing.certificate),"
    " coalesce((SELECT source FROM known WHERE known.artifact = highest"
    "  AND known.kind = 'below web root'), '')"
    " FROM (SELECT chain.certificate, (SELECT member FROM chain_link"
    "   WHERE chain_link.certificate = chain.certificate ORDER BY position DESC LIMIT 1) AS highest"
    "  FROM chain JOIN artifact ON artifact.id = chain.certificate"
    "  WHERE chain.verdict = 'issuer-missing' AND artifact.is_self_issued = 0"
    "  AND artifact.role <> 'ca' AND" ROW_PRESENTED_AS(
        "chain.certificate") "  AND NOT (artifact.role = 'client' AND EXISTS (SELECT 1 FROM client_trust"
                             "   WHERE client_trust.certificate = chain.certificate))) AS missing"
                             " ORDER BY certificate";

static const char listings[] = ROW_LISTED("issuer-missing");

static void say_issuer(struct buffer *message, const struct thing *leaf,
                       const struct thing *highest, const struct thing *namesake) {
    if (highest->artifact != leaf->artifact) {
        buffer_append_text(message, " has a path up to ");
        say_thing(message, highest);
        buffer_append_text(message, ", whose issuer ");
    } else {
        buffer_append_text(message, " has an issuer that ");
    }
    buffer_append_text(message, "is nowhere in the inventory: ");
    say_issuer_of(message, highest);
    buffer_append_text(message, ".");
    if (namesake) {
        say_namesake(message, namesake);
    }
}

static enum outcome report(struct row *row, struct error *error) {
    int64_t sent = query_number(row->query, 2);
    int64_t other = query_number(row->query, 3);
    const struct thing *leaf = describer_thing(row->describer, query_number(row->query, 0));
    const struct thing *highest = describer_thing(row->describer, query_number(row->query, 1));
    const struct thing *namesake = other ? describer_thing(row->describer, other) : NULL;
    if (!leaf || !highest || (other && !namesake)) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Certificate ");
    say_thing(message, leaf);
    buffer_format(message, " (role %s)", leaf->role);
    say_issuer(message, leaf, highest, namesake);
    const char *web_root = query_text(row->query, 5);
    if (*web_root) {
        buffer_format(message,
                      " That is a root of the public web, %s, which need not be sent: "
                      "nothing is missing where its peers have the usual list.",
                      web_root);
    } else if (sent > 0) {
        buffer_append_text(message,
                           " An intermediate is kept with it, and a root need not be sent: this "
                           "is sound if the missing issuer is a root that its peers have.");
    }
    bool device = is_registered_device(leaf, &leaf->place);
    bool is_client = strcmp(leaf->role, "client") == 0;
    if (device) {
        say_registered_device(message);
    } else if (is_client && sent == 0 && !*web_root) {
        buffer_append_text(message, " No truststore of a server was found near it: this is sound "
                                    "if the one of the server it calls holds that CA.");
    }
    say_more_places(message, row->describer, leaf->artifact);
    buffer_format(
        &row->remedy,
        "Get the certificate of %s from whoever runs that CA, and append it or scan where "
        "it is kept.",
        name_or_none(highest->issuer));
    struct buffer print = {0};
    if (command_print_certificate(&print, &highest->place)) {
        buffer_format(&row->remedy,
                      " Where it is offered: %s | openssl x509 -noout -ext authorityInfoAccess",
                      buffer_text(&print));
    }
    buffer_release(&print);
    bool is_sound = query_number(row->query, 4) != 0 || device || *web_root;
    enum severity severity = is_sound                ? SEVERITY_NOTE
                             : sent > 0 || is_client ? SEVERITY_WARNING
                                                     : SEVERITY_ERROR;
    return row_report(row, leaf, severity, error);
}

static enum outcome report_listing(struct row *row, struct error *error) {
    return row_report_listing(row, "is nowhere in the inventory. Nobody presents a list", error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    enum outcome outcome = row_each(audit, suspects, report, error);
    return outcome == DONE ? row_each(audit, listings, report_listing, error) : outcome;
}

const struct check chain_issuer_missing_check = {
    .id = "chain-issuer-missing",
    .severity = SEVERITY_ERROR,
    .title = "Issuer is nowhere in the inventory",
    .rule =
        "A certificate, not self-issued, whose path breaks off at an issuer that no file and no "
        "truststore holds. A warning where an intermediate is kept with it, and for a client, whose "
        "server's truststore may hold that CA; a note for devices of AWS IoT Core, below roots of the public web, and where the certificate has expired and been replaced, and one for a "
        "whole file that lists three or more certificates without a key.",
    .remedy = "Get the issuer's certificate, and append it.",
    .reference = "RFC 5280 section 6.1",
    .run = run,
};
