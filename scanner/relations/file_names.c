#include "relations/file_names.h"

#include <stdlib.h>

enum { NAMESAKES_MOST = 2000 }; /* files of one name that are looked at for one path */

static const char *name_of(const char *whole) {
    const char *name = whole;
    for (; *whole; whole++) {
        if (*whole == '/' || *whole == '!') {
            name = whole + 1;
        }
    }
    return name;
}

static int compare_targets(const void *one, const void *other) {
    const struct target *a = one, *b = other;
    int order = strcmp(a->name, b->name);
    return order ? order : strcmp(a->whole, b->whole);
}

static const struct target *targets_of(const struct file_names *names, size_t *count) {
    *count = names->targets.length / sizeof(struct target);
    return (const struct target *)(const void *)names->targets.bytes;
}

enum outcome file_names_load(struct file_names *names, struct inventory *inventory,
                             struct error *error) {
    /* A path that is on disk and at HEAD is one file: the one on disk. */
    struct query *rows =
        query_new(inventory,
                  "SELECT file.id, file.path, file.container FROM file WHERE file.live = 1"
                  " AND NOT (file.source = 'git' AND EXISTS (SELECT 1 FROM file AS other"
                  "  WHERE other.path = file.path AND other.container = file.container"
                  "  AND other.source <> 'git')) ORDER BY file.id",
                  error);
    struct buffer whole = {0};
    while (query_next(rows)) {
        buffer_clear(&whole);
        buffer_append_text(&whole, query_text(rows, 1));
        buffer_append_text(&whole, *query_text(rows, 2) ? "!" : "");
        buffer_append_text(&whole, query_text(rows, 2));
        const char *text = buffer_text(&whole);
        struct target target = {.file = query_number(rows, 0),
                                .whole = arena_text(&names->arena, text, strlen(text))};
        target.name = name_of(target.whole);
        buffer_append(&names->targets, &target, sizeof target);
    }
    buffer_release(&whole);
    if (query_free(rows, error) != DONE) {
        return FAILED;
    }
    if (names->targets.failed) {
        return fail(error, "out of memory");
    }
    if (names->targets.length) {
        qsort(names->targets.bytes, names->targets.length / sizeof(struct target),
              sizeof(struct target), compare_targets);
    }
    return DONE;
}

void file_names_release(struct file_names *names) {
    buffer_release(&names->targets);
    arena_release(&names->arena);
    *names = (struct file_names){0};
}

int64_t file_names_at(const struct file_names *names, const char *whole) {
    size_t count = 0;
    const struct target *targets = targets_of(names, &count);
    struct target wanted = {.whole = whole, .name = name_of(whole)};
    const struct target *found =
        count ? bsearch(&wanted, targets, count, sizeof *targets, compare_targets) : NULL;
    return found ? found->file : FILE_NONE;
}

/* The first target with this name, or where it would stand. */
static size_t first_named(const struct target *targets, size_t count, const char *name) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(targets[middle].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool ends_in(const char *whole, const char *suffix) {
    size_t length = strlen(whole), part = strlen(suffix);
    if (length < part || strcmp(whole + length - part, suffix) != 0) {
        return false;
    }
    return length == part || whole[length - part - 1] == '/' || whole[length - part - 1] == '!';
}

int64_t file_names_ending(const struct file_names *names, const char *suffix, const char *within) {
    size_t count = 0, looked_at = 0, length = strlen(within);
    const struct target *targets = targets_of(names, &count);
    const char *name = name_of(suffix);
    int64_t found = FILE_NONE;
    for (size_t i = first_named(targets, count, name);
         i < count && strcmp(targets[i].name, name) == 0; i++) {
        const char *whole = targets[i].whole;
        if (++looked_at > NAMESAKES_MOST) {
            return FILE_SEVERAL;
        }
        if (strncmp(whole, within, length) == 0 && !strchr(whole + length, '!') &&
            ends_in(whole + length, suffix)) {
            if (found) {
                return FILE_SEVERAL;
            }
            found = targets[i].file;
        }
    }
    return found;
}
