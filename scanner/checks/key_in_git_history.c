/* A private key that no file at HEAD has but that the repository still stores. */
#include "checks/git_commands.h"

/* What is only staged is no history yet. The key, the file of its first commit, whether a ref still
 * leads to it, and in how many other places of the history it lies. */
static const char suspects[] =
    "SELECT artifact.id,"
    " (SELECT file.id FROM place JOIN file ON file.id = place.file"
    "  WHERE place.artifact = artifact.id AND file.source = 'git'"
    "  AND NOT (file.revision = '' AND file.container GLOB 'staged*')"
    "  ORDER BY file.date = '', file.date, file.id LIMIT 1),"
    " max(coalesce(file.reachable, 0)), count(DISTINCT file.id),"
    " (SELECT count(*) FROM place JOIN file ON file.id = place.file"
    "  WHERE place.artifact = artifact.id AND file.source <> 'git'),"
    " min(place.locked)"
    " FROM artifact JOIN place ON place.artifact = artifact.id JOIN file ON file.id = place.file"
    " WHERE artifact.kind = 'private-key' AND file.source = 'git'"
    " AND NOT (file.revision = '' AND file.container GLOB 'staged*')"
    " GROUP BY artifact.id HAVING max(coalesce(file.at_head, 0) AND NOT" ROW_MESSAGE
    ") = 0 ORDER BY artifact.id";

static void say_commit(struct buffer *message, const struct place *place) {
    if (*place->revision == 0) {
        buffer_append_text(message, ", as an object that no commit names");
        return;
    }
    buffer_format(message, ", first committed in %s", place->revision);
    if (*place->date) {
        buffer_append_text(message, " on ");
        say_day(message, place->date);
    }
}

/* A commit or a tag says it itself: its object is the container, and no file is in it. */
static bool is_message(const struct place *place) {
    return *place->revision && strncmp(place->container, "object ", 7) == 0 &&
           !strchr(place->container, '!');
}

static void say_where(struct buffer *message, const struct place *place, const char *refs) {
    static const char *const notes = "notes/";
    if (is_message(place)) {
        const char *object = place->container + strlen("object ");
        buffer_format(message, " is in the message of %s %s of %s, not in a file",
                      strcmp(object, place->revision) == 0 ? "commit" : "tag", object, place->path);
    } else if (strncmp(refs, notes, strlen(notes)) == 0 && !strchr(refs, ',')) {
        buffer_format(message, " is in a note of git (%s), at %s", refs, place->path);
    } else {
        buffer_format(message, " is in the git history at %s", place->path);
        if (*place->trail) {
            buffer_format(message, " (%s)", place->trail);
        }
    }
}

/* Of the refs, "heads/main, stash, +2 more", one that every clone brings along. */
static bool is_cloned(const char *refs) {
    for (const char *ref = refs; ref && *ref; ref = strstr(ref, ", ")) {
        ref += strncmp(ref, ", ", 2) == 0 ? 2 : 0;
        if (strncmp(ref, "heads/", 6) == 0 || strncmp(ref, "tags/", 5) == 0) {
            return true;
        }
    }
    return false;
}

/* refs: of the only place, or "". */
static void say_reach(struct buffer *message, bool reachable, const char *refs) {
    if (!reachable) {
        buffer_append_text(message,
                           ". No ref leads to it any more, but the repository still stores it.");
    } else if (!*refs || is_cloned(refs)) {
        buffer_append_text(message,
                           ". No file at HEAD has it, but a branch or tag leads to it: every clone "
                           "has it.");
    } else {
        buffer_format(message,
                      ". No file at HEAD has it, but a ref leads to it (%s): only clones that ask "
                      "for such refs have it.",
                      refs);
    }
}

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *key = describer_thing(row->describer, query_number(row->query, 0));
    struct place place;
    if (!key ||
        !describer_place_in(row->describer, key->artifact, query_number(row->query, 1), &place)) {
        return fail(error, "out of memory");
    }
    bool reachable = query_number(row->query, 2) != 0;
    int64_t places = query_number(row->query, 3);
    bool found = git_find(row, place.file);
    const char *refs = found ? git_refs(row) : "";
    struct buffer *message = &row->message;
    buffer_append_text(message, "Private ");
    if (key->key) {
        say_key(message, key);
    } else {
        buffer_format(message, "key %s", key->sha256);
    }
    say_where(message, &place, refs);
    say_commit(message, &place);
    say_reach(message, reachable, places == 1 ? refs : "");
    if (places > 1) {
        buffer_format(message, " It is at %lld more place%s of the history.",
                      (long long)(places - 1), places == 2 ? "" : "s");
    }
    if (query_number(row->query, 4) > 0) {
        buffer_append_text(message, " It also lies on disk today, outside of what HEAD has.");
    }
    if (query_number(row->query, 5) != 0) {
        buffer_append_text(message, " It is locked with a passphrase.");
    }
    if (found && *place.revision) {
        buffer_append_text(&row->remedy,
                           "Replace the key and revoke what it certifies; rewriting history is not "
                           "enough, for clones keep it. To see where it came in: ");
        git_say_command(row, "show --stat ");
        buffer_append_text(&row->remedy, place.revision);
    }
    return row_report_at(row, key, &place, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return git_row_each(audit, suspects, report, error);
}

const struct check key_in_git_history_check = {
    .id = "key-in-git-history",
    .severity = SEVERITY_WARNING,
    .title = "Private key in git history",
    .rule = "A private key in an object that a git repository stores, reachable or not, while no "
            "file at HEAD has it; messages of commits and tags are such objects too.",
    .remedy =
        "Replace the key and revoke what it certifies: rewriting history is not enough, clones "
        "keep it.",
    .reference = "certsweep rulebook, section 2",
    .is_of_leaks = true,
    .run = run,
};
