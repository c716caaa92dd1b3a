/* Private keys on disk that others than their owner can read. What git or an archive says of a
 * file's mode is what somebody gets who unpacks it, not who can read it now. */
#include <stdio.h>

#include "checks/commands.h"
#include "checks/row.h"

/* One row a file. A key that HEAD tracks is everybody's who has the repository: key-committed says
 * so, and that a checkout is readable adds nothing. Observations and places meet by sorting: a file
 * may have thousands of both. */
static const char suspects[] =
    "WITH tracked AS MATERIALIZED (SELECT file.path, file.container, place.artifact FROM artifact"
    "  CROSS JOIN place ON place.artifact = artifact.id CROSS JOIN file ON file.id = place.file"
    "  WHERE artifact.kind = 'private-key' AND file.source = 'git' AND file.at_head = 1),"
    " both AS (SELECT file.id AS file, observation.trail, observation.detail, NULL AS place,"
    "   NULL AS artifact FROM observation"
    "   CROSS JOIN file ON file.path = observation.path AND file.container = observation.container"
    "    AND file.revision = observation.revision AND file.source = 'file'"
    "   WHERE observation.code = 'key-permissions'"
    "  UNION ALL SELECT file.id, place.trail, NULL, place.id, place.artifact FROM artifact"
    "   CROSS JOIN place ON place.artifact = artifact.id CROSS JOIN file ON file.id = place.file"
    "   WHERE artifact.kind = 'private-key' AND (file.path, file.container, place.artifact)"
    "    NOT IN (SELECT path, container, artifact FROM tracked)),"
    " met AS (SELECT file, place, artifact, max(detail) OVER (PARTITION BY file, trail) AS detail"
    "  FROM both)"
    " SELECT min(place), detail, count(DISTINCT artifact) FROM met"
    " WHERE place IS NOT NULL AND detail IS NOT NULL GROUP BY file ORDER BY file";

/* Of the file, from the observation. */
struct access {
    unsigned mode;
    unsigned owner;
    unsigned group;
    bool locked;
};

enum { GROUP_READS = 0040, OTHERS_READ = 0004, GROUP_WRITES_OR_RUNS = 0030, OTHERS = 0007 };

static bool read_access(const char *detail, struct access *access) {
    char state[16];
    int read = sscanf(detail, "mode %o, owner %u, group %u, %15[a-z ]", &access->mode,
                      &access->owner, &access->group, state);
    access->locked = read == 4 && strcmp(state, "locked") == 0;
    return read == 4;
}

/* root:ssl-cert 0640 and its like: a group made for the programs that need the key. */
static bool is_shared_by_root(const struct access *access) {
    return access->owner == 0 && (access->mode & (OTHERS | GROUP_WRITES_OR_RUNS)) == 0;
}

static void say_access(struct row *row, const struct thing *key, const struct place *place,
                       const struct access *access) {
    struct buffer *message = &row->message;
    int64_t more = query_number(row->query, 2) - 1;
    bool group = access->mode & GROUP_READS, others = access->mode & OTHERS_READ;
    say_place(message, place);
    buffer_format(message, " holds %s ", access->locked ? "locked private" : "private");
    if (*key->spki_sha256) {
        say_key(message, key);
    } else {
        buffer_append_text(message, "key");
        buffer_format(message, *key->algorithm ? " (%s)" : "%s", key->algorithm);
    }
    if (more > 0) {
        buffer_format(message, " and %lld more", (long long)more);
    }
    buffer_format(message, "; its mode is %04o, its owner is user %u: ", access->mode,
                  access->owner);
    if (others) {
        buffer_append_text(message, "every user of the machine can read it.");
    } else {
        buffer_format(message, "group %u can read it.", access->group);
    }
    if (group && is_shared_by_root(access)) {
        buffer_append_text(message, " Nothing is wrong where that group holds only the programs "
                                    "that use the key.");
    }
    buffer_append_text(&row->remedy, "chmod 600 ");
    command_quote(&row->remedy, place->path);
    buffer_append_text(&row->remedy, others ? " - and, if others use the machine, make a new key: "
                                              "this one may have been copied."
                                            : "");
}

/* Those who refuse to start, whatever the folder above allows. */
static enum outcome report_profiles(struct row *row, const struct thing *key,
                                    const struct place *place, const struct access *access,
                                    struct error *error) {
    enum outcome outcome = DONE;
    for (unsigned i = 0; i < row->audit->profile_count && outcome == DONE; i++) {
        const struct profile *profile = row->audit->profiles[i];
        const struct profile_rule *rule = profile_rule(profile, RULE_KEY_PERMISSIONS);
        if (!rule || is_shared_by_root(access)) {
            continue;
        }
        buffer_clear(&row->message);
        buffer_clear(&row->remedy);
        say_access(row, key, place, access);
        outcome = row_report_profile(row, key, place, profile, rule, error);
    }
    return outcome;
}

static enum outcome report(struct row *row, struct error *error) {
    struct place place;
    struct access access;
    const struct thing *key =
        describer_thing_at(row->describer, query_number(row->query, 0), &place);
    if (!key) {
        return fail(error, "out of memory");
    }
    if (!read_access(query_text(row->query, 1), &access)) {
        return DONE;
    }
    say_access(row, key, &place, &access);
    bool mild = access.locked || is_shared_by_root(&access);
    if (row_report_at(row, key, &place, mild ? SEVERITY_NOTE : 0, error) != DONE) {
        return FAILED;
    }
    return report_profiles(row, key, &place, &access, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check key_permissions_check = {
    .id = "key-permissions",
    .severity = SEVERITY_WARNING,
    .title = "Private key readable by others",
    .rule =
        "The mode of a file on disk lets its group or everybody read a private key. A note where "
        "the key is locked, and where root owns it and lets one group read (0640). Not judged in "
        "git and in archives, nor for what HEAD tracks; the folders above are not asked.",
    .remedy = "chmod 600 FILE",
    .reference = "certsweep rulebook, section 2; PostgreSQL and OpenSSH refuse such keys",
    .run = run,
};
