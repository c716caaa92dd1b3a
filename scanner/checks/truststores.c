#include "checks/truststores.h"

static const char select_truststores[] =
    "SELECT file.path, file.container, file.source = 'git', file.is_part,"
    " (SELECT min(encoding) FROM place WHERE place.file = file.id), file.id FROM truststore"
    " JOIN file ON file.id = truststore.file WHERE is_web_list = 0 ORDER BY file.id";

enum outcome truststores_load(struct truststores *truststores, struct inventory *inventory,
                              struct error *error) {
    struct query *rows = query_new(inventory, select_truststores, error);
    while (query_next(rows)) {
        const char *path = query_text(rows, 0);
        const char *container = query_text(rows, 1);
        const char *encoding = query_text(rows, 4);
        /* Appending to it needs no place inside it, and PEM is what can be appended to. */
        struct place place = {
            .path = arena_text(&truststores->arena, path, strlen(path)),
            .container = arena_text(&truststores->arena, container, strlen(container)),
            .trail = "",
            .detail = "",
            .revision = "",
            .date = "",
            .encoding = arena_text(&truststores->arena, encoding, strlen(encoding)),
            .is_git = query_number(rows, 2) != 0,
            .is_part = query_number(rows, 3) != 0,
            .is_live = true,
        };
        struct truststore_place kept = {query_number(rows, 5), place};
        buffer_append(&truststores->places, &kept, sizeof kept);
    }
    enum outcome outcome = query_free(rows, error);
    return truststores->places.failed ? fail(error, "out of memory") : outcome;
}

void truststores_release(struct truststores *truststores) {
    buffer_release(&truststores->places);
    arena_release(&truststores->arena);
}

const struct place *truststores_of(const struct truststores *truststores, int64_t file) {
    const struct truststore_place *all = (const void *)truststores->places.bytes;
    size_t low = 0;
    for (size_t high = truststores->places.length / sizeof *all; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].file == file) {
            return &all[middle].place;
        }
        if (all[middle].file < file) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}
