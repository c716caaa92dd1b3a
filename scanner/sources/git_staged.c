#define _GNU_SOURCE
#include "sources/git_staged.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static void read_index(struct staged *staged, const struct repository *repository,
                       struct intake *intake, const char *name) {
    char path[PATH_BYTES];
    struct buffer file = {0};
    const size_t most = (size_t)intake_limits(intake)->object_bytes;
    enum where where = path_join(repository->absolute, name, path)
                           ? file_read(intake, path, most, &file)
                           : WHERE_OUTSIDE;
    struct index_reader reader = {.rest = buffer_span(&file),
                                  .id_bytes = repository->catalog.id_bytes};
    struct index_entry entry;
    bool sound = where == WHERE_INSIDE && index_begin(&reader);
    while (sound && index_take(&reader, &entry)) {
        staged->each(staged->context, &entry);
    }
    sound = sound && reader.left == 0 && index_finish(&reader);
    staged->unread += !sound && where != WHERE_ABSENT;
    staged->split += reader.split;
    intake_alive(intake);
    index_release(&reader);
    buffer_release(&file);
}

void staged_read(struct staged *staged, const struct repository *repository,
                 struct intake *intake) {
    char path[PATH_BYTES];
    char real[PATH_BYTES];
    struct dirent **names = NULL;
    int count = -1;
    read_index(staged, repository, intake, "index");
    if (path_join(repository->absolute, "worktrees", path) &&
        path_resolve(intake, path, real) == WHERE_INSIDE) {
        count = scandir(real, &names, NULL, alphasort);
    }
    for (int i = 0; i < count; i++) {
        char name[sizeof names[i]->d_name + 24];
        snprintf(name, sizeof name, "worktrees/%s/index", names[i]->d_name);
        if (names[i]->d_name[0] != '.') {
            read_index(staged, repository, intake, name);
        }
        free(names[i]);
    }
    free(names);
}
