/* Private keys that the next commit would bring into HEAD: what a hook before it wants to know. */
#include "checks/git_commands.h"

/* The key, its first readable place that is staged, and in how many files it is. A key that HEAD
 * has somewhere is out already: key-committed tells of it. */
static const char suspects[] =
    "SELECT artifact.id, min(place.id), count(DISTINCT file.id) FROM artifact"
    " JOIN place ON place.artifact = artifact.id JOIN file ON file.id = place.file"
    " WHERE artifact.kind = 'private-key' AND file.source = 'git' AND place.locked = 0"
    " AND EXISTS (SELECT 1 FROM appearance WHERE appearance.path = file.path"
    "  AND appearance.first_commit = file.revision AND appearance.state = 'staged')"
    " AND NOT EXISTS (SELECT 1 FROM place AS other JOIN file AS held ON held.id = other.file"
    "  WHERE other.artifact = artifact.id AND held.source = 'git' AND held.at_head = 1)"
    " GROUP BY artifact.id ORDER BY artifact.id";

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
    buffer_append_text(message, " is staged, not yet at HEAD, readable without a passphrase: ");
    say_place(message, &place);
    buffer_append_text(message, ". The next commit brings it in.");
    if (*place.revision) {
        buffer_format(message, " The history has had it there, since commit %s.", place.revision);
    }
    if (files > 1) {
        buffer_format(message, " It is staged in %lld more file%s.", (long long)(files - 1),
                      files == 2 ? "" : "s");
    }
    /* git reset does what git restore --staged does, also before the first commit. */
    git_say_untracking(row, &place, "Keep the key in a secret store, and its file in .gitignore.",
                       "reset -q");
    return row_report_at(row, key, &place, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return git_row_each(audit, suspects, report, error);
}

const struct check key_staged_check = {
    .id = "key-staged",
    .severity = SEVERITY_WARNING,
    .title = "Private key staged, not yet committed",
    .rule = "A private key that is not locked, in a file that the index of a git repository names, "
            "while no file at HEAD has the key.",
    .remedy = "Take it out of the index before the next commit (git restore --staged, or git rm "
              "--cached), and keep the key in a secret store. If it was pushed from elsewhere "
              "already, make a new one.",
    .reference = "certsweep rulebook, section 2",
    .is_of_leaks = true,
    .run = run,
};
