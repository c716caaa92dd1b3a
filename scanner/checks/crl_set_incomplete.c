/* Consumers that, once they have one revocation list, want one of every CA on the path. */
#include "checks/row.h"

/* Whether a live list is signed by the key of this CA. */
#define HAS_LIST(ca)                                                                               \
    " EXISTS (SELECT 1 FROM signature JOIN artifact AS list ON list.id = signature.certificate"    \
    "  AND list.kind = 'crl' JOIN place ON place.artifact = list.id"                               \
    "  JOIN file ON file.id = place.file AND file.live = 1"                                        \
    "  WHERE signature.issuer_key = " ca ".key AND signature.verdict = 'valid')"

/* A CA without a list, a CA on the same path that has one, the first leaf, how many leaves. */
static const char suspects[] =
    "SELECT ca.id, min(other.id), min(leaf.id), count(DISTINCT leaf.id)"
    " FROM chain JOIN artifact AS leaf ON leaf.id = chain.certificate AND leaf.role <> 'ca'"
    " JOIN chain_link AS link ON link.certificate = leaf.id AND link.position > 0"
    " JOIN artifact AS ca ON ca.id = link.member"
    " JOIN chain_link AS beside ON beside.certificate = leaf.id AND beside.position > 0"
    " JOIN artifact AS other ON other.id = beside.member"
    " WHERE chain.valid = 1 AND NOT" HAS_LIST("ca") " AND" HAS_LIST(
        "other") " GROUP BY ca.id ORDER BY ca.id";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *authority = describer_thing(row->describer, query_number(row->query, 0));
    const struct thing *listed = describer_thing(row->describer, query_number(row->query, 1));
    const struct thing *leaf = describer_thing(row->describer, query_number(row->query, 2));
    enum outcome outcome = DONE;
    if (!authority || !listed || !leaf) {
        return fail(error, "out of memory");
    }
    for (unsigned i = 0; i < row->audit->profile_count && outcome == DONE; i++) {
        const struct profile *profile = row->audit->profiles[i];
        const struct profile_rule *rule = profile_rule(profile, RULE_CRLS_ALL_OR_NONE);
        int64_t more = query_number(row->query, 3) - 1;
        if (!rule) {
            continue;
        }
        struct buffer *message = &row->message;
        buffer_clear(message);
        buffer_append_text(message, "No revocation list of the CA ");
        say_thing(message, authority);
        buffer_append_text(message, " was found, but one of ");
        say_thing(message, listed);
        buffer_append_text(message, "; both stand above ");
        say_thing(message, leaf);
        if (more > 0) {
            buffer_format(message, " and %lld more", (long long)more);
        }
        buffer_append_text(message, ", which is refused once the one list is loaded.");
        outcome = row_report_profile(row, authority, NULL, profile, rule, error);
    }
    return outcome;
}

static enum outcome run(struct audit *audit, struct error *error) {
    return audit->profile_count ? row_each(audit, suspects, report, error) : DONE;
}

const struct check crl_set_incomplete_check = {
    .id = "crl-set-incomplete",
    .severity = SEVERITY_ERROR,
    .title = "Revocation lists for some CAs of a path only",
    .rule = "Only by profile: of the CAs on a valid path some have a revocation list in the "
            "inventory, signed by their key, and some have none.",
    .remedy = "Get the lists of all CAs of the path, the root's too, and load them together; or "
              "load none.",
    .reference = "Envoy: CertificateValidationContext; X509_V_FLAG_CRL_CHECK_ALL of OpenSSL",
    .run = run,
};
