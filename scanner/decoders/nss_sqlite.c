#include "decoders/nss_sqlite.h"

#include <limits.h>

/* Only the tables that are asked for, and the one that lists them. */
static int authorize(void *context, int action, const char *table, const char *column,
                     const char *schema, const char *trigger) {
    static const char *const tables[] = {"nssPublic", "nssPrivate", "metaData", "sqlite_master",
                                         "sqlite_schema"};
    (void)context;
    (void)column;
    (void)schema;
    if (action == SQLITE_SELECT && !trigger) {
        return SQLITE_OK;
    }
    for (size_t i = 0; action == SQLITE_READ && i < sizeof tables / sizeof *tables; i++) {
        if (sqlite3_stricmp(table, tables[i]) == 0) {
            return SQLITE_OK;
        }
    }
    return SQLITE_DENY;
}

static int count_steps(void *context) {
    struct nss_sqlite *opened = context;
    return ++opened->steps > NSS_STEPS_MOST;
}

static void restrict_work(struct nss_sqlite *opened, uint64_t cell_most) {
    static const struct {
        int id;
        int most;
    } limits[] = {
        {SQLITE_LIMIT_SQL_LENGTH, 1 << 16}, {SQLITE_LIMIT_COLUMN, 1000},
        {SQLITE_LIMIT_EXPR_DEPTH, 20},      {SQLITE_LIMIT_COMPOUND_SELECT, 2},
        {SQLITE_LIMIT_VDBE_OP, 25000},      {SQLITE_LIMIT_FUNCTION_ARG, 8},
        {SQLITE_LIMIT_ATTACHED, 0},         {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50},
        {SQLITE_LIMIT_VARIABLE_NUMBER, 2},  {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
        {SQLITE_LIMIT_WORKER_THREADS, 0},
    };
    static const struct {
        int option;
        int value;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        sqlite3_limit(opened->database, limits[i].id, limits[i].most);
    }
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        sqlite3_db_config(opened->database, options[i].option, options[i].value, NULL);
    }
    sqlite3_limit(opened->database, SQLITE_LIMIT_LENGTH,
                  cell_most < INT_MAX ? (int)cell_most : INT_MAX);
    sqlite3_progress_handler(opened->database, NSS_STEP, count_steps, opened);
}

/* A database in write-ahead mode cannot be opened from memory; its log is another file, so that
 * telling SQLite of the older mode reads the same pages. */
static bool in_older_mode(struct nss_sqlite *opened, struct span *bytes, uint64_t copy_most) {
    enum { WRITE_VERSION = 18, READ_VERSION = 19, HEADER = 100 };
    if (bytes->length < HEADER || bytes->bytes[READ_VERSION] < 2) {
        return bytes->length >= HEADER;
    }
    opened->copy.limit = copy_most < SIZE_MAX ? (size_t)copy_most : SIZE_MAX;
    buffer_append(&opened->copy, bytes->bytes, bytes->length);
    if (opened->copy.failed) {
        return false;
    }
    opened->copy.bytes[WRITE_VERSION] = 1;
    opened->copy.bytes[READ_VERSION] = 1;
    *bytes = buffer_span(&opened->copy);
    return true;
}

bool nss_sqlite_open(struct nss_sqlite *opened, struct span bytes, uint64_t cell_most,
                     uint64_t copy_most) {
    *opened = (struct nss_sqlite){0};
    if (!in_older_mode(opened, &bytes, copy_most) ||
        sqlite3_open_v2(":memory:", &opened->database,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK) {
        return false;
    }
    restrict_work(opened, cell_most);
    /* Read-only: SQLite takes a pointer it could write to, and does not. */
    unsigned char *pages = (unsigned char *)(uintptr_t)bytes.bytes;
    sqlite3_int64 length = (sqlite3_int64)bytes.length;
    return sqlite3_exec(opened->database, "PRAGMA cell_size_check=ON; PRAGMA query_only=ON", NULL,
                        NULL, NULL) == SQLITE_OK &&
           sqlite3_deserialize(opened->database, "main", pages, length, length,
                               SQLITE_DESERIALIZE_READONLY) == SQLITE_OK &&
           sqlite3_set_authorizer(opened->database, authorize, NULL) == SQLITE_OK;
}

void nss_sqlite_release(struct nss_sqlite *opened) {
    sqlite3_close(opened->database);
    buffer_wipe(&opened->copy);
    *opened = (struct nss_sqlite){0};
}

sqlite3_stmt *nss_sqlite_query(struct nss_sqlite *opened, const char *sql) {
    sqlite3_stmt *statement = NULL;
    return sqlite3_prepare_v2(opened->database, sql, -1, &statement, NULL) == SQLITE_OK ? statement
                                                                                        : NULL;
}

bool nss_sqlite_has_table(struct nss_sqlite *opened, const char *name) {
    sqlite3_stmt *row = nss_sqlite_query(
        opened,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND name = ?");
    bool found = row && sqlite3_bind_text(row, 1, name, -1, SQLITE_STATIC) == SQLITE_OK &&
                 sqlite3_step(row) == SQLITE_ROW;
    sqlite3_finalize(row);
    return found;
}

struct span nss_sqlite_value(sqlite3_stmt *row, int column) {
    int type = sqlite3_column_type(row, column);
    if (type != SQLITE_BLOB && type != SQLITE_TEXT) {
        return (struct span){0};
    }
    const void *bytes = sqlite3_column_blob(row, column);
    int length = sqlite3_column_bytes(row, column);
    return bytes && length > 0 ? span_of(bytes, (size_t)length) : (struct span){0};
}
