#define _GNU_SOURCE
#include "inventory/inventory.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "embedded.h"
#include "inventory/database.h"

/* The file is only worth anything when complete, and gets its name then: no journal is needed.
 * Checks read the same tables again and again: of those that no cache holds, each page would be
 * copied each time, were it not mapped. */
static const char preparation[] = "PRAGMA page_size = 4096;"
                                  "PRAGMA journal_mode = OFF;"
                                  "PRAGMA synchronous = OFF;"
                                  "PRAGMA locking_mode = EXCLUSIVE;"
                                  "PRAGMA cache_size = -65536;"
                                  "PRAGMA mmap_size = 1073741824;"
                                  "PRAGMA trusted_schema = OFF;";

static enum outcome mark(struct inventory *inventory, struct error *error) {
    char script[96];
    snprintf(script, sizeof script, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
             INVENTORY_APPLICATION, INVENTORY_VERSION);
    return database_run(inventory, script, error);
}

static enum outcome attach_staging(struct inventory *inventory, struct error *error) {
    char *uri = database_uri(inventory->staging, false);
    char *attach = uri ? sqlite3_mprintf("ATTACH %Q AS staging;"
                                         "PRAGMA staging.journal_mode = OFF;"
                                         "PRAGMA staging.synchronous = OFF;"
                                         "PRAGMA staging.cache_size = -65536;",
                                         uri)
                       : NULL;
    free(uri);
    enum outcome outcome =
        attach ? database_run(inventory, attach, error) : fail(error, "inventory: out of memory");
    sqlite3_free(attach);
    inventory->staged = outcome == DONE;
    return outcome;
}

static bool set_paths(struct inventory *inventory, const char *path) {
    return asprintf(&inventory->path, "%s", path) > 0 &&
           asprintf(&inventory->partial, "%s.partial", path) > 0 &&
           asprintf(&inventory->staging, "%s.staging", path) > 0;
}

static enum outcome open_database(struct inventory *inventory, struct error *error) {
    /* An earlier run that was killed may have left these behind. */
    unlink(inventory->partial);
    unlink(inventory->staging);
    char *uri = database_uri(inventory->partial, false);
    int status =
        uri ? sqlite3_open_v2(uri, &inventory->connection,
                              SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI, NULL)
            : SQLITE_NOMEM;
    free(uri);
    if (status != SQLITE_OK) {
        return fail(error, "%s: cannot be created: %s", inventory->partial, sqlite3_errstr(status));
    }
    if (database_run(inventory, preparation, error) != DONE || mark(inventory, error) != DONE ||
        attach_staging(inventory, error) != DONE ||
        database_run(inventory, "BEGIN;", error) != DONE ||
        database_run(inventory, schema_sql, error) != DONE ||
        database_run(inventory, staging_sql, error) != DONE) {
        return FAILED;
    }
    return DONE;
}

struct inventory *inventory_new(const char *path, struct error *error) {
    struct inventory *inventory = calloc(1, sizeof *inventory);
    if (!inventory || !set_paths(inventory, path)) {
        fail(error, "inventory: out of memory");
        inventory_free(inventory);
        return NULL;
    }
    if (open_database(inventory, error) != DONE) {
        inventory_free(inventory);
        return NULL;
    }
    return inventory;
}

static void remove_staging(struct inventory *inventory) {
    if (inventory->staged) {
        sqlite3_exec(inventory->connection, "DETACH staging", NULL, NULL, NULL);
        inventory->staged = false;
    }
    unlink(inventory->staging);
}

void inventory_free(struct inventory *inventory) {
    if (!inventory) {
        return;
    }
    database_forget_statements(inventory);
    sqlite3_close(inventory->connection);
    if (inventory->staging) {
        unlink(inventory->staging);
    }
    if (inventory->partial && !inventory->kept) {
        unlink(inventory->partial);
    }
    free(inventory->path);
    free(inventory->partial);
    free(inventory->staging);
    free(inventory);
}

enum outcome inventory_settle(struct inventory *inventory, struct error *error) {
    if (inventory->name_lost) {
        return fail(error, "inventory: writing: the bytes of a name could not be kept");
    }
    if (database_run(inventory, locate_sql, error) != DONE ||
        database_run(inventory, settle_sql, error) != DONE ||
        inventory_settle_nothing(inventory, error) != DONE ||
        database_run(inventory, "COMMIT;", error) != DONE) {
        return FAILED;
    }
    database_forget_statements(inventory);
    remove_staging(inventory);
    return database_run(inventory, "BEGIN;", error);
}

/* A path's folder, for the name in it to be flushed. */
static bool flush(const char *path, bool folder) {
    char *copy = strdup(path);
    int file = copy ? open(folder ? dirname(copy) : copy, O_RDONLY | O_CLOEXEC) : -1;
    bool flushed = file >= 0 && (fsync(file) == 0 || (folder && errno == EINVAL));
    int reason = errno;
    if (file >= 0) {
        close(file);
    }
    free(copy);
    errno = reason;
    return flushed;
}

enum outcome inventory_finish(struct inventory *inventory, struct error *error) {
    static const char order[] =
        /* Sorted without messages and remedies, which are most of what is there, and kept sorted:
         * the order of a subquery does not outlast a join. Checks report in a stated order, so that
         * the rest is decided as well. */
        "CREATE TABLE temp.ordered (id INTEGER PRIMARY KEY, reported INTEGER NOT NULL);"
        "INSERT INTO temp.ordered (reported) SELECT rowid FROM temp.reported ORDER BY"
        " CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END,"
        " check_id, path, trail, revision, subject, profile, rowid;"
        "INSERT INTO finding (check_id, severity, title, message, remedy, subject, artifact, path,"
        " trail, revision, profile) SELECT r.check_id, r.severity, r.title, r.message, r.remedy,"
        " r.subject, r.artifact, r.path, r.trail, r.revision, r.profile FROM temp.ordered"
        " CROSS JOIN temp.reported AS r ON r.rowid = ordered.reported ORDER BY ordered.id;"
        "DROP TABLE temp.ordered;"
        "DROP TABLE temp.reported;"
        "COMMIT;"
        "PRAGMA query_only = ON;";
    database_forget_statements(inventory);
    if (database_run(inventory, order, error) != DONE) {
        return FAILED;
    }
    return flush(inventory->partial, false)
               ? DONE
               : fail(error, "%s: cannot be written: %s", inventory->path, strerror(errno));
}

enum outcome inventory_keep(struct inventory *inventory, struct error *error) {
    if (rename(inventory->partial, inventory->path) != 0) {
        return fail(error, "%s: cannot be written: %s", inventory->path, strerror(errno));
    }
    inventory->kept = true;
    return flush(inventory->path, true)
               ? DONE
               : fail(error, "%s: cannot be written: %s", inventory->path, strerror(errno));
}
