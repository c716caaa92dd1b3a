/* Chains that were not searched to the end. */
#include "checks/commands.h"
#include "checks/row.h"

static const char suspects[] =
    "SELECT min(chain.certificate), count(*), min(chain.detail) FROM chain"
    " JOIN artifact ON artifact.id = chain.certificate WHERE chain.bound_hit = 1"
    " GROUP BY artifact.issuer_name ORDER BY 1";

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    struct buffer *message = &row->message;
    if (!certificate) {
        return fail(error, "out of memory");
    }
    int64_t count = query_number(row->query, 1);
    buffer_append_text(message, "The search for a path of ");
    say_thing(message, certificate);
    if (count > 1) {
        buffer_format(message, " and %lld more of the same issuer", (long long)(count - 1));
    }
    buffer_format(message, " hit a bound: %s.", query_text(row->query, 2));
    return row_report(row, certificate, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check chain_bound_hit_check = {
    .id = "chain-bound-hit",
    .severity = SEVERITY_NOTE,
    .title = "Search for a chain hit a bound",
    .rule =
        "The search for paths of a certificate tried as many certificates, signatures or names as the limits allow, or paths as long, so a better path may be there.",
    .remedy =
        "Look at the chain by hand, or raise --limit path-steps, path-steps-total, path-length, candidates, signature-guesses or constraint-comparisons.",
    .reference = "certsweep rulebook, section 4",
    .run = run,
};
