#define _GNU_SOURCE
#include "sources/git_references.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "sources/git_ref_tables.h"

enum {
    FILE_BYTES = 4096, /* one ref: an id, or the name of another */
    SYMBOLIC_MOST = 5, /* as git */
};

struct reader {
    struct references *references;
    struct intake *intake;
    const char *git_directory;
    size_t id_bytes;
    const struct ref_tables *tables; /* NULL: refs are files */
    struct buffer file;              /* the last one read */
    struct buffer packed;            /* packed-refs */
    char **folders;                  /* still to be listed, below the git directory */
    size_t folder_count;
    size_t folder_capacity;
};

/* NULL: memory ran out, and it was counted. */
static struct reference *add(struct reader *reader, const char *name, size_t length,
                             const uint8_t *id) {
    struct references *references = reader->references;
    struct reference *grown =
        array_grow(references->items, &references->capacity, references->count + 1, sizeof *grown);
    if (!grown) {
        references->unread++;
        return NULL;
    }
    references->items = grown;
    struct reference *added = &grown[references->count++];
    added->name = arena_text(&references->names, name, length);
    memcpy(added->id, id, GIT_KEY_BYTES);
    return added;
}

enum content { CONTENT_ID, CONTENT_SYMBOLIC, CONTENT_ABSENT, CONTENT_BAD };

/* Reads one ref. Symbolic: target, NUL-terminated, is where it points. */
static enum content read_reference(struct reader *reader, const char *name,
                                   uint8_t id[GIT_KEY_BYTES], char target[FILE_BYTES + 1]) {
    char path[PATH_BYTES];
    if (!path_join(reader->git_directory, name, path)) {
        return CONTENT_BAD;
    }
    enum where where = file_read(reader->intake, path, FILE_BYTES, &reader->file);
    if (where != WHERE_INSIDE) {
        return where == WHERE_ABSENT ? CONTENT_ABSENT : CONTENT_BAD;
    }
    struct span text = buffer_span(&reader->file);
    struct span line = {0};
    line_take(&text, &line);
    if (span_starts_with(line, "ref:", 4)) {
        line = span_from(line, 4);
        while (line.length && line.bytes[0] == ' ') {
            line = span_from(line, 1);
        }
        memcpy(target, line.bytes, line.length);
        target[line.length] = 0;
        return CONTENT_SYMBOLIC;
    }
    return key_parse(line, reader->id_bytes, id) ? CONTENT_ID : CONTENT_BAD;
}

static void push_folder(struct reader *reader, const char *name) {
    char **grown = array_grow(reader->folders, &reader->folder_capacity, reader->folder_count + 1,
                              sizeof *grown);
    char *copy = strdup(name);
    if (!grown || !copy) {
        free(copy);
        reader->references->unread++;
        reader->folders = grown ? grown : reader->folders;
        return;
    }
    reader->folders = grown;
    grown[reader->folder_count++] = copy;
}

static void read_loose_file(struct reader *reader, const char *name) {
    uint8_t id[GIT_KEY_BYTES];
    char target[FILE_BYTES + 1];
    size_t length = strlen(name);
    if (length > 5 && strcmp(name + length - 5, ".lock") == 0) {
        return;
    }
    enum content content = read_reference(reader, name, id, target);
    if (content == CONTENT_ID) {
        add(reader, name, length, id);
    } else if (content != CONTENT_SYMBOLIC) { /* what that points at is a ref of its own */
        reader->references->unread++;
    }
}

static bool is_folder(DIR *parent, const struct dirent *entry) {
    struct stat facts;
    return entry->d_type == DT_DIR ||
           (entry->d_type == DT_UNKNOWN &&
            fstatat(dirfd(parent), entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISDIR(facts.st_mode));
}

/* Links to folders are not followed: they could lead in circles. */
static void list_folder(struct reader *reader, const char *folder) {
    char path[PATH_BYTES];
    char real[PATH_BYTES];
    DIR *names = NULL;
    if (path_join(reader->git_directory, folder, path) &&
        path_resolve(reader->intake, path, real) == WHERE_INSIDE) {
        names = opendir(real);
    }
    if (!names) {
        reader->references->unread++;
        return;
    }
    const uint64_t most = intake_limits(reader->intake)->directory_entries;
    const struct dirent *entry;
    while ((entry = readdir(names))) {
        char name[PATH_BYTES];
        bool special = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        if (special || !path_join(folder, entry->d_name, name)) {
            reader->references->unread += !special;
        } else if (reader->references->count + reader->folder_count >= most) {
            reader->references->unread++;
            break;
        } else if (is_folder(names, entry)) {
            push_folder(reader, name);
        } else {
            read_loose_file(reader, name);
        }
    }
    closedir(names);
}

static int compare_names(const void *one, const void *other) {
    return strcmp(((const struct reference *)one)->name, ((const struct reference *)other)->name);
}

static void read_loose(struct reader *reader) {
    push_folder(reader, "refs");
    while (reader->folder_count) {
        char *folder = reader->folders[--reader->folder_count];
        list_folder(reader, folder);
        free(folder);
        intake_alive(reader->intake);
    }
    struct references *references = reader->references;
    if (references->count) {
        qsort(references->items, references->count, sizeof *references->items, compare_names);
    }
}

/* The id and name of a line of packed-refs; false: a comment, a peeled tag, or bad (counted). */
static bool packed_line(struct reader *reader, struct span line, uint8_t id[GIT_KEY_BYTES],
                        struct span *name) {
    if (line.length == 0 || line.bytes[0] == '#' || line.bytes[0] == '^') {
        return false;
    }
    *name = span_from(line, 2 * reader->id_bytes + 1);
    if (!key_parse(line, reader->id_bytes, id) || line.bytes[2 * reader->id_bytes] != ' ' ||
        name->length == 0 || memchr(name->bytes, 0, name->length)) {
        reader->references->unread++;
        return false;
    }
    return true;
}

/* A loose ref hides the packed one of the same name. */
static void read_packed(struct reader *reader) {
    struct references *references = reader->references;
    char path[PATH_BYTES];
    enum where where =
        path_join(reader->git_directory, "packed-refs", path)
            ? file_read(reader->intake, path, (size_t)intake_limits(reader->intake)->object_bytes,
                        &reader->packed)
            : WHERE_OUTSIDE;
    references->unread += where == WHERE_OUTSIDE;
    struct span text = buffer_span(&reader->packed);
    struct span line;
    const size_t loose = references->count;
    while (line_take(&text, &line)) {
        uint8_t id[GIT_KEY_BYTES];
        struct span name;
        if (!packed_line(reader, line, id, &name)) {
            continue;
        }
        const struct reference *added = add(reader, (const char *)name.bytes, name.length, id);
        if (added && loose &&
            bsearch(added, references->items, loose, sizeof *added, compare_names)) {
            references->count--;
        }
    }
}

static bool packed_find(const struct references *references, const char *name,
                        uint8_t id[GIT_KEY_BYTES]) {
    for (size_t i = 0; i < references->count; i++) {
        if (strcmp(references->items[i].name, name) == 0) {
            memcpy(id, references->items[i].id, GIT_KEY_BYTES);
            return true;
        }
    }
    return false;
}

/* Follows a HEAD to an id. False: unborn, or no sense in it (counted). */
static bool resolve_head(struct reader *reader, const char *head, uint8_t id[GIT_KEY_BYTES]) {
    char name[FILE_BYTES + 1];
    snprintf(name, sizeof name, "%s", head);
    char target[FILE_BYTES + 1];
    for (int i = 0; i < SYMBOLIC_MOST; i++) {
        enum content content = read_reference(reader, name, id, target);
        if (content == CONTENT_ID) {
            return true;
        }
        if (content != CONTENT_SYMBOLIC) {
            reader->references->unread += content == CONTENT_BAD;
            return packed_find(reader->references, name, id);
        }
        if (strncmp(target, "refs/", 5) != 0 || strstr(target, "..")) {
            break;
        }
        memcpy(name, target, sizeof name);
    }
    reader->references->unread++;
    return false;
}

static void add_linked_head(struct reader *reader, const uint8_t *id) {
    struct references *references = reader->references;
    uint8_t(*grown)[GIT_KEY_BYTES] =
        array_grow(references->linked_heads, &references->linked_head_capacity,
                   references->linked_head_count + 1, sizeof *grown);
    if (!grown) {
        references->unread++;
        return;
    }
    references->linked_heads = grown;
    memcpy(grown[references->linked_head_count++], id, GIT_KEY_BYTES);
}

/* As resolve_head, where HEAD is what the stack of tables says: that of a work tree has one of its
 * own. */
static bool resolve_table_head(struct reader *reader, const struct ref_tables *heads,
                               uint8_t id[GIT_KEY_BYTES]) {
    const struct table_ref *at = ref_tables_find(heads, "HEAD");
    for (int i = 0; at && at->kind == REFTABLE_SYMBOLIC && i < SYMBOLIC_MOST; i++) {
        at = ref_tables_find(reader->tables, at->target);
    }
    if (!at || at->kind == REFTABLE_SYMBOLIC) {
        reader->references->unread += at != NULL;
        return false;
    }
    memcpy(id, at->key, GIT_KEY_BYTES);
    return true;
}

static void read_linked_table_head(struct reader *reader, const char *name) {
    uint8_t id[GIT_KEY_BYTES];
    char folder[PATH_BYTES];
    struct ref_tables heads = {.unread = 1};
    if (path_join(reader->git_directory, name, folder)) {
        *strrchr(folder, '/') = 0;
        ref_tables_read(&heads, reader->intake, folder, reader->id_bytes);
    }
    reader->references->unread += heads.unread;
    const struct table_ref *head = ref_tables_find(&heads, "HEAD");
    if (head && head->kind == REFTABLE_ID) {
        add(reader, name, strlen(name), head->key);
    }
    if (resolve_table_head(reader, &heads, id)) {
        add_linked_head(reader, id);
    }
    ref_tables_release(&heads);
}

/* A linked work tree may stand on a commit that no ref names. name: of its HEAD. */
static void read_linked_head(struct reader *reader, const char *name) {
    uint8_t id[GIT_KEY_BYTES];
    char target[FILE_BYTES + 1];
    if (reader->tables) {
        read_linked_table_head(reader, name);
        return;
    }
    if (read_reference(reader, name, id, target) == CONTENT_ID) {
        add(reader, name, strlen(name), id);
    }
    if (resolve_head(reader, name, id)) {
        add_linked_head(reader, id);
    }
}

static void read_other_heads(struct reader *reader) {
    char path[PATH_BYTES];
    char real[PATH_BYTES];
    struct dirent **names = NULL;
    int count = -1;
    if (path_join(reader->git_directory, "worktrees", path) &&
        path_resolve(reader->intake, path, real) == WHERE_INSIDE) {
        count = scandir(real, &names, NULL, alphasort);
    }
    for (int i = 0; i < count; i++) {
        char name[sizeof names[i]->d_name + 16];
        snprintf(name, sizeof name, "worktrees/%s/HEAD", names[i]->d_name);
        if (names[i]->d_name[0] != '.') {
            read_linked_head(reader, name);
        }
        free(names[i]);
    }
    free(names);
}

static void read_tables(struct reader *reader) {
    struct references *references = reader->references;
    struct ref_tables tables;
    ref_tables_read(&tables, reader->intake, reader->git_directory, reader->id_bytes);
    references->unread += tables.unread;
    reader->tables = &tables;
    for (size_t i = 0; i < tables.count; i++) {
        const struct table_ref *item = &tables.items[i];
        if (item->kind == REFTABLE_ID && strncmp(item->name, "refs/", 5) == 0) {
            add(reader, item->name, strlen(item->name), item->key);
        }
    }
    references->has_head = resolve_table_head(reader, &tables, references->head);
    read_other_heads(reader);
    reader->tables = NULL;
    ref_tables_release(&tables);
}

void references_read(struct references *references, const struct repository *repository,
                     struct intake *intake) {
    struct reader reader = {.references = references,
                            .intake = intake,
                            .git_directory = repository->absolute,
                            .id_bytes = repository->catalog.id_bytes};
    *references = (struct references){0};
    if (!repository->absolute[0] || repository->refs == REFS_UNKNOWN) {
        return;
    }
    if (repository->refs == REFS_TABLES) {
        read_tables(&reader);
        return;
    }
    read_loose(&reader);
    read_packed(&reader);
    references->has_head = resolve_head(&reader, "HEAD", references->head);
    read_other_heads(&reader);
    buffer_release(&reader.file);
    buffer_release(&reader.packed);
    free(reader.folders);
}

void references_release(struct references *references) {
    free(references->items);
    free(references->linked_heads);
    arena_release(&references->names);
    *references = (struct references){0};
}
