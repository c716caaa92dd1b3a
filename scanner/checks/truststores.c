#include "checks/truststores.h"

static const char select_truststores[] =
    "SELECT file.path, file.container, file.source = 'git' FROM truststore"
    " JOIN file ON file.id = truststore.file ORDER BY file.id";

enum outcome truststores_load(struct truststores *truststores, struct inventory *inventory,
                              struct error *error) {
    struct query *rows = query_new(inventory, select_truststores, error);
    while (query_next(rows)) {
        const char *path = query_text(rows, 0);
        const char *container = query_text(rows, 1);
        /* Appending to it needs no place inside it, and PEM is what can be appended to. */
        struct place place = {
            .path = arena_text(&truststores->arena, path, strlen(path)),
            .container = arena_text(&truststores->arena, container, strlen(container)),
            .trail = "",
            .detail = "",
            .revision = "",
            .date = "",
            .encoding = "pem",
            .is_git = query_number(rows, 2) != 0,
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

enum { NAMED = 3 };

/* The indexes of the nearest truststores, best first; their number. */
static size_t find_nearest(const struct truststores *truststores, const struct place *place,
                           size_t nearest[NAMED]) {
    size_t folders[NAMED] = {0};
    size_t count = 0;
    for (size_t i = 0; i < truststores_count(truststores); i++) {
        size_t common = common_folders(at(truststores, i)->path, place->path);
        size_t rank = count;
        while (rank > 0 && folders[rank - 1] < common) {
            rank--;
        }
        if (rank == NAMED) {
            continue;
        }
        count = count < NAMED ? count + 1 : NAMED;
        for (size_t j = count - 1; j > rank; j--) {
            folders[j] = folders[j - 1];
            nearest[j] = nearest[j - 1];
        }
        folders[rank] = common;
        nearest[rank] = i;
    }
    return count;
}

const struct place *truststores_nearest(const struct truststores *truststores,
                                        const struct place *place) {
    size_t nearest[NAMED];
    return find_nearest(truststores, place, nearest) ? at(truststores, nearest[0]) : NULL;
}
