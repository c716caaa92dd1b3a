#include "json_row.h"

/* Raised when a member is renamed or removed; new members do not raise it. */
enum { SCHEMA_VERSION = 1 };

struct json_row json_row_new(void) {
    json_t *object = json_object();
    return (struct json_row){.object = object, .failed = !object};
}

struct json_row json_row_line(const char *type) {
    struct json_row row = json_row_new();
    json_row_text(&row, "type", type);
    json_row_number(&row, "schema_version", SCHEMA_VERSION);
    return row;
}

void json_row_value(struct json_row *row, const char *name, json_t *value) {
    row->failed = json_object_set_new(row->object, name, value) != 0 || row->failed;
}

void json_row_text(struct json_row *row, const char *name, const char *text) {
    json_row_value(row, name, *text ? json_string(text) : json_null());
}

void json_row_number(struct json_row *row, const char *name, int64_t number) {
    json_row_value(row, name, json_integer(number));
}

void json_row_bool(struct json_row *row, const char *name, bool value) {
    json_row_value(row, name, json_boolean(value));
}

void json_row_number_of(struct json_row *row, const char *name, struct query *query, int column) {
    json_row_value(row, name,
                   query_null(query, column) ? json_null()
                                             : json_integer(query_number(query, column)));
}

void json_row_bool_of(struct json_row *row, const char *name, struct query *query, int column) {
    json_row_value(row, name,
                   query_null(query, column) ? json_null()
                                             : json_boolean(query_number(query, column) != 0));
}

enum outcome json_row_write(struct json_row *row, FILE *out, const char *ending,
                            struct error *error) {
    bool written = !row->failed && json_dumpf(row->object, out, JSON_COMPACT) == 0;
    json_decref(row->object);
    *row = (struct json_row){.failed = true};
    fputs(ending, out);
    return written || ferror(out) ? DONE : fail(error, "out of memory");
}
