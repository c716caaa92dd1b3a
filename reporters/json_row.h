/* One JSON object, built member by member and written on a line of its own. Failure is sticky: add
 * freely, ask once at the end. Reports of any size are written so, an object at a time. */
#ifndef REPORTERS_JSON_ROW_H
#define REPORTERS_JSON_ROW_H

#include <jansson.h>
#include <stdio.h>

#include "inventory/query.h"

struct json_row {
    json_t *object;
    bool failed; /* memory ran out, or a text was no UTF-8 */
};

struct json_row json_row_new(void);

/* A line of docs/report.schema.json: the object begins with its type and the version of the schema.
 */
struct json_row json_row_line(const char *type);

/* Members in the order in which they are added. Text that is "" becomes null. */
void json_row_text(struct json_row *row, const char *name, const char *text);
void json_row_number(struct json_row *row, const char *name, int64_t number);
void json_row_bool(struct json_row *row, const char *name, bool value);
/* Columns of a query; NULL becomes null. */
void json_row_number_of(struct json_row *row, const char *name, struct query *query, int column);
void json_row_bool_of(struct json_row *row, const char *name, struct query *query, int column);
/* Takes value over, also on failure. */
void json_row_value(struct json_row *row, const char *name, json_t *value);

/* Writes the object, then ending, and frees it. */
enum outcome json_row_write(struct json_row *row, FILE *out, const char *ending,
                            struct error *error);

#endif
