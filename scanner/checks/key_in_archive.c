/* Private keys in what people pass on: tarballs, packages, image layers. */
#include "checks/row.h"

/* The key, its first place in an archive in use (a readable one, where there is one), and how many
 * archive members hold it. A file that is both on disk and at HEAD counts once, as the one on disk.
 * A compressed value on a line of a text is no archive. */
static const char suspects[] =
    "SELECT artifact.id, coalesce(min(place.id) FILTER (WHERE place.locked = 0), min(place.id)),"
    " count(DISTINCT file.id), min(place.locked) FROM artifact"
    " JOIN place ON place.artifact = artifact.id JOIN file ON file.id = place.file"
    " WHERE artifact.kind = 'private-key' AND file.live = 1 AND file.container <> '' AND file.is_part = 0"
    " AND NOT (file.container GLOB 'line [0-9]*'"
    "  AND instr(replace(file.container, '!line ', ''), '!') = 0) AND NOT" ROW_MESSAGE
    " AND NOT (file.source = 'git' AND EXISTS (SELECT 1 FROM file AS other"
    "  WHERE other.path = file.path AND other.container = file.container"
    "  AND other.source <> 'git'))"
    " GROUP BY artifact.id ORDER BY artifact.id";

/* The public half of a locked key may not be known. */
static void say_private_key(struct buffer *message, const struct thing *key) {
    if (key->key) {
        say_key(message, key);
    } else {
        buffer_format(message, "key %s", key->sha256);
    }
}

static enum outcome report(struct row *row, struct error *error) {
    struct place place;
    const struct thing *key =
        describer_thing_at(row->describer, query_number(row->query, 1), &place);
    if (!key) {
        return fail(error, "out of memory");
    }
    int64_t members = query_number(row->query, 2);
    struct buffer *message = &row->message;
    buffer_append_text(message, "Private ");
    say_private_key(message, key);
    buffer_append_text(message, query_number(row->query, 3)
                                    ? " is in an archive, locked with a passphrase: "
                                    : " is in an archive, readable without a passphrase: ");
    say_place(message, &place);
    buffer_append_text(message, ".");
    if (members > 1) {
        buffer_format(message, " It is in %lld more archive member%s.", (long long)(members - 1),
                      members == 2 ? "" : "s");
    }
    return row_report_at(row, key, &place, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check key_in_archive_check = {
    .id = "key-in-archive",
    .severity = SEVERITY_NOTE,
    .title = "Private key in an archive",
    .rule = "A private key in a member of an archive: a tarball, package, jar or image layer.",
    .remedy = "If the archive was ever published or handed on, make a new key and revoke what the "
              "old one certifies. Otherwise build the archive without it.",
    .reference = "certsweep rulebook, section 2",
    .run = run,
};
