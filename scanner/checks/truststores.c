#include "checks/truststores.h"

static const char select_truststores[] =
    "SELECT file.path, file.container, file.source = 'git', file.is_part,"
    " (SELECT min(encoding) FROM place WHERE place.file = file.id) FROM truststore"
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
        buffer_append(&truststores->places, &place, sizeof place);
    }
    enum outcome outcome = query_free(rows, error);
    return truststores->places.failed ? fail(error, "out of memory") : outcome;
}

void truststores_release(struct truststores *truststores) {
    buffer_release(&truststores->places);
    arena_release(&truststores->arena);
}

size_t truststores_count(const struct truststores *truststores) {
    return truststores->places.length / sizeof(struct place);
}

static const struct place *at(const struct truststores *truststores, size_t index) {
    return (const struct place *)(const void *)truststores->places.bytes + index;
}

/* How many folders two paths have in common. */
static size_t common_folders(const char *one, const char *other) {
    size_t folders = 0;
    for (size_t i = 0; one[i] && one[i] == other[i]; i++) {
        folders += one[i] == '/';
    }
    return folders;
}

const struct place *truststores_nearest(const struct truststores *truststores,
                                        const struct place *place) {
    const struct place *nearest = NULL;
    size_t most = 0;
    for (size_t i = 0; i < truststores_count(truststores); i++) {
        size_t common = common_folders(at(truststores, i)->path, place->path);
        if (!nearest || common > most) {
            nearest = at(truststores, i);
            most = common;
        }
    }
    return nearest;
}
