/* Chains that nobody can call sound or broken: a signature on them is of an algorithm that the
 * OpenSSL underneath does not know, as those of the post-quantum ones. */
#include "checks/commands.h"
#include "checks/row.h"

/* The certificate whose signature could not be decided, the first whose path ends there, how many
 * there are of the same issuer and algorithm, and a certificate of that issuer's name, 0 where
 * there is none. Bounds of the search have a check of their own. */
static const char suspects[] =
    "SELECT artifact.id, leaf, leaves, iif(artifact.is_self_issued, artifact.id,"
    "  coalesce((SELECT min(issuer.id) FROM artifact AS issuer"
    "   WHERE issuer.subject_name = artifact.issuer_name AND issuer.kind = 'certificate'), 0))"
    " FROM (SELECT highest, min(leaf) AS leaf, count(*) AS leaves FROM"
    "  (SELECT chain.certificate AS leaf,"
    "   (SELECT member FROM chain_link WHERE chain_link.certificate = chain.certificate"
    "    ORDER BY position DESC LIMIT 1) AS highest"
    "   FROM chain WHERE chain.verdict = 'undecided' AND chain.bound_hit = 0)"
    "  JOIN artifact ON artifact.id = highest WHERE EXISTS (SELECT 1 FROM signature"
    "   WHERE signature.certificate = highest AND signature.verdict = 'undecided')"
    "  GROUP BY artifact.issuer_name, artifact.signature_algorithm)"
    " JOIN artifact ON artifact.id = highest ORDER BY leaf";

static void say_verification(struct row *row, const struct thing *highest,
                             const struct thing *issuer) {
    bool known = issuer && command_can_read(&issuer->place);
    buffer_format(&row->remedy, "Verify it with an OpenSSL that knows %s (%s)",
                  highest->signature_algorithm, "ML-DSA and SLH-DSA: 3.5 or later");
    if (!command_can_read(&highest->place)) {
        buffer_append_text(&row->remedy, ".");
        return;
    }
    buffer_format(&row->remedy, ": openssl verify %s-partial_chain -trusted ",
                  issuer && issuer->key == highest->key ? "-check_ss_sig " : "");
    if (known) {
        command_quote(&row->remedy, issuer->place.path);
    } else {
        buffer_append_text(&row->remedy, "ISSUER");
    }
    buffer_append_text(&row->remedy, " ");
    command_quote(&row->remedy, highest->place.path);
}

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *highest = describer_thing(row->describer, query_number(row->query, 0));
    const struct thing *leaf = describer_thing(row->describer, query_number(row->query, 1));
    int64_t more = query_number(row->query, 2) - 1, above = query_number(row->query, 3);
    const struct thing *issuer = above ? describer_thing(row->describer, above) : NULL;
    struct buffer *message = &row->message;
    if (!highest || !leaf || (above && !issuer)) {
        return fail(error, "out of memory");
    }
    buffer_append_text(message, "Whether the chain of ");
    say_thing(message, leaf);
    if (more > 0) {
        buffer_format(message, ", and of %lld more,", (long long)more);
    }
    buffer_append_text(message, " is sound was not decided: ");
    if (leaf->artifact == highest->artifact) {
        buffer_append_text(message, "its signature");
    } else {
        buffer_append_text(message, "the signature of ");
        say_thing(message, highest);
    }
    buffer_format(message,
                  " (%s) could not be verified, because the OpenSSL that certsweep was built with "
                  "does not know its algorithm, or the issuer's key. Its issuer is named ",
                  highest->signature_algorithm);
    say_issuer_of(message, highest);
    if (issuer && issuer->artifact != highest->artifact) {
        buffer_append_text(message, "; a certificate of that name is in ");
        say_place(message, &issuer->place);
    }
    buffer_append_text(message, ".");
    say_verification(row, highest, issuer);
    return row_report(row, leaf, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check chain_undecided_check = {
    .id = "chain-undecided",
    .severity = SEVERITY_NOTE,
    .title = "Chain that could not be decided",
    .rule = "A certificate of whose path a signature could not be verified, because its algorithm, "
            "or that of its issuer's key, is not known to OpenSSL: a post-quantum one, say. "
            "Told once for each issuer and algorithm.",
    .remedy = "Verify it with an OpenSSL that knows the algorithm.",
    .reference = "RFC 5280 section 6.1.3 (a)(1), RFC 9881",
    .run = run,
};
