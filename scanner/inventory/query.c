#include "inventory/query.h"

#include <stdlib.h>

#include "inventory/database.h"

struct query {
    struct inventory *inventory;
    sqlite3_stmt *statement;
    bool failed;
};

struct query *query_new(struct inventory *inventory, const char *select, struct error *error) {
    struct query *query = calloc(1, sizeof *query);
    if (!query) {
        fail(error, "inventory: out of memory");
        return NULL;
    }
    query->inventory = inventory;
    if (sqlite3_prepare_v2(inventory->connection, select, -1, &query->statement, NULL) !=
            SQLITE_OK ||
        !sqlite3_stmt_readonly(query->statement)) {
        database_fail(inventory, "preparing a query", error);
        sqlite3_finalize(query->statement);
        free(query);
        return NULL;
    }
    return query;
}

enum outcome query_free(struct query *query, struct error *error) {
    if (!query) {
        return FAILED;
    }
    enum outcome outcome = DONE;
    if (query->failed) {
        outcome = database_fail(query->inventory, "reading", error);
    }
    sqlite3_finalize(query->statement);
    free(query);
    return outcome;
}

void query_bind_text(struct query *query, int parameter, const char *text) {
    sqlite3_bind_text(query->statement, parameter, text, -1, SQLITE_TRANSIENT);
}

void query_bind_number(struct query *query, int parameter, int64_t number) {
    sqlite3_bind_int64(query->statement, parameter, number);
}

bool query_next(struct query *query) {
    if (!query || query->failed) {
        return false;
    }
    int status = sqlite3_step(query->statement);
    query->failed = status != SQLITE_ROW && status != SQLITE_DONE;
    return status == SQLITE_ROW;
}

void query_rewind(struct query *query) {
    sqlite3_reset(query->statement);
}

const char *query_text(struct query *query, int column) {
    const unsigned char *text = sqlite3_column_text(query->statement, column);
    return text ? (const char *)text : "";
}

int64_t query_number(struct query *query, int column) {
    return sqlite3_column_int64(query->statement, column);
}

struct span query_span(struct query *query, int column) {
    const void *bytes = sqlite3_column_blob(query->statement, column);
    int length = sqlite3_column_bytes(query->statement, column);
    return bytes ? span_of(bytes, (size_t)length) : (struct span){0};
}

bool query_null(struct query *query, int column) {
    return sqlite3_column_type(query->statement, column) == SQLITE_NULL;
}

enum outcome query_single(struct inventory *inventory, const char *select, int64_t *number,
                          struct error *error) {
    struct query *query = query_new(inventory, select, error);
    *number = 0;
    if (query_next(query)) {
        *number = query_number(query, 0);
    }
    return query_free(query, error);
}
