/* What was searched, kept in the inventory for a later run: see previous.h. */
#include <stdlib.h>

#include "inventory/database.h"
#include "inventory/inventory.h"

enum { PART_BYTES = 40000 * STAMP_BYTES };

enum outcome inventory_add_searched(struct inventory *inventory, const struct searched *searched,
                                    struct span what, struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_SEARCHED, error);
    if (!add) {
        return FAILED;
    }
    database_bind_blob(add, 1, stamp_span(&searched->stamp));
    sqlite3_bind_int(add, 2, searched->locked);
    database_bind_blob(add, 3, what);
    return database_write(inventory, add, error);
}

enum outcome inventory_add_nothing(struct inventory *inventory, struct span stamps,
                                   struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_NOTHING, error);
    if (!add) {
        return FAILED;
    }
    database_bind_blob(add, 1, stamps);
    return database_write(inventory, add, error);
}

enum outcome inventory_add_pack(struct inventory *inventory, const struct pack_part *part,
                                struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_PACK, error);
    if (!add) {
        return FAILED;
    }
    database_bind_blob(add, 1, stamp_span(&part->stamp));
    sqlite3_bind_int64(add, 2, (sqlite3_int64)part->done);
    sqlite3_bind_int64(add, 3, (sqlite3_int64)part->total);
    return database_write(inventory, add, error);
}

static enum outcome gather(struct inventory *inventory, struct buffer *stamps,
                           struct error *error) {
    sqlite3_stmt *select = database_statement(inventory, EACH_NOTHING, error);
    if (!select) {
        return FAILED;
    }
    while (sqlite3_step(select) == SQLITE_ROW) {
        buffer_append(stamps, sqlite3_column_blob(select, 0),
                      (size_t)sqlite3_column_bytes(select, 0));
    }
    if (sqlite3_reset(select) != SQLITE_OK) {
        return database_fail(inventory, "reading", error);
    }
    return stamps->failed ? fail(error, "out of memory") : DONE;
}

/* A stamp says nothing of the path: one file could be met on two. */
static void drop_doubles(struct buffer *stamps) {
    size_t kept = 0;
    for (size_t at = 0; at < stamps->length; at += STAMP_BYTES) {
        if (kept == 0 ||
            memcmp(stamps->bytes + kept - STAMP_BYTES, stamps->bytes + at, STAMP_BYTES) != 0) {
            memmove(stamps->bytes + kept, stamps->bytes + at, STAMP_BYTES);
            kept += STAMP_BYTES;
        }
    }
    stamps->length = kept;
}

/* In the order of their bytes, and in parts that a database page chain bears well. */
enum outcome inventory_settle_nothing(struct inventory *inventory, struct error *error) {
    struct buffer stamps = {0};
    enum outcome outcome = gather(inventory, &stamps, error);
    if (outcome == DONE && stamps.length) {
        qsort(stamps.bytes, stamps.length / STAMP_BYTES, STAMP_BYTES, stamp_compare);
        drop_doubles(&stamps);
    }
    struct span rest = buffer_span(&stamps);
    while (outcome == DONE && rest.length) {
        sqlite3_stmt *add = database_statement(inventory, ADD_PART, error);
        if (!add) {
            outcome = FAILED;
            break;
        }
        database_bind_blob(add, 1, span_part(rest, 0, PART_BYTES));
        outcome = database_write(inventory, add, error);
        rest = span_from(rest, rest.length < PART_BYTES ? rest.length : PART_BYTES);
    }
    buffer_release(&stamps);
    return outcome;
}
