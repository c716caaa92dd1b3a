/* Taking over stored inventories, for a merge. Where roots of several have the same name, or one
 * lies in another, their files are of different machines: each path gets a label in front. */
#include <stdlib.h>
#include <string.h>

#include "embedded.h"
#include "inventory/database.h"

/* labelled(path): with the label, its user data, as the first folder. "" and NULL stay. */
static void label_path(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    const char *label = sqlite3_user_data(context);
    const char *path = (const char *)sqlite3_value_text(values[0]);
    if (!*label || !path || !*path) {
        sqlite3_result_value(context, values[0]);
        return;
    }
    char *whole = sqlite3_mprintf("%s%s%s", label, *path == '/' ? "" : "/", path);
    if (whole) {
        sqlite3_result_text(context, whole, -1, sqlite3_free);
    } else {
        sqlite3_result_error_nomem(context);
    }
}

/* The function is there while a shard is attached; label must live as long. */
static enum outcome attach(struct inventory *inventory, const char *path, const char *label,
                           struct error *error) {
    if (database_run(inventory, "COMMIT;", error) != DONE ||
        database_attach(inventory, path, "shard", error) != DONE) {
        return FAILED;
    }
    if (sqlite3_create_function_v2(inventory->connection, "labelled", 1,
                                   SQLITE_UTF8 | SQLITE_DETERMINISTIC, (void *)(uintptr_t)label,
                                   label_path, NULL, NULL, NULL) != SQLITE_OK) {
        return database_fail(inventory, "preparing", error);
    }
    return database_run(inventory, "BEGIN;", error);
}

static enum outcome detach(struct inventory *inventory, struct error *error) {
    return database_run(inventory, "COMMIT; DETACH shard; BEGIN;", error);
}

enum outcome inventory_note_roots(struct inventory *inventory, const char *path,
                                  struct error *error) {
    static const char note[] =
        "CREATE TABLE IF NOT EXISTS temp.noted_root (taking INTEGER NOT NULL, folder TEXT NOT NULL);"
        "INSERT INTO temp.noted_root (taking, folder)"
        " SELECT (SELECT coalesce(max(taking), 0) + 1 FROM temp.noted_root),"
        "  rtrim(shown, '/') || '/' FROM shard.root;";
    return attach(inventory, path, "", error) == DONE &&
                   database_run(inventory, note, error) == DONE
               ? detach(inventory, error)
               : FAILED;
}

enum outcome inventory_roots_overlap(struct inventory *inventory, bool *overlap,
                                     struct error *error) {
    static const char question[] =
        "SELECT EXISTS (SELECT 1 FROM temp.noted_root AS outer_root JOIN temp.noted_root AS inner_root"
        " ON inner_root.taking <> outer_root.taking"
        " AND substr(inner_root.folder, 1, length(outer_root.folder)) = outer_root.folder)";
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(inventory->connection, question, -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW) {
        sqlite3_finalize(statement);
        return database_fail(inventory, "reading", error);
    }
    *overlap = sqlite3_column_int(statement, 0) != 0;
    sqlite3_finalize(statement);
    return DONE;
}

enum outcome inventory_take(struct inventory *inventory, const char *path, const char *label,
                            struct error *error) {
    return attach(inventory, path, label, error) == DONE &&
                   database_run(inventory, take_sql, error) == DONE
               ? detach(inventory, error)
               : FAILED;
}
