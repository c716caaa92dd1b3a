#include "inventory/database.h"

#include <limits.h>
#include <string.h>

#include "base/text.h"

/* What is given, or else what the first live place of the artifact ?6 has. */
#define FIRST_PLACE(given, column)                                                                 \
    "coalesce(" given ", (SELECT " column " FROM place JOIN file ON file.id = place.file "         \
    "WHERE place.artifact = ?6 ORDER BY file.live DESC, place.id LIMIT 1), '')"

static const char *const sources[STATEMENTS] = {
    [ADD_KEY] = "INSERT OR IGNORE INTO staging.key VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [ADD_ARTIFACT] = "INSERT OR IGNORE INTO staging.artifact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, "
                     "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [ADD_PLACE] = "INSERT INTO staging.place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [ADD_PROBLEM] = "INSERT INTO staging.problem VALUES (?, ?, ?, ?, ?, ?, ?)",
    [ADD_OBSERVATION] = "INSERT INTO staging.observation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [ADD_REFERENCE] = "INSERT INTO staging.reference VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [ADD_APPEARANCE] =
        "INSERT INTO staging.appearance VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [ADD_POINTER] = "INSERT INTO staging.pointer VALUES (?, ?, ?)",
    [FOLLOW_POINTERS] =
        "INSERT INTO staging.place (kind, identity, path, repository, object, container, trail, "
        "position, source, encoding, structure, locked, lock) SELECT p.kind, p.identity, "
        "l.repository, l.repository, l.object, p.container, p.trail, p.position, 'git', p.encoding, "
        "p.structure, p.locked, p.lock FROM staging.pointer AS l "
        "JOIN staging.place AS p ON p.path = l.content AND p.object IS NULL",
    [EACH_OBJECT] = "SELECT object FROM staging.place WHERE repository = ?1 AND object IS NOT NULL "
                    "UNION SELECT object FROM staging.problem "
                    "WHERE repository = ?1 AND object IS NOT NULL "
                    "UNION SELECT object FROM staging.reference "
                    "WHERE repository = ?1 AND object IS NOT NULL "
                    "UNION SELECT object FROM staging.observation "
                    "WHERE repository = ?1 AND object IS NOT NULL "
                    "UNION SELECT object FROM staging.pointer WHERE repository = ?1 "
                    "ORDER BY object",
    [ADD_LINKED] = "INSERT INTO staging.linked VALUES (?, ?, ?, ?)",
    [EACH_LINKED] = "SELECT root, path, row_number() OVER "
                    "(PARTITION BY device, inode ORDER BY root, path) = 1 "
                    "FROM staging.linked ORDER BY root, path",
    [ADD_SEARCHED] = "INSERT INTO staging.searched VALUES (?, ?, ?)",
    [ADD_NOTHING] = "INSERT INTO staging.searched_nothing VALUES (?)",
    [EACH_NOTHING] = "SELECT stamps FROM staging.searched_nothing UNION ALL SELECT stamp "
                     "FROM staging.searched_pack GROUP BY stamp HAVING sum(done) = max(total)",
    [ADD_PACK] = "INSERT INTO staging.searched_pack VALUES (?, ?, ?)",
    [ADD_PART] = "INSERT INTO searched_nothing (stamps) VALUES (?)",
    [ADD_RAW_NAME] = "INSERT OR IGNORE INTO staging.raw_name VALUES (?, ?)",
    [ADD_FACT] = "INSERT OR REPLACE INTO scan VALUES (?, ?)",
    [ADD_ROOT] = "INSERT INTO root (shown, label) VALUES (?, '')",
    [ADD_LINK] = "INSERT OR IGNORE INTO link VALUES (?, ?)",
    [ADD_ACCOUNT] = "INSERT INTO account VALUES (?, ?, ?, ?, ?)",
    [SPREAD_REFERENCE] =
        "INSERT INTO reference (path, container, trail, revision, family, directive, role, line,"
        " block, name, file, verdict) SELECT r.path, r.container, r.trail, r.revision, r.family,"
        " r.directive, r.role, r.line, r.block, r.name, other.id, 'found' FROM (SELECT reference.*,"
        "  file.container AS within, file.revision AS state,"
        "  rtrim(file.path, replace(file.path, '/', '')) AS folder"
        "  FROM reference JOIN file ON file.id = reference.file WHERE reference.id = ?1) AS r"
        " JOIN file AS other ON other.path > r.folder AND other.path < r.folder || char(1114111)"
        "  AND other.container = r.within AND other.revision = r.state"
        "  AND instr(substr(other.path, length(r.folder) + 1), '/') = 0 AND other.id <> r.file"
        " WHERE r.within = '' AND other.live = 1 ORDER BY other.id",
    [SET_REFERENCE] = "UPDATE reference SET file = ?2, verdict = ?3 WHERE id = ?1",
    [ADD_SIGNATURE] = "INSERT OR REPLACE INTO signature VALUES (?, ?, ?)",
    [ADD_UNCHECKED] = "INSERT INTO problem (path, trail, revision, stage, code, detail) "
                      "SELECT coalesce(p.path, ''), coalesce(p.trail, ''), "
                      "coalesce(p.revision, ''), 'worker', ?2, ?3 FROM (SELECT 1) LEFT JOIN "
                      "artifact_place AS p ON p.artifact = ?1 ORDER BY p.place LIMIT 1",
    [SET_ROLE] = "UPDATE artifact SET role = ?2, role_reason = ?3 WHERE id = ?1",
    [ADD_KNOWN] = "INSERT OR IGNORE INTO known VALUES (?, ?, ?)",
    [ADD_KEY_WEAKNESS] = "INSERT OR IGNORE INTO key_weakness VALUES (?, ?, ?, ?)",
    [ADD_TRUSTSTORE] = "INSERT OR IGNORE INTO truststore VALUES (?, ?, ?, ?)",
    [ADD_RETIREMENT] = "INSERT INTO retirement VALUES (?, ?)",
    [ADD_CLIENT_TRUST] = "INSERT INTO client_trust VALUES (?, ?, ?, ?)",
    [ADD_CLIENT_REFUSAL] = "INSERT INTO client_refusal VALUES (?, ?, ?)",
    [ADD_CHAIN] = "INSERT INTO chain VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [ADD_CHAIN_LINK] = "INSERT INTO chain_link VALUES (?, ?, ?, ?)",
    [ADD_CHAIN_FAULT] = "INSERT INTO chain_fault VALUES (?, ?, ?, ?, ?, ?)",
    [ADD_BUNDLE] = "INSERT OR IGNORE INTO bundle VALUES (?, ?, ?, ?)",
    [ADD_CYCLE] = "INSERT INTO cycle VALUES (?, ?)",
    [ADD_REVOCATION] = "INSERT OR REPLACE INTO revocation VALUES (?, ?, ?, ?)",
    [ADD_UNJUDGED] = "INSERT INTO problem (path, trail, revision, stage, code, detail) "
                     "VALUES ('', '', '', 'scan', ?1, ?2)",
    [FORGET_FINDINGS] = "DELETE FROM temp.reported WHERE check_id = ?1",
    [ADD_FINDING] =
        "INSERT INTO temp.reported (check_id, severity, title, message, remedy, subject, "
        "artifact, path, trail, revision, profile) "
        "VALUES (?1, ?2, ?3, ?4, ?5, coalesce((SELECT lower(hex(coalesce("
        "  iif(artifact.kind IN ('private-key', 'public-key'), key.spki_sha256, artifact.sha256),"
        "  artifact.sha256, artifact.identity))) FROM artifact "
        "  LEFT JOIN key ON key.id = artifact.key WHERE artifact.id = ?6), ''), "
        "(SELECT id FROM artifact WHERE id = ?6), " FIRST_PLACE("?7", "file.path") ", " FIRST_PLACE(
            "?8", "place.trail") ", " FIRST_PLACE("?9", "file.revision") ", ?10)",
};

enum outcome database_fail(struct inventory *inventory, const char *doing, struct error *error) {
    return fail(error, "inventory: %s: %s", doing, sqlite3_errmsg(inventory->connection));
}

enum outcome database_run(struct inventory *inventory, const char *script, struct error *error) {
    inventory->writing = true;
    int status = sqlite3_exec(inventory->connection, script, NULL, NULL, NULL);
    inventory->writing = false;
    if (status != SQLITE_OK) {
        return database_fail(inventory, "writing", error);
    }
    return DONE;
}

sqlite3_stmt *database_statement(struct inventory *inventory, enum statement which,
                                 struct error *error) {
    sqlite3_stmt **statement = &inventory->statements[which];
    if (!*statement &&
        sqlite3_prepare_v3(inventory->connection, sources[which], -1, SQLITE_PREPARE_PERSISTENT,
                           statement, NULL) != SQLITE_OK) {
        database_fail(inventory, "preparing", error);
        return NULL;
    }
    sqlite3_reset(*statement);
    sqlite3_clear_bindings(*statement);
    return *statement;
}

enum outcome database_write(struct inventory *inventory, sqlite3_stmt *statement,
                            struct error *error) {
    inventory->writing = true;
    int status = sqlite3_step(statement);
    sqlite3_reset(statement);
    inventory->writing = false;
    return status == SQLITE_DONE ? DONE : database_fail(inventory, "writing", error);
}

void database_bind_shown(sqlite3_stmt *statement, int parameter, const char *text) {
    size_t length = strlen(text);
    if (text_plain_length(span_of(text, length)) == length && length <= INT_MAX) {
        sqlite3_bind_text(statement, parameter, text, (int)length, SQLITE_TRANSIENT);
        return;
    }
    struct buffer shown = {0};
    text_show(&shown, span_of(text, length));
    sqlite3_bind_text(statement, parameter, buffer_text(&shown), -1, SQLITE_TRANSIENT);
    buffer_release(&shown);
}

void database_bind_name(struct inventory *inventory, sqlite3_stmt *statement, int parameter,
                        const char *name) {
    struct buffer shown = {0};
    text_show_name(&shown, span_text(name));
    const char *text = buffer_text(&shown);
    sqlite3_bind_text(statement, parameter, text, -1, SQLITE_TRANSIENT);
    if (strcmp(name, text) != 0) {
        sqlite3_stmt *add = database_statement(inventory, ADD_RAW_NAME, NULL);
        sqlite3_bind_text(add, 1, text, -1, SQLITE_TRANSIENT);
        sqlite3_bind_blob64(add, 2, name, strlen(name), SQLITE_TRANSIENT);
        bool added = add && database_write(inventory, add, NULL) == DONE;
        inventory->name_lost = inventory->name_lost || !added;
    }
    buffer_release(&shown);
}

void database_bind_blob(sqlite3_stmt *statement, int parameter, struct span bytes) {
    if (bytes.length == 0 || bytes.length > INT_MAX) {
        sqlite3_bind_null(statement, parameter);
    } else {
        sqlite3_bind_blob64(statement, parameter, bytes.bytes, bytes.length, SQLITE_TRANSIENT);
    }
}

void database_forget_statements(struct inventory *inventory) {
    for (int i = 0; i < STATEMENTS; i++) {
        sqlite3_finalize(inventory->statements[i]);
        inventory->statements[i] = NULL;
    }
}
