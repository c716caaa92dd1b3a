/* Truststores of clients that let in whoever buys a certificate. */
#include "checks/row.h"

/* The truststore, the first such member, how many, and its reason. A list of the web's roots counts
 * only where somebody says that clients are checked against it. */
static const char suspects[] =
    "SELECT truststore.file, min(known.artifact), count(DISTINCT known.artifact),"
    " truststore.reason FROM truststore JOIN place ON place.file = truststore.file"
    " JOIN known ON known.artifact = place.artifact AND known.kind = 'web root'"
    " WHERE truststore.recognised = 'operator' OR (truststore.recognised = 'configuration'"
    "  AND EXISTS (SELECT 1 FROM reference WHERE reference.file = truststore.file"
    "   AND reference.role = 'client truststore')) OR (truststore.is_web_list = 0"
    "  AND EXISTS (SELECT 1 FROM client_trust JOIN chain_link"
    "   ON chain_link.certificate = client_trust.certificate AND chain_link.position > 0"
    "   WHERE client_trust.truststore = truststore.file AND client_trust.state = 'path'"
    "   AND chain_link.member = known.artifact))"
    " GROUP BY truststore.file ORDER BY truststore.file";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *member = describer_thing(row->describer, query_number(row->query, 1));
    struct place store;
    int64_t count = query_number(row->query, 2);
    if (!member || !describer_place_in(row->describer, member->artifact,
                                       query_number(row->query, 0), &store)) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Truststore ");
    say_place(message, &store);
    buffer_format(message, " (%s) holds the public root %s", query_text(row->query, 3),
                  name_or_none(member->subject));
    if (count > 1) {
        buffer_format(message, " and %lld more", (long long)(count - 1));
    }
    buffer_append_text(message, ". Where clients are checked against it, whoever gets a client "
                                "certificate from that CA is let in.");
    return row_report_at(row, member, &store, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check truststore_public_ca_check = {
    .id = "truststore-public-ca",
    .severity = SEVERITY_WARNING,
    .title = "Public CA in a truststore for clients",
    .rule =
        "A truststore against which clients are checked, because the operator or a configuration file says so or a client's path ends there, holds a root of the public web.",
    .remedy =
        "Remove it, and trust the private CA that issues your clients, or each client's own certificate.",
    .reference = "certsweep rulebook, section 3",
    .run = run,
};
