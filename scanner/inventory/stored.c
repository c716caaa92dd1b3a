/* Reading an inventory that was written earlier. The file may come from anybody: it is opened
 * read-only, must have exactly the schema of this version (so no view or trigger of somebody else's
 * ever runs), must pass SQLite's own examination, and must keep the promises the reporters rely on:
 * references lead somewhere, texts are showable. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "embedded.h"
#include "inventory/database.h"

enum { CELL_BYTES_MOST = 128 << 20, STATEMENT_BYTES_MOST = 1 << 20 };

/* Journals and shared memory beside the file are never looked at. */
char *database_uri(const char *path, bool read_only) {
    struct buffer uri = {0};
    buffer_append_text(&uri, path[0] == '/' ? "file://" : "file:");
    for (; *path; path++) {
        if (strchr("%?#", *path)) {
            buffer_format(&uri, "%%%02x", (unsigned char)*path);
        } else {
            buffer_append_byte(&uri, (uint8_t)*path);
        }
    }
    buffer_append_text(&uri, read_only ? "?mode=ro&immutable=1" : "");
    char *text = uri.failed ? NULL : strdup(buffer_text(&uri));
    buffer_release(&uri);
    return text;
}

static void confine(sqlite3 *connection) {
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, CELL_BYTES_MOST);
    sqlite3_limit(connection, SQLITE_LIMIT_SQL_LENGTH, STATEMENT_BYTES_MOST);
    sqlite3_limit(connection, SQLITE_LIMIT_EXPR_DEPTH, 200);
    sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 1);
    sqlite3_limit(connection, SQLITE_LIMIT_WORKER_THREADS, 0);
    sqlite3_exec(connection, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;", NULL, NULL,
                 NULL);
}

/* A FIFO would block, a device does what it likes. */
static enum outcome must_be_file(const char *path, struct error *error) {
    struct stat status;
    int file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) != 0) {
        enum outcome outcome = fail(error, "%s: %s", path, strerror(errno));
        if (file >= 0) {
            close(file);
        }
        return outcome;
    }
    close(file);
    return S_ISREG(status.st_mode) ? DONE : fail(error, "%s: not a file", path);
}

static enum outcome no_inventory(const char *path, const char *why, struct error *error) {
    return fail(error, "%s: %s", path, why);
}

/* One number of a pragma; -1 where it cannot be read. */
static int64_t pragma_number(sqlite3 *connection, const char *pragma) {
    sqlite3_stmt *statement = NULL;
    int64_t number = -1;
    if (sqlite3_prepare_v2(connection, pragma, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        number = sqlite3_column_int64(statement, 0);
    }
    sqlite3_finalize(statement);
    return number;
}

static enum outcome check_marks(sqlite3 *connection, const char *path, struct error *error) {
    int64_t application = pragma_number(connection, "PRAGMA application_id");
    int64_t version = pragma_number(connection, "PRAGMA user_version");
    if (application < 0) {
        return no_inventory(path, "not an inventory, or damaged", error);
    }
    if (application != INVENTORY_APPLICATION) {
        return no_inventory(path, "not an inventory of certsweep", error);
    }
    if (version != INVENTORY_VERSION) {
        return no_inventory(path,
                            version > INVENTORY_VERSION
                                ? "written by a newer certsweep: use that one to read it"
                                : "written by an older certsweep: sweep again",
                            error);
    }
    return DONE;
}

static bool same_column(sqlite3_stmt *one, sqlite3_stmt *other, int column) {
    const char *left = (const char *)sqlite3_column_text(one, column);
    const char *right = (const char *)sqlite3_column_text(other, column);
    return left && right ? strcmp(left, right) == 0 : left == right;
}

/* Both list the same tables, indexes and views, word for word. */
static bool same_schema(sqlite3 *one, sqlite3 *other) {
    static const char list[] = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name";
    sqlite3_stmt *left = NULL, *right = NULL;
    bool same = sqlite3_prepare_v2(one, list, -1, &left, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(other, list, -1, &right, NULL) == SQLITE_OK;
    int status = SQLITE_ROW;
    while (same && status == SQLITE_ROW) {
        status = sqlite3_step(left);
        same = status == sqlite3_step(right);
        for (int i = 0; i < 4 && same && status == SQLITE_ROW; i++) {
            same = same_column(left, right, i);
        }
    }
    sqlite3_finalize(left);
    sqlite3_finalize(right);
    return same && status == SQLITE_DONE;
}

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

static enum outcome check_content(sqlite3 *connection, const char *path, struct error *error) {
    sqlite3 *pattern = NULL;
    enum outcome outcome = DONE;
    if (sqlite3_open(":memory:", &pattern) != SQLITE_OK ||
        sqlite3_exec(pattern, schema_sql, NULL, NULL, NULL) != SQLITE_OK) {
        outcome = fail(error, "inventory: out of memory");
    } else if (!same_schema(connection, pattern)) {
        outcome = no_inventory(path, "damaged, or written by another version of certsweep", error);
    } else if (!answers(connection, "PRAGMA quick_check(1)", "ok") ||
               !answers(connection, "PRAGMA foreign_key_check", NULL)) {
        outcome = no_inventory(path, "damaged", error);
    } else if (!texts_are_shown(connection, pattern)) {
        outcome = no_inventory(path, "holds text that certsweep would not have written", error);
    }
    sqlite3_close(pattern);
    return outcome;
}

static enum outcome open_stored(struct inventory *inventory, const char *path,
                                struct error *error) {
    if (must_be_file(path, error) != DONE) {
        return FAILED;
    }
    char *uri = database_uri(path, true);
    int status = uri ? sqlite3_open_v2(uri, &inventory->connection,
                                       SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL)
                     : SQLITE_NOMEM;
    free(uri);
    if (status != SQLITE_OK) {
        return fail(error, "%s: cannot be opened: %s", path, sqlite3_errstr(status));
    }
    confine(inventory->connection);
    if (check_marks(inventory->connection, path, error) != DONE) {
        return FAILED;
    }
    return check_content(inventory->connection, path, error);
}

struct inventory *inventory_open(const char *path, struct error *error) {
    struct inventory *inventory = calloc(1, sizeof *inventory);
    if (!inventory) {
        fail(error, "inventory: out of memory");
        return NULL;
    }
    if (open_stored(inventory, path, error) != DONE) {
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

enum outcome inventory_beside(struct inventory *inventory, const char *path, struct error *error) {
    struct inventory *other = inventory_open(path, error); /* examines it */
    if (!other) {
        return FAILED;
    }
    inventory_free(other);
    return database_attach(inventory, path, "old", error);
}
