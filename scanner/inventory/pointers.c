/* Objects of git that stand for the content of another file, and what was found in that. */
#include "inventory/database.h"
#include "inventory/inventory.h"

enum outcome inventory_add_pointer(struct inventory *inventory, const char *shown,
                                   const struct record *record, struct error *error) {
    sqlite3_stmt *add = database_statement(inventory, ADD_POINTER, error);
    if (!add) {
        return FAILED;
    }
    struct buffer content = {0};
    const char *id = record->pointer;
    buffer_format(&content, "%s/lfs/objects/%.2s/%.2s/%s", shown, id, id + 2, id);
    database_bind_shown(add, 1, shown);
    database_bind_blob(add, 2, object_id_span(&record->origin.object));
    database_bind_shown(add, 3, buffer_text(&content));
    buffer_release(&content);
    return database_write(inventory, add, error);
}

enum outcome inventory_follow_pointers(struct inventory *inventory, struct error *error) {
    sqlite3_stmt *follow = database_statement(inventory, FOLLOW_POINTERS, error);
    return follow ? database_write(inventory, follow, error) : FAILED;
}
