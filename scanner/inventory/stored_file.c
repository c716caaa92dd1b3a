/* The file may be anything: it must have exactly the schema of this version, so no view or trigger
 * of somebody else's ever runs. */
#define _GNU_SOURCE
#include "inventory/stored_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "embedded.h"
#include "inventory/database.h"

enum {
    CELL_BYTES_MOST = 128 << 20,
    STATEMENT_BYTES_MOST = 1 << 20,
    STEPS_UNWATCHED = 1000,
};

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

static uint64_t milliseconds(void) {
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

bool stored_file_late(const struct stored_file *file) {
    return file->until && milliseconds() >= file->until;
}

static int ask(void *file) {
    return stored_file_late(file);
}

static void watch(struct stored_file *file, uint64_t seconds) {
    uint64_t now = milliseconds();
    file->until = seconds < (UINT64_MAX - now) / 1000 ? now + 1000 * seconds : UINT64_MAX;
    sqlite3_progress_handler(file->connection, STEPS_UNWATCHED, ask, file);
}

void stored_file_trust(struct stored_file *file) {
    file->until = 0;
    if (file->connection) {
        sqlite3_progress_handler(file->connection, 0, NULL, NULL);
    }
}

enum outcome stored_file_too_long(const char *path, struct error *error) {
    return fail(error, "%s: could not be examined within the limit inventory-seconds", path);
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

static enum outcome check_marks(const struct stored_file *file, const char *path,
                                struct error *error) {
    int64_t application = pragma_number(file->connection, "PRAGMA application_id");
    int64_t version = pragma_number(file->connection, "PRAGMA user_version");
    if (stored_file_late(file)) {
        return stored_file_too_long(path, error);
    }
    if (application != INVENTORY_APPLICATION) {
        return fail(error, "%s: %s", path,
                    application < 0 ? "not an inventory, or damaged"
                                    : "not an inventory of certsweep");
    }
    if (version != INVENTORY_VERSION) {
        return fail(error, "%s: %s", path,
                    version > INVENTORY_VERSION
                        ? "written by a newer certsweep: use that one to read it"
                        : "written by an older certsweep: sweep again");
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

sqlite3 *stored_file_pattern(void) {
    sqlite3 *pattern = NULL;
    if (sqlite3_open(":memory:", &pattern) != SQLITE_OK ||
        sqlite3_exec(pattern, schema_sql, NULL, NULL, NULL) != SQLITE_OK) {
        sqlite3_close(pattern);
        return NULL;
    }
    return pattern;
}

static enum outcome check_schema(const struct stored_file *file, const char *path,
                                 struct error *error) {
    sqlite3 *pattern = stored_file_pattern();
    if (!pattern) {
        return fail(error, "inventory: out of memory");
    }
    bool same = same_schema(file->connection, pattern);
    sqlite3_close(pattern);
    return same ? DONE
           : stored_file_late(file)
               ? stored_file_too_long(path, error)
               : fail(error, "%s: damaged, or written by another version of certsweep", path);
}

enum outcome stored_file_open(struct stored_file *file, const char *path, uint64_t seconds,
                              struct error *error) {
    *file = (struct stored_file){0};
    if (must_be_file(path, error) != DONE) {
        return FAILED;
    }
    char *uri = database_uri(path, true);
    int status =
        uri ? sqlite3_open_v2(uri, &file->connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL)
            : SQLITE_NOMEM;
    free(uri);
    if (status != SQLITE_OK) {
        return fail(error, "%s: cannot be opened: %s", path, sqlite3_errstr(status));
    }
    watch(file, seconds);
    confine(file->connection);
    return check_marks(file, path, error) == DONE ? check_schema(file, path, error) : FAILED;
}
