#include "relations/file_names.h"

#include <stdlib.h>

enum {
    NAMESAKES_MOST = 1000, /* files of one name that are looked at for one path */
    LINKS_MOST = 8         /* symbolic links one after the other */
};

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

static void sort(struct file_names *names) {
    if (names->targets.length) {
        qsort(names->targets.bytes, names->targets.length / sizeof(struct target),
              sizeof(struct target), compare_targets);
    }
}

static enum outcome load_files(struct file_names *names, struct inventory *inventory,
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
    sort(names);
    return DONE;
}

bool file_names_join(struct buffer *out, const char *folder, size_t length, const char *path) {
    buffer_clear(out);
    buffer_append(out, folder, length);
    while (*path) {
        size_t element = strcspn(path, "/");
        if (element == 2 && path[0] == '.' && path[1] == '.') {
            size_t end = out->length;
            while (end > 1 && out->bytes[end - 2] != '/' && out->bytes[end - 2] != '!') {
                end--;
            }
            if (end == 0 || out->bytes[out->length - 1] == '!') {
                return false;
            }
            out->length = end - 1;
        } else if (!(element == 0 || (element == 1 && path[0] == '.'))) {
            buffer_append(out, path, element);
            buffer_append_text(out, path[element] ? "/" : "");
        }
        path += element + (path[element] ? 1 : 0);
    }
    return !out->failed;
}

/* The file that a link leads to. An absolute target may be that of the machine whose files were
 * copied here. */
static int64_t follow(const struct file_names *names, const char *path, const char *target,
                      struct buffer *scratch) {
    size_t folder = (size_t)(name_of(path) - path);
    if (*target != '/') {
        return file_names_join(scratch, path, folder, target)
                   ? file_names_at(names, buffer_text(scratch))
                   : FILE_NONE;
    }
    int64_t file = file_names_at(names, target);
    return file ? file : file_names_ending(names, target + 1, 0, path);
}

/* Adds the links that lead to what is known by now; *added: are there any? */
static enum outcome load_links(struct file_names *names, struct inventory *inventory, bool *added,
                               struct error *error) {
    struct query *rows = query_new(inventory, "SELECT path, target FROM link ORDER BY path", error);
    struct buffer found = {0}, scratch = {0};
    while (query_next(rows)) {
        const char *path = query_text(rows, 0);
        int64_t file = file_names_at(names, path)
                           ? FILE_NONE
                           : follow(names, path, query_text(rows, 1), &scratch);
        if (file > 0) {
            struct target target = {.file = file,
                                    .whole = arena_text(&names->arena, path, strlen(path))};
            target.name = name_of(target.whole);
            buffer_append(&found, &target, sizeof target);
        }
    }
    *added = found.length > 0;
    buffer_append(&names->targets, found.bytes, found.length);
    bool failed = found.failed || scratch.failed || names->targets.failed;
    buffer_release(&found);
    buffer_release(&scratch);
    sort(names);
    enum outcome outcome = query_free(rows, error);
    return failed ? fail(error, "out of memory") : outcome;
}

enum outcome file_names_load(struct file_names *names, struct inventory *inventory,
                             struct error *error) {
    enum outcome outcome = load_files(names, inventory, error);
    bool more = true;
    for (int i = 0; i < LINKS_MOST && more && outcome == DONE; i++) {
        outcome = load_links(names, inventory, &more, error);
    }
    return outcome;
}

/* Shortens a place to its folder, without the slash; false where it lies in none. */
static bool cut_to_folder(struct file_names *names, struct target *target) {
    size_t length = (size_t)(target->name - target->whole);
    if (length < 2 || target->whole[length - 1] != '/') {
        return false;
    }
    target->whole = arena_text(&names->arena, target->whole, length - 1);
    target->name = name_of(target->whole);
    return true;
}

enum outcome file_names_load_folders(struct file_names *names, struct inventory *inventory,
                                     struct error *error) {
    if (load_files(names, inventory, error) != DONE) {
        return FAILED;
    }
    size_t count = names->targets.length / sizeof(struct target), kept = 0;
    struct target *targets = (struct target *)(void *)names->targets.bytes;
    for (size_t i = 0; i < count; i++) {
        if (cut_to_folder(names, &targets[i])) {
            targets[kept++] = targets[i];
        }
    }
    if (kept) {
        qsort(targets, kept, sizeof *targets, compare_targets);
    }
    count = kept;
    kept = 0;
    for (size_t i = 0; i < count; i++) { /* of one folder the first file */
        if (kept && compare_targets(&targets[kept - 1], &targets[i]) == 0) {
            struct target *first = &targets[kept - 1];
            first->file = targets[i].file < first->file ? targets[i].file : first->file;
        } else {
            targets[kept++] = targets[i];
        }
    }
    names->targets.length = kept * sizeof *targets;
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

/* The first target that does not come before this one. */
static size_t first_from(const struct target *targets, size_t count, const struct target *here) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_targets(&targets[middle], here) < 0) {
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

/* Up to the end of the last folder that both are in. */
static size_t shared_folders(const char *one, const char *other) {
    size_t shared = 0;
    for (size_t i = 0; one[i] && one[i] == other[i]; i++) {
        shared = one[i] == '/' || one[i] == '!' ? i + 1 : shared;
    }
    return shared;
}

/* The best so far of a search that goes away from where it began. */
struct nearest {
    int64_t file; /* FILE_SEVERAL: two as near */
    size_t shared;
    size_t looked_at;
};

/* Looks at one namesake; false where none of those that share less can be nearer. */
static bool look(struct nearest *nearest, const struct target *target, size_t shared,
                 const char *suffix, size_t within) {
    if (shared < within || (nearest->file && shared < nearest->shared)) {
        return false;
    }
    if (++nearest->looked_at > NAMESAKES_MOST) {
        nearest->file = nearest->file ? FILE_SEVERAL : FILE_NONE;
        return false;
    }
    if (!strchr(target->whole + within, '!') && ends_in(target->whole + within, suffix)) {
        bool other = nearest->file && nearest->file != target->file;
        nearest->file = other ? FILE_SEVERAL : target->file;
        nearest->shared = shared;
    }
    return true;
}

/* In the order of their places, namesakes share ever less with a place the farther they stand from
 * where it would stand: of the next ones before and behind it, the one that shares more comes
 * first. */
int64_t file_names_ending(const struct file_names *names, const char *suffix, size_t within,
                          const char *from) {
    size_t count = 0;
    const struct target *targets = targets_of(names, &count);
    struct target here = {.name = name_of(suffix), .whole = from};
    size_t behind = first_from(targets, count, &here), before = behind;
    struct nearest nearest = {0};
    for (bool going = true; going;) {
        const struct target *back = before > 0 && strcmp(targets[before - 1].name, here.name) == 0
                                        ? &targets[before - 1]
                                        : NULL;
        const struct target *forth = behind < count && strcmp(targets[behind].name, here.name) == 0
                                         ? &targets[behind]
                                         : NULL;
        size_t back_shares = back ? shared_folders(back->whole, from) : 0;
        size_t forth_shares = forth ? shared_folders(forth->whole, from) : 0;
        if (back && (!forth || back_shares > forth_shares)) {
            going = look(&nearest, back, back_shares, suffix, within);
            before--;
        } else {
            going = forth && look(&nearest, forth, forth_shares, suffix, within);
            behind++;
        }
    }
    return nearest.file;
}
