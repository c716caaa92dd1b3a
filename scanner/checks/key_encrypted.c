/* Keys and keystores that are locked on disk: no fault, but a consumer without the passphrase
 * cannot start. One finding a file. */
#include "checks/row.h"

/* In the lock of what a passphrase opened; see schema.sql. */
#define OPENED "', opened'"

/* A file on disk comes before the same path at HEAD, whose revision is not empty: the bare columns
 * are those of the row with the least min(). */
static const char suspects[] =
    "SELECT place.id, artifact.kind, replace(place.lock, " OPENED ", ''), place.structure,"
    " count(DISTINCT place.artifact), instr(place.lock, " OPENED ") > 0, min(file.revision)"
    " FROM place JOIN file ON file.id = place.file JOIN artifact ON artifact.id = place.artifact"
    " WHERE place.locked = 1 AND file.live = 1"
    " AND artifact.kind IN ('private-key', 'keystore')"
    " GROUP BY file.path, file.container ORDER BY file.path, file.container";

static enum outcome report(struct row *row, struct error *error) {
    struct place place;
    const struct thing *thing =
        describer_thing_at(row->describer, query_number(row->query, 0), &place);
    int64_t count = query_number(row->query, 4);
    struct buffer *message = &row->message;
    if (!thing) {
        return fail(error, "out of memory");
    }
    bool is_keystore = strcmp(query_text(row->query, 1), "keystore") == 0;
    if (is_keystore) {
        buffer_format(message, "The %s keystore ", query_text(row->query, 3));
    } else if (*thing->spki_sha256) {
        buffer_append_text(message, "Private ");
        say_key(message, thing);
        buffer_append_text(message, " in ");
    } else {
        buffer_append_text(message, "A private key in ");
    }
    say_place(message, &place);
    const char *lock = query_text(row->query, 2);
    if (query_number(row->query, 5) != 0) {
        buffer_format(message,
                      " is locked (%s), and opened here by a passphrase that was given, or by a "
                      "usual one, which everybody tries: none, an empty one, changeit.",
                      lock);
        buffer_append_text(&row->remedy, "Give the consumer its passphrase. If it is a usual one, "
                                         "choose another: it protects nothing.");
    } else {
        buffer_format(message, " is locked: %s.", lock);
    }
    if (count > 1) {
        buffer_format(message, " %lld more locked in this file.", (long long)(count - 1));
    }
    return is_keystore ? row_report_at(row, thing, &place, 0, error)
                       : row_report_ruled(row, thing, &place, 0, RULE_KEY_NOT_LOCKED, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    return row_each(audit, suspects, report, error);
}

const struct check key_encrypted_check = {
    .id = "key-encrypted",
    .severity = SEVERITY_NOTE,
    .title = "Locked private key",
    .rule =
        "A private key or a keystore is encrypted with a passphrase. An error for a private key "
        "under a profile that takes no locked ones.",
    .remedy = "Give the consumer its passphrase. To have certsweep look inside, put it into a file "
              "of mode 600 and name that with --passphrase-file.",
    .reference = "RFC 5958 section 3, RFC 7292, RFC 1421",
    .run = run,
};
