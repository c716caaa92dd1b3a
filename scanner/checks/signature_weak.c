/* Signatures made over a digest for which collisions can be found. The signature of an anchor is
 * never checked by anyone, so self-signed CAs and servers are left out; a self-signed client is
 * looked at where it lies outside of truststores, since servers refuse it for its digest. */
#include "checks/commands.h"
#include "checks/row.h"

#define BELOW_THE_ANCHOR                                                                           \
    " AND ((artifact.role = 'client' AND EXISTS (SELECT 1 FROM place"                              \
    "   JOIN file ON file.id = place.file WHERE place.artifact = artifact.id"                      \
    "   AND (file.path, file.container) NOT IN (SELECT path, container FROM truststore"            \
    "    JOIN file ON file.id = truststore.file)))"                                                \
    "  OR artifact.is_self_issued = 0 OR EXISTS ("                                                 \
    "  SELECT 1 FROM signature WHERE signature.certificate = artifact.id"                          \
    "  AND signature.verdict = 'valid' AND signature.issuer_key <> artifact.key)) AND" ROW_LIVE    \
    " ORDER BY artifact.id"

static const char suspects[] =
    "SELECT artifact.id, artifact.not_after < ?1 FROM artifact WHERE artifact.kind = 'certificate'"
    " AND artifact.signature_digest IN ('MD2', 'MD4', 'MD5', 'SHA1', 'MD5-SHA1')" BELOW_THE_ANCHOR;

/* Algorithms without a digest of their own, Ed25519 for one, are no matter of digests. */
static const char with_digests[] =
    "SELECT artifact.id FROM artifact WHERE artifact.kind = 'certificate'"
    " AND artifact.signature_digest <> ''" BELOW_THE_ANCHOR;

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    if (!certificate) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "Certificate ");
    say_thing(message, certificate);
    buffer_format(message,
                  " (role %s) is signed with %s, over the broken digest %s. Its issuer is "
                  "%s.",
                  certificate->role, certificate->signature_algorithm,
                  certificate->signature_digest, name_or_none(certificate->issuer));
    say_more_places(message, row->describer, certificate->artifact);
    buffer_append_text(&row->remedy, row->audit->current->remedy);
    command_inspect(&row->remedy, &certificate->place, "-issuer -dates -text");
    bool is_over = query_number(row->query, 1) != 0; /* nobody accepts it any more */
    return row_report(row, certificate, is_over ? SEVERITY_NOTE : 0, error);
}

static enum outcome report_rule(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    if (!certificate) {
        return fail(error, "out of memory");
    }
    if (profile_lists(row->rule, certificate->signature_digest)) {
        return DONE;
    }
    buffer_append_text(&row->message, "Certificate ");
    say_thing(&row->message, certificate);
    buffer_format(&row->message, " (role %s) is signed with %s, over %s. Its issuer is %s.",
                  certificate->role, certificate->signature_algorithm,
                  certificate->signature_digest, name_or_none(certificate->issuer));
    say_more_places(&row->message, row->describer, certificate->artifact);
    return row_report_profile(row, certificate, NULL, row->profile, row->rule, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    enum outcome outcome = row_each(audit, suspects, report, error);
    return outcome == DONE ? row_each_rule(audit, RULE_DIGESTS, with_digests, report_rule, error)
                           : outcome;
}

const struct check signature_weak_check = {
    .id = "signature-weak",
    .severity = SEVERITY_ERROR,
    .title = "Certificate signed over a broken digest",
    .rule =
        "A certificate below the anchor, or a self-signed client certificate outside of truststores, "
        "whose signature is over MD2, MD4, MD5 or SHA-1. A note where it has expired. Under a profile: over a digest "
        "that its consumer does not take.",
    .remedy = "Have it issued again with SHA-256 or stronger; the key may stay if it is strong.",
    .reference = "RFC 6151, RFC 6194, RFC 9155",
    .run = run,
};
