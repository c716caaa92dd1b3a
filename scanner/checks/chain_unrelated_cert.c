/* Bundles with a stranger in them. */
#include "checks/commands.h"
#include "checks/row.h"

static const char suspects[] =
    "SELECT stranger.member, 0, stranger.file, leaf.member FROM bundle AS stranger"
    " JOIN bundle AS leaf ON leaf.file = stranger.file AND leaf.depth = 0"
    " WHERE stranger.depth IS NULL AND NOT EXISTS (SELECT 1 FROM chain"
    "  WHERE chain.certificate = leaf.member AND chain.verdict = 'signature-invalid')"
    " ORDER BY stranger.file, stranger.position";

/* A stranger may have the name of the issuer: then their keys tell them apart. */
static void say_difference(struct buffer *message, const struct thing *stranger,
                           const struct thing *leaf) {
    const char *own = stranger->subject_key_identifier, *asked = leaf->authority_key_identifier;
    if (strcmp(stranger->subject, leaf->issuer) != 0) {
        buffer_format(message, "the issuer asked for is %s.", name_or_none(leaf->issuer));
    } else if (*own && *asked && strcmp(own, asked) != 0) {
        buffer_format(
            message,
            "it has the name of the issuer asked for, but another key: its key identifier "
            "is %s, the one asked for %s.",
            own, asked);
    } else {
        buffer_append_text(message, "it has the name of the issuer asked for, but its key, ");
        say_key(message, stranger);
        buffer_append_text(message, ", did not make the signature.");
    }
}

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    struct buffer *message = &row->message;
    if (!certificate) {
        return fail(error, "out of memory");
    }
    struct place place;
    int64_t file = query_number(row->query, 2);
    if (!describer_place_in(row->describer, certificate->artifact, file, &place)) {
        return DONE;
    }
    const struct thing *leaf = describer_thing(row->describer, query_number(row->query, 3));
    if (!leaf) {
        return fail(error, "out of memory");
    }
    buffer_format(message, "Certificate %s in ", name_or_none(certificate->subject));
    say_place(message, &place);
    buffer_format(message, " is on no path of %s, which is sent together with it; ",
                  name_or_none(leaf->subject));
    say_difference(message, certificate, leaf);
    say_removal(row, "", &place, place.detail, 0);
    return row_report_ruled(row, certificate, &place, 0, RULE_CHAIN_UNRELATED_REFUSED, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check chain_unrelated_cert_check = {
    .id = "chain-unrelated-cert",
    .severity = SEVERITY_WARNING,
    .title = "Certificate on no path of the leaf",
    .rule =
        "A PEM file with one certificate that is not a CA also has a certificate that no path of the first runs over: it is sent for nothing, and some servers and clients refuse such a file. Not told where the signature of the first is wrong.",
    .remedy =
        "Remove the certificate from the file; where it was to be the issuer, put the right one there.",
    .reference = "RFC 8446 section 4.4.2",
    .run = run,
};
