/* Private keys that a repository has at HEAD: every clone is a copy of them. */
#include "checks/git_commands.h"

/* The key, its first readable place at HEAD, and in how many files HEAD has it. */
static const char suspects[] =
    "SELECT artifact.id, min(place.id), count(DISTINCT file.id) FROM artifact"
    " JOIN place ON place.artifact = artifact.id JOIN file ON file.id = place.file"
    " WHERE artifact.kind = 'private-key' AND file.source = 'git' AND file.at_head = 1"
    " AND place.locked = 0 AND NOT" ROW_MESSAGE " GROUP BY artifact.id ORDER BY artifact.id";

static enum outcome report(struct row *row, struct error *error) {
    struct place place;
    const struct thing *key =
        describer_thing_at(row->describer, query_number(row->query, 1), &place);
    if (!key) {
        return fail(error, "out of memory");
    }
    int64_t files = query_number(row->query, 2);
    struct buffer *message = &row->message;
    buffer_append_text(message, "Private ");
    say_key(message, key);
    buffer_append_text(message, " is tracked at HEAD, readable without a passphrase: ");
    say_place(message, &place);
    if (*place.revision) {
        buffer_format(message, ", committed in %s", place.revision);
    }
    if (*place.date) {
        buffer_append_text(message, " (authored ");
        say_day(message, place.date);
        buffer_append_text(message, ")");
    }
    buffer_append_text(message, ".");
    if (files > 1) {
        buffer_format(message, " It is in %lld more file%s at HEAD.", (long long)(files - 1),
                      files == 2 ? "" : "s");
    }
    git_say_untracking(
        row, &place,
        "Make a new key, revoke what the old one certifies, and keep the new one in a "
        "secret store; the old one stays in the history.",
        "rm --cached");
    return row_report_at(row, key, &place, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return git_row_each(audit, suspects, report, error);
}

const struct check key_committed_check = {
    .id = "key-committed",
    .severity = SEVERITY_WARNING,
    .title = "Private key committed",
    .rule = "A private key that is not locked, in a file that HEAD of a git repository tracks.",
    .remedy = "Make a new key, revoke what the old one certifies, and keep the new one in a secret "
              "store. Removing the file (git rm --cached) leaves the old key in the history.",
    .reference = "certsweep rulebook, section 2",
    .is_of_leaks = true,
    .run = run,
};
