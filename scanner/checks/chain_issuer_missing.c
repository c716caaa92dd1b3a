/* A certificate whose path breaks off because an issuer is nowhere in the inventory. Clients are
 * told with the truststores they are missing from (issuer-not-in-truststore), where there are any.
 */
#include "base/words.h"
#include "checks/commands.h"
#include "checks/for_a_program.h"
#include "checks/registered.h"
#include "checks/row.h"

/* id-ad-caIssuers (RFC 5280 section 4.2.2.1): the certificate says where its issuer's is offered,
 * as those of an intermediate do. Who runs a CA of one tier by hand has nowhere to offer it. */
#define CA_ISSUERS "x'2B06010505073002'"

/* The certificate; the highest one of its path; how many intermediates its own file has; and the
 * first certificate that bears the missing issuer's name though it is another; whether it has been
 * replaced; a web root above it; why it is a client of others; whether the highest says where its
 * issuer is offered; the first intermediate that its own file lacks; whether a Secret has it beside
 * the ca.crt of another CA; and how many certificates lack the same issuer. */
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
    "  AND known.kind = 'below web root'), ''),"
    " coalesce((SELECT reason FROM outward_client"
    "  WHERE outward_client.certificate = missing.certificate), ''),"
    " (SELECT instr(der, " CA_ISSUERS ") > 0 FROM artifact WHERE id = highest),"
    " coalesce((SELECT member FROM chain_link WHERE chain_link.certificate = missing.certificate"
    "  AND source = 'elsewhere' ORDER BY position LIMIT 1), 0),"
    " EXISTS (SELECT 1 FROM place JOIN file AS own ON own.id = place.file JOIN file AS beside"
    "  ON beside.path = own.path AND beside.revision = own.revision AND beside.container ="
    "   substr(own.container, 1, length(own.container) - 7) || 'ca.crt'"
    "  WHERE place.artifact = missing.certificate AND own.is_part AND own.container GLOB '*/tls.crt'),"
    " count(*) OVER (PARTITION BY top.issuer_name, top.authority_key_identifier)"
    " FROM (SELECT chain.certificate, (SELECT member FROM chain_link"
    "   WHERE chain_link.certificate = chain.certificate ORDER BY position DESC LIMIT 1) AS highest"
    "  FROM chain JOIN artifact ON artifact.id = chain.certificate"
    "  WHERE chain.verdict = 'issuer-missing' AND artifact.is_self_issued = 0"
    "  AND artifact.role <> 'ca' AND" ROW_PRESENTED_AS(
        "chain.certificate") "  AND NOT (artifact.role = 'client' AND EXISTS (SELECT 1 FROM client_trust"
                             "   WHERE client_trust.certificate = chain.certificate))) AS missing"
                             " JOIN artifact AS top ON top.id = highest ORDER BY certificate";

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

/* A root is not appended; the intermediate that the file lacks is, where it was found. */
static void say_steps(struct row *row, const struct thing *leaf, const struct thing *highest,
                      const struct thing *lacking, bool may_be_intermediate) {
    struct buffer *remedy = &row->remedy;
    if (lacking) {
        struct buffer command = {0};
        command_append(&command, &lacking->place, &leaf->place);
        buffer_append_text(&row->message, " The certificate's own file lacks ");
        say_thing(&row->message, lacking);
        buffer_append_text(&row->message, ": that is what must be sent with it.");
        buffer_format(remedy, "Append %s: %s. Then scan where the certificate of ",
                      name_or_none(lacking->subject), buffer_text(&command));
        buffer_format(remedy, "%s is kept, to have it checked.", name_or_none(highest->issuer));
        buffer_release(&command);
    } else {
        buffer_format(remedy,
                      "Get the certificate of %s from whoever runs that CA, and scan where it is "
                      "kept.%s A root is not appended: those who check must have it.",
                      name_or_none(highest->issuer),
                      may_be_intermediate ? " If it is an intermediate, append it." : "");
    }
    struct buffer print = {0};
    if (query_number(row->query, 7) != 0 && command_print_certificate(&print, &highest->place)) {
        buffer_format(remedy,
                      " Where it is offered: %s | openssl x509 -noout -ext authorityInfoAccess",
                      buffer_text(&print));
    }
    buffer_release(&print);
}

/* Nothing that the certificate says speaks of an intermediate above it: a CA of one tier. */
static bool is_below_one_tier(struct row *row, const struct thing *leaf,
                              const struct thing *highest) {
    static const char *const words[] = {"intermediate", "issuing", "sub", "subca",
                                        "subordinate",  "signing", "tls", NULL};
    return leaf->artifact == highest->artifact && query_number(row->query, 7) == 0 &&
           query_number(row->query, 9) == 0 && !words_have(span_text(highest->issuer), words);
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
    bool one_tier = sent == 0 && is_below_one_tier(row, leaf, highest);
    if (one_tier && !*web_root) {
        buffer_append_text(message,
                           " Nothing speaks of an intermediate between the two, and a root "
                           "need not be sent: this is sound if the missing issuer is a "
                           "root that its peers have.");
    }
    const char *outward = query_text(row->query, 6);
    if (*outward) {
        buffer_format(message, " It is a client of others (%s), who know its CA.", outward);
    }
    int64_t lacks = query_number(row->query, 8);
    const struct thing *lacking = lacks ? describer_thing(row->describer, lacks) : NULL;
    if (lacks && !lacking) {
        return fail(error, "out of memory");
    }
    bool device = is_registered_device(leaf, &leaf->place);
    bool is_client = strcmp(leaf->role, "client") == 0;
    if (device) {
        say_registered_device(message);
    } else if (is_client && sent == 0 && !*web_root && !*outward) {
        buffer_append_text(message, " No truststore of a server was found near it: this is sound "
                                    "if the one of the server it calls holds that CA.");
    }
    say_steps(row, leaf, highest, lacking, sent == 0);
    int64_t alike = query_number(row->query, 10) - 1;
    if (alike > 0) {
        buffer_format(message, " %lld more certificate%s the same issuer.", (long long)alike,
                      alike == 1 ? " lacks" : "s lack");
    }
    say_more_places(message, row->describer, leaf->artifact);
    bool is_sound = query_number(row->query, 4) != 0 || device || *web_root || *outward ||
                    !is_in_use(leaf, &leaf->place);
    enum severity severity = is_sound                            ? SEVERITY_NOTE
                             : sent > 0 || is_client || one_tier ? SEVERITY_WARNING
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
        "truststore holds. A warning where an intermediate is kept with it, where neither its issuer's "
        "name nor an address of it in the certificate speaks of more than one tier, and for a client, whose "
        "server's truststore may hold that CA; a note for clients of others' servers, for devices of AWS IoT Core, below roots of the public web, for what stands between the bytes of another file, and where the certificate has expired and been replaced, and one for a "
        "whole file that lists three or more certificates without a key.",
    .remedy = "Get the issuer's certificate, and append it unless it is a root.",
    .reference = "RFC 5280 section 6.1",
    .run = run,
};
