/* Paths with more certificates than a consumer takes; only profiles know how many that is. */
#include "checks/row.h"

/* The leaf; certificates, CAs and intermediates of its path; how many of it its own file has. The
 * search finds the shortest valid path first. */
static const char suspects[] =
    "SELECT chain.certificate, count(*), count(*) FILTER (WHERE artifact.is_ca = 1 AND position > 0),"
    " max(0, count(*) - 2), count(*) FILTER (WHERE source IN ('leaf', 'same file')), leaf.role"
    " FROM chain JOIN chain_link ON chain_link.certificate = chain.certificate"
    " JOIN artifact ON artifact.id = chain_link.member"
    " JOIN artifact AS leaf ON leaf.id = chain.certificate AND leaf.role <> 'ca'"
    " WHERE chain.verdict IN ('complete', 'elsewhere') GROUP BY chain.certificate"
    " ORDER BY chain.certificate";

/* What of the row each kind of rule bounds, and for which role. */
static const struct {
    enum profile_rule_kind kind;
    int column;
    const char *role; /* "": any */
} bounds[] = {
    {RULE_CHAIN_CERTIFICATES_MOST, 1, ""},  {RULE_CHAIN_CAS_MOST, 2, ""},
    {RULE_CHAIN_INTERMEDIATES_MOST, 3, ""}, {RULE_CLIENT_SENDS_MOST, 4, "client"},
    {RULE_SERVER_SENDS_MOST, 4, "server"},
};

static enum outcome compare(struct row *row, const struct thing *leaf,
                            const struct profile *profile, size_t bound, struct error *error) {
    const struct profile_rule *rule = profile_rule(profile, bounds[bound].kind);
    int64_t count = query_number(row->query, bounds[bound].column);
    const char *role = bounds[bound].role;
    if (!rule || (uint64_t)count <= rule->number ||
        (*role && strcmp(role, query_text(row->query, 5)) != 0)) {
        return DONE;
    }
    buffer_clear(&row->message);
    buffer_append_text(&row->message, "The path of ");
    say_thing(&row->message, leaf);
    buffer_format(&row->message, " has %lld there, but %s wants ", (long long)count,
                  profile->title);
    say_profile_rule(&row->message, rule);
    buffer_format(&row->message, " (profile %s, from %s).", profile->name, rule->source);
    buffer_clear(&row->remedy);
    buffer_append_text(&row->remedy, "Issue from a CA nearer to the root, or trust an intermediate "
                                     "as the anchor.");
    if (profile->beyond) {
        buffer_format(&row->remedy, " %s", profile->beyond);
    }
    return row_report(row, leaf, rule->severity, error);
}

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *leaf = describer_thing(row->describer, query_number(row->query, 0));
    enum outcome outcome = leaf ? DONE : fail(error, "out of memory");
    for (unsigned i = 0; i < row->audit->profile_count && outcome == DONE; i++) {
        for (size_t j = 0; j < sizeof bounds / sizeof *bounds && outcome == DONE; j++) {
            outcome = compare(row, leaf, row->audit->profiles[i], j, error);
        }
    }
    return outcome;
}

static enum outcome run(struct audit *audit, struct error *error) {
    return audit->profile_count ? row_each(audit, suspects, report, error) : DONE;
}

const struct check chain_too_long_check = {
    .id = "chain-too-long",
    .severity = SEVERITY_ERROR,
    .title = "Path longer than the consumer takes",
    .rule = "With --profile: the valid path of a certificate has more CAs, more certificates, or "
            "more of them in its file, than that consumer takes.",
    .remedy = "Issue from a CA nearer to the root, or raise the consumer's depth.",
    .reference = "docs/profiles.md",
    .run = run,
};
