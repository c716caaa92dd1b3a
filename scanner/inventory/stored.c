/* Reading an inventory that was written earlier. The file may come from anybody: beyond what
 * stored_file.c asks of it, it must pass SQLite's own examination, and must keep the promises the
 * reporters rely on: references lead somewhere, texts are showable. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "embedded.h"
#include "inventory/database.h"
#include "inventory/stored_file.h"

/* The first column of the first row is what it has to be, or there is no row and expected is NULL.
 */
static bool answers(sqlite3 *connection, const char *question, const char *expected) {
    sqlite3_stmt *statement = NULL;
    bool right = false;
    if (sqlite3_prepare_v2(connection, question, -1, &statement, NULL) == SQLITE_OK) {
        int status = sqlite3_step(statement);
        const char *text =
            status == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
        right = expected ? text && strcmp(text, expected) == 0 : status == SQLITE_DONE;
    }
    sqlite3_finalize(statement);
    return right;
}

static bool is_shown(sqlite3_stmt *row, int column, struct buffer *shown) {
    const void *text = sqlite3_column_text(row, column);
    size_t length = (size_t)sqlite3_column_bytes(row, column);
    buffer_clear(shown);
    text_show(shown, span_of(text, length));
    return !shown->failed && shown->length == length &&
           (length == 0 || memcmp(shown->bytes, text, length) == 0);
}

static bool table_is_shown(sqlite3 *connection, const char *table) {
    char *select = sqlite3_mprintf("SELECT * FROM \"%w\"", table);
    sqlite3_stmt *row = NULL;
    struct buffer shown = {0};
    bool right = select && sqlite3_prepare_v2(connection, select, -1, &row, NULL) == SQLITE_OK;
    int status = SQLITE_ROW;
    while (right && (status = sqlite3_step(row)) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(row) && right; i++) {
            right = sqlite3_column_type(row, i) != SQLITE_TEXT || is_shown(row, i, &shown);
        }
    }
    right = right && status == SQLITE_DONE;
    buffer_release(&shown);
    sqlite3_finalize(row);
    sqlite3_free(select);
    return right;
}

static bool texts_are_shown(sqlite3 *connection, sqlite3 *pattern) {
    sqlite3_stmt *tables = NULL;
    bool right = sqlite3_prepare_v2(pattern, "SELECT name FROM sqlite_schema WHERE type = 'table'",
                                    -1, &tables, NULL) == SQLITE_OK;
    while (right && sqlite3_step(tables) == SQLITE_ROW) {
        right = table_is_shown(connection, (const char *)sqlite3_column_text(tables, 0));
    }
    sqlite3_finalize(tables);
    return right;
}

/* What stands between the parenthesis that begins there and the one that ends it. */
static struct span parenthesis(const char *begin) {
    const char *end = begin;
    unsigned depth = 0;
    bool quoted = false;
    do {
        quoted = quoted != (*end == '\'');
        depth += !quoted && *end == '(';
        depth -= !quoted && *end == ')';
        end++;
    } while (depth && *end);
    return span_of(begin, (size_t)(end - begin));
}

static bool rules_hold(sqlite3 *connection, const char *table, const char *definition) {
    static const char rule[] = "CHECK (";
    bool right = true;
    for (const char *at = definition; right && (at = strstr(at, rule));) {
        at += sizeof rule - 2;
        struct span wanted = parenthesis(at);
        char *breach =
            sqlite3_mprintf("SELECT 1 FROM \"%w\" WHERE NOT %.*s", table, (int)wanted.length, at);
        right = breach && answers(connection, breach, NULL);
        sqlite3_free(breach);
    }
    return right;
}

/* SQLite passes over what CHECK demands of a database that cannot be written. */
static bool words_are_ours(sqlite3 *connection, sqlite3 *pattern) {
    sqlite3_stmt *tables = NULL;
    bool right =
        sqlite3_prepare_v2(pattern, "SELECT name, sql FROM sqlite_schema WHERE type = 'table'", -1,
                           &tables, NULL) == SQLITE_OK;
    while (right && sqlite3_step(tables) == SQLITE_ROW) {
        right = rules_hold(connection, (const char *)sqlite3_column_text(tables, 0),
                           (const char *)sqlite3_column_text(tables, 1));
    }
    sqlite3_finalize(tables);
    return right;
}

static enum outcome check_content(sqlite3 *connection, const char *path, struct error *error) {
    sqlite3 *pattern = stored_file_pattern();
    enum outcome outcome = DONE;
    if (!pattern) {
        return fail(error, "inventory: out of memory");
    }
    if (!answers(connection, "PRAGMA quick_check(1)", "ok") ||
        !answers(connection, "PRAGMA foreign_key_check", NULL)) {
        outcome = fail(error, "%s: damaged", path);
    } else if (!words_are_ours(connection, pattern) || !texts_are_shown(connection, pattern)) {
        outcome =
            fail(error, "%s: holds text or words that certsweep would not have written", path);
    }
    sqlite3_close(pattern);
    return outcome;
}

static enum outcome open_stored(struct inventory *inventory, const char *path, uint64_t seconds,
                                struct error *error) {
    struct stored_file file;
    enum outcome outcome = stored_file_open(&file, path, seconds, error);
    inventory->connection = file.connection;
    if (outcome == DONE) {
        outcome = check_content(file.connection, path, error);
        outcome = stored_file_late(&file) ? stored_file_too_long(path, error) : outcome;
    }
    stored_file_trust(&file);
    return outcome;
}

struct inventory *inventory_open(const char *path, uint64_t seconds, struct error *error) {
    struct inventory *inventory = calloc(1, sizeof *inventory);
    if (!inventory) {
        fail(error, "inventory: out of memory");
        return NULL;
    }
    if (open_stored(inventory, path, seconds, error) != DONE) {
        inventory_free(inventory);
        return NULL;
    }
    return inventory;
}

enum outcome database_attach(struct inventory *inventory, const char *path, const char *name,
                             struct error *error) {
    char *uri = database_uri(path, true);
    char *attach = uri ? sqlite3_mprintf("ATTACH %Q AS %w", uri, name) : NULL;
    enum outcome outcome =
        attach ? database_run(inventory, attach, error) : fail(error, "inventory: out of memory");
    sqlite3_free(attach);
    free(uri);
    return outcome;
}

enum outcome inventory_beside(struct inventory *inventory, const char *path, uint64_t seconds,
                              struct error *error) {
    struct inventory *other = inventory_open(path, seconds, error); /* examines it */
    if (!other) {
        return FAILED;
    }
    inventory_free(other);
    enum outcome outcome = database_attach(inventory, path, "old", error);
    return outcome == DONE ? database_run(inventory, compare_sql, error) : outcome;
}
