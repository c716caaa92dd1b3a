/* A certificate whose own file lacks certificates of its path, which lie elsewhere. */
#include <stdlib.h>

#include "base/text.h"
#include "base/words.h"
#include "checks/commands.h"
#include "checks/row.h"

/* The certificate, and the rows of those its file lacks, from the leaf up. */
static const char suspects[] =
    "SELECT chain.certificate, (SELECT group_concat(member, ' ') FROM ("
    "  SELECT member FROM chain_link JOIN artifact ON artifact.id = chain_link.member"
    "  WHERE chain_link.certificate = chain.certificate AND chain_link.source = 'elsewhere'"
    "  AND artifact.is_self_signed = 0 ORDER BY chain_link.position))"
    " FROM chain JOIN artifact AS leaf ON leaf.id = chain.certificate"
    " WHERE chain.verdict = 'elsewhere' AND leaf.role <> 'ca' ORDER BY chain.certificate";

static const char *const chain_words[] = {"chain",  "cachain",  "intermediate", "intermediates",
                                          "bundle", "cabundle", "ca",           NULL};

/* Some servers are given the chain as a file of its own, which lies beside the certificate. */
static bool is_chain_file_beside(const struct place *leaf, const struct place *missing) {
    const char *leaf_path = *leaf->container ? leaf->container : leaf->path;
    const char *path = *missing->container ? missing->container : missing->path;
    size_t folder = (size_t)(text_base_name(path) - path);
    bool same_file = strcmp(leaf->path, missing->path) == 0;
    bool comparable = *leaf->container || *missing->container ? same_file : true;
    return comparable && folder == (size_t)(text_base_name(leaf_path) - leaf_path) &&
           strncmp(path, leaf_path, folder) == 0 &&
           words_have(span_text(path + folder), chain_words);
}

static enum outcome say_missing(struct row *row, const struct thing *leaf, bool *beside,
                                struct error *error) {
    const char *rows = query_text(row->query, 1);
    *beside = true;
    for (bool first = true; *rows; first = false) {
        char *end = NULL;
        const struct thing *missing = describer_thing(row->describer, strtoll(rows, &end, 10));
        if (!missing || end == rows) {
            return fail(error, "out of memory");
        }
        rows = end + strspn(end, " ");
        buffer_append_text(&row->message, first ? "" : ", and ");
        say_thing(&row->message, missing);
        buffer_append_text(&row->remedy, first ? "Append it: " : " && ");
        command_append(&row->remedy, &missing->place, &leaf->place);
        *beside = *beside && is_chain_file_beside(&leaf->place, &missing->place);
    }
    return DONE;
}

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *leaf = describer_thing(row->describer, query_number(row->query, 0));
    bool beside = false;
    if (!leaf) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_append_text(message, "The file of certificate ");
    say_thing(message, leaf);
    buffer_format(message,
                  " (role %s) lacks a part of its chain, which was found elsewhere: ", leaf->role);
    if (say_missing(row, leaf, &beside, error) != DONE) {
        return FAILED;
    }
    if (beside) {
        buffer_append_text(message, ". A server that is given both files sends a whole chain; one "
                                    "that is given only the first does not");
    }
    buffer_append_text(message, ".");
    say_more_places(message, row->describer, leaf->artifact);
    return row_report(row, leaf, beside ? SEVERITY_WARNING : SEVERITY_ERROR, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check chain_incomplete_check = {
    .id = "chain-incomplete",
    .severity = SEVERITY_ERROR,
    .title = "Chain incomplete as deployed",
    .rule =
        "The certificate's own file and the truststores give no path to a root, but certificates "
        "found in other files complete it. A warning where these lie in a chain file beside it.",
    .remedy = "Append the missing certificates to the file, issuer after issuer.",
    .reference = "RFC 8446 section 4.4.2, RFC 5280 section 6.1",
    .run = run,
};
