#include "sources/git_ref_tables.h"

#include <stdlib.h>

enum {
    LIST_BYTES = 1 << 20,
    TABLES_MOST = 4096,          /* git keeps a few dozen */
    TEXT_BYTES_MOST = 128 << 20, /* names, of which a table repeats what they share */
};

/* False: there is no room for it. */
static bool add(struct ref_tables *tables, uint32_t table, const struct reftable_record *record,
                uint64_t most) {
    struct table_ref *grown =
        array_grow(tables->items, &tables->capacity, tables->count + 1, sizeof *grown);
    const size_t bytes = record->name.length + record->target.length;
    tables->items = grown ? grown : tables->items;
    if (!grown || tables->count >= most || bytes > TEXT_BYTES_MOST - tables->text_bytes) {
        return false;
    }
    struct table_ref *added = &grown[tables->count++];
    *added = (struct table_ref){.table = table, .kind = record->kind};
    added->name = arena_text(&tables->names, record->name.bytes, record->name.length);
    if (record->kind == REFTABLE_SYMBOLIC) {
        added->target = arena_text(&tables->names, record->target.bytes, record->target.length);
    } else if (record->kind == REFTABLE_ID) {
        memcpy(added->key, record->id, GIT_KEY_BYTES);
    }
    tables->text_bytes += bytes;
    return true;
}

static void read_table(struct ref_tables *tables, struct intake *intake, const char *path,
                       uint32_t number, size_t id_bytes) {
    const struct limits *limits = intake_limits(intake);
    struct buffer file = {0};
    struct reftable_record record;
    const size_t room = (size_t)limits->object_bytes - tables->file_bytes;
    bool sound = file_read(intake, path, room, &file) == WHERE_INSIDE;
    tables->file_bytes += file.length;
    struct reftable table = {.file = buffer_span(&file), .id_bytes = id_bytes};
    sound = sound && reftable_begin(&table);
    while (sound && reftable_take(&table, &record)) {
        sound = add(tables, number, &record, limits->directory_entries);
    }
    tables->unread += !sound || table.damaged;
    reftable_release(&table);
    buffer_release(&file);
    intake_alive(intake);
}

/* By name, the youngest first. */
static int compare(const void *one, const void *other) {
    const struct table_ref *a = one;
    const struct table_ref *b = other;
    int order = strcmp(a->name, b->name);
    return order ? order : (a->table < b->table) - (a->table > b->table);
}

static void keep_youngest(struct ref_tables *tables) {
    size_t kept = 0;
    const char *last = "";
    if (tables->count) {
        qsort(tables->items, tables->count, sizeof *tables->items, compare);
    }
    for (size_t i = 0; i < tables->count; i++) {
        const struct table_ref item = tables->items[i];
        if (strcmp(item.name, last) != 0 && item.kind != REFTABLE_DELETED) {
            tables->items[kept++] = item;
        }
        last = item.name;
    }
    tables->count = kept;
}

void ref_tables_read(struct ref_tables *tables, struct intake *intake, const char *git_directory,
                     size_t id_bytes) {
    char folder[PATH_BYTES];
    char path[PATH_BYTES];
    struct buffer list = {0};
    *tables = (struct ref_tables){0};
    bool read = path_join(git_directory, "reftable", folder) &&
                path_join(folder, "tables.list", path) &&
                file_read(intake, path, LIST_BYTES, &list) == WHERE_INSIDE;
    tables->unread += !read;
    struct span rest = buffer_span(&list);
    struct span line;
    for (uint32_t number = 0; line_take(&rest, &line); number++) {
        char name[256];
        bool plain = line.length > 0 && line.length < sizeof name &&
                     !memchr(line.bytes, '/', line.length) && !memchr(line.bytes, 0, line.length);
        if (number == TABLES_MOST || !plain) {
            tables->unread++;
            break;
        }
        memcpy(name, line.bytes, line.length);
        name[line.length] = 0;
        if (path_join(folder, name, path)) {
            read_table(tables, intake, path, number, id_bytes);
        } else {
            tables->unread++;
        }
    }
    keep_youngest(tables);
    buffer_release(&list);
}

const struct table_ref *ref_tables_find(const struct ref_tables *tables, const char *name) {
    size_t low = 0;
    size_t high = tables->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, tables->items[middle].name);
        if (order == 0) {
            return &tables->items[middle];
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}

void ref_tables_release(struct ref_tables *tables) {
    free(tables->items);
    arena_release(&tables->names);
    *tables = (struct ref_tables){0};
}
