#define _GNU_SOURCE
#include "sources/git_repository.h"
#include "base/memory.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "sources/git_format.h"

enum {
    ALTERNATES_MOST = 16, /* objects folders of one repository */
    CONFIG_BYTES = 1 << 20,
};

/* Where a repository lies, while it is being opened. */
struct opening {
    struct repository *repository;
    struct intake *intake;
    char *folders[ALTERNATES_MOST]; /* objects folders, links resolved */
    size_t folder_count;
    bool too_many; /* alternates; said once */
    bool promised; /* a pack came from where more is left to be fetched */
};

bool git_source_prepare(void) {
    static const int levels[] = {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG,
                                 GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_PROGRAMDATA};
    bool ready = git_libgit2_init() > 0;
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        ready = ready && git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "") == 0;
    }
    return ready && git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0) == 0 &&
           git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1) == 0 &&
           git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)64 << 20) == 0 &&
           git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, (size_t)32 << 20) == 0 &&
           git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, (size_t)512 << 20) == 0 &&
           git_libgit2_opts(GIT_OPT_SET_MWINDOW_FILE_LIMIT, (size_t)64) == 0;
}

__attribute__((format(printf, 4, 5))) static void complain(struct repository *repository,
                                                           const char *code, const char *name,
                                                           const char *format, ...) {
    struct complaint **last = &repository->complaints;
    struct buffer sentence = {0};
    if (repository->complaint_count++ >= COMPLAINTS_MOST) {
        return;
    }
    text_show(&sentence, span_text(name));
    buffer_append_text(&sentence, name[0] ? ": " : "");
    va_list arguments;
    va_start(arguments, format);
    struct error rest;
    vsnprintf(rest.text, sizeof rest.text, format, arguments);
    va_end(arguments);
    text_show(&sentence, span_text(rest.text));
    struct complaint *added = arena_take(&repository->texts, sizeof *added);
    if (added) {
        added->code = code;
        added->sentence = arena_text(&repository->texts, buffer_text(&sentence), sentence.length);
        while (*last) {
            last = &(*last)->next;
        }
        *last = added;
    }
    buffer_release(&sentence);
}

/* Adds one objects folder, found at path; name is what the repository calls it. */
static void add_folder(struct opening *opening, const char *path, const char *name) {
    char real[PATH_BYTES];
    struct repository *repository = opening->repository;
    enum where where = path_resolve(opening->intake, path, real);
    if (where == WHERE_ABSENT) {
        complain(repository, "unreadable", name, "no such objects folder");
        return;
    }
    if (where == WHERE_OUTSIDE) {
        complain(repository, "outside-roots", name,
                 "this objects folder lies outside the paths that are scanned; what it holds is "
                 "unread. Name it as well");
        return;
    }
    for (size_t i = 0; i < opening->folder_count; i++) {
        if (strcmp(opening->folders[i], real) == 0) {
            return;
        }
    }
    if (opening->folder_count == ALTERNATES_MOST) {
        if (!opening->too_many) {
            complain(repository, "limit", name,
                     "more than %d objects folders through alternates; this one and those after it "
                     "are unread",
                     ALTERNATES_MOST);
        }
        opening->too_many = true;
        return;
    }
    char *copy = strdup(real);
    if (copy) {
        opening->folders[opening->folder_count++] = copy;
    } else {
        complain(repository, "unreadable", name, "memory ran out");
    }
}

static void add_alternates(struct opening *opening, const char *folder) {
    char path[PATH_BYTES];
    char text[PATH_BYTES];
    struct buffer list = {0};
    enum where where = path_join(folder, "info/alternates", path)
                           ? file_read(opening->intake, path, CONFIG_BYTES, &list)
                           : WHERE_OUTSIDE;
    if (where == WHERE_OUTSIDE) {
        complain(opening->repository, "unreadable", "objects/info/alternates",
                 "cannot be read: objects may be missing");
    }
    struct span rest = buffer_span(&list);
    struct span line;
    while (line_take(&rest, &line)) {
        if (line.length == 0 || line.bytes[0] == '#') {
            continue;
        }
        if (line.length >= sizeof text || memchr(line.bytes, 0, line.length)) {
            complain(opening->repository, "unreadable", "objects/info/alternates",
                     "a line of it is no path");
            continue;
        }
        memcpy(text, line.bytes, line.length);
        text[line.length] = 0;
        if (path_join(folder, text, path)) {
            add_folder(opening, path, text);
        }
    }
    buffer_release(&list);
}

static bool ends_in(const char *name, const char *ending) {
    size_t length = strlen(name);
    return length > strlen(ending) && strcmp(name + length - strlen(ending), ending) == 0;
}

static void add_packs(struct opening *opening, const char *folder) {
    struct repository *repository = opening->repository;
    char packs[PATH_BYTES];
    char real[PATH_BYTES];
    char path[PATH_BYTES];
    struct dirent **names = NULL;
    enum where where = path_join(folder, "pack", packs) ? path_resolve(opening->intake, packs, real)
                                                        : WHERE_OUTSIDE;
    int count = where == WHERE_INSIDE ? scandir(real, &names, NULL, alphasort) : -1;
    if (where == WHERE_OUTSIDE || (where == WHERE_INSIDE && count < 0)) {
        complain(repository, where == WHERE_OUTSIDE ? "outside-roots" : "unreadable",
                 "objects/pack", "cannot be read: all packs in it are unread");
    }
    for (int i = 0; i < count; i++) {
        char *name = names[i]->d_name;
        struct error error = {""};
        if (!path_join(real, name, path)) {
            continue;
        }
        opening->promised |= ends_in(name, ".promisor");
        if (ends_in(name, ".idx") &&
            catalog_add_pack(&repository->catalog, opening->intake, path, &error) != DONE) {
            complain(repository, "unreadable", name, "this pack is unread: %s", error.text);
        } else if (ends_in(name, ".pack")) {
            memcpy(path + strlen(path) - strlen("pack"), "idx", sizeof "idx");
            char index[PATH_BYTES];
            if (path_resolve(opening->intake, path, index) == WHERE_ABSENT) {
                complain(repository, "unreadable", name, "this pack has no index and is unread");
            }
        }
        free(names[i]);
    }
    free(names);
}

static void add_loose(struct opening *opening, const char *folder) {
    struct error error;
    uint64_t unread = 0;
    struct repository *repository = opening->repository;
    if (catalog_add_loose(&repository->catalog, opening->intake, folder, &unread, &error) != DONE) {
        complain(repository, "unreadable", "objects", "loose objects are unread: %s", error.text);
    }
    if (unread) {
        complain(repository, "unreadable", "objects",
                 "%llu folders of loose objects cannot be read, or lie outside the roots",
                 (unsigned long long)unread);
    }
}

static void read_format(struct opening *opening, struct git_format *format) {
    char path[PATH_BYTES];
    struct buffer config = {0};
    if (!path_join(opening->repository->absolute, "config", path) ||
        file_read(opening->intake, path, CONFIG_BYTES, &config) == WHERE_OUTSIDE) {
        complain(opening->repository, "unreadable", "config",
                 "cannot be read; the usual format is assumed");
    }
    *format = format_read(buffer_span(&config));
    buffer_release(&config);
}

/* A git directory may say that objects and refs lie elsewhere. */
static void check_common(struct opening *opening) {
    char common[PATH_BYTES];
    if (common_directory(opening->intake, opening->repository->absolute, common) == WHERE_OUTSIDE) {
        complain(opening->repository, "outside-roots", common,
                 "the repository keeps its objects there, outside the paths that are scanned. Name "
                 "it as well");
    }
}

static void read_objects(struct opening *opening) {
    char path[PATH_BYTES];
    if (path_join(opening->repository->absolute, "objects", path)) {
        add_folder(opening, path, "objects");
    }
    for (size_t i = 0; i < opening->folder_count; i++) { /* grows while alternates are read */
        add_packs(opening, opening->folders[i]);
        /* The paths are freed by their number, which the analyzer does not see. */
        add_loose(opening, opening->folders[i]); /* NOLINT(clang-analyzer-unix.Malloc) */
        add_alternates(opening, opening->folders[i]);
    }
    if (opening->repository->catalog.misnamed) {
        complain(opening->repository, "unreadable", "objects",
                 "%llu loose objects are unread: their names are not as long as "
                 "extensions.objectFormat says",
                 (unsigned long long)opening->repository->catalog.misnamed);
    }
    catalog_sort(&opening->repository->catalog);
}

/* " at ID, ID +N more": the commits that a file lists, one a line. */
static void list_edge(struct span text, size_t id_bytes, struct buffer *out) {
    enum { SHOWN = 3 };
    struct span line;
    uint64_t count = 0;
    while (line_take(&text, &line)) {
        uint8_t id[GIT_ID_MOST];
        char digits[2 * GIT_ID_MOST + 1];
        if (id_parse(line, id_bytes, id) && count++ < SHOWN) {
            id_format(id, id_bytes, digits);
            buffer_format(out, "%s%s", count == 1 ? " at " : ", ", digits);
        }
    }
    if (count > SHOWN) {
        buffer_format(out, " +%llu more", (unsigned long long)(count - SHOWN));
    }
}

/* A shallow clone lists the commits whose parents were left out (gitrepository-layout(5)). */
static void check_shallow(struct opening *opening) {
    struct repository *repository = opening->repository;
    char path[PATH_BYTES];
    struct buffer file = {.limit = 0};
    enum where where = path_join(repository->absolute, "shallow", path)
                           ? file_read(opening->intake, path, SHALLOW_BYTES, &file)
                           : WHERE_OUTSIDE;
    if (where == WHERE_OUTSIDE || file.length > 0) {
        struct buffer edge = {0};
        list_edge(buffer_span(&file), repository->catalog.id_bytes, &edge);
        complain(repository, "history-incomplete", "",
                 "shallow%s: this clone leaves out earlier commits; what is named as the first "
                 "commit of a place may be the edge of the clone",
                 buffer_text(&edge));
        buffer_release(&edge);
    }
    buffer_release(&file);
}

static void open_repository(struct repository *repository, struct intake *intake) {
    struct opening opening = {.repository = repository, .intake = intake};
    char path[PATH_BYTES];
    char real[PATH_BYTES];
    const struct root *root = intake_root(intake, repository->root);
    bool below = root && path_below(root, repository->path, path) &&
                 path_resolve(intake, path, real) == WHERE_INSIDE;
    repository->absolute = strdup(below ? real : "");
    if (!repository->absolute || !repository->absolute[0]) {
        complain(repository, "unreadable", "", "the git directory cannot be opened");
        return;
    }
    struct git_format format;
    read_format(&opening, &format);
    repository->catalog.id_bytes = format.id_bytes;
    if (format.id_bytes == 0) {
        complain(repository, "unsupported", "",
                 "its objects are named neither by SHA-1 nor by SHA-256 (extensions.objectFormat): "
                 "all of them are unread");
        return;
    }
    repository->refs = format.refs;
    if (format.refs == REFS_UNKNOWN) {
        complain(
            repository, "unsupported", "",
            "its refs are stored in a way that is not known (extensions.refStorage) and unread: the "
            "objects are read, but what a ref reaches is unknown");
    }
    check_common(&opening);
    check_shallow(&opening);
    read_objects(&opening);
    repository->promised = format.partial || opening.promised;
    if (repository->promised) {
        complain(repository, "history-incomplete", "",
                 "partial clone: objects that were left to be fetched when needed are unread, and "
                 "places in folders (trees) among them are not told");
    }
    for (size_t i = 0; i < opening.folder_count; i++) {
        free(opening.folders[i]);
    }
}

static void repository_release(struct repository *repository) {
    catalog_release(&repository->catalog);
    shares_release(&repository->shares);
    chosen_release(&repository->chosen);
    known_release(&repository->known);
    free(repository->path);
    free(repository->absolute);
    arena_release(&repository->texts);
    *repository = (struct repository){0};
}

/* A worker is one process that loads one thing at a time, and gets the shares of one repository one
 * after the other: so the last one opened is kept here. */
static struct repository last;

struct repository *repository_of(const struct job *job, struct intake *intake) {
    if (last.path && last.root == job->root && strcmp(last.path, job->argument) == 0) {
        return &last;
    }
    repository_release(&last);
    last.root = job->root;
    last.path = strdup(job->argument);
    if (!last.path) {
        memory_ran_out();
    }
    if (!intake_root(intake, job->root)) {
        repository_release(&last);
        return NULL;
    }
    open_repository(&last, intake);
    return &last;
}

struct origin repository_origin(const struct repository *repository) {
    return (struct origin){.root = repository->root, .path = repository->path};
}

void git_source_finish(void) {
    repository_release(&last);
    git_libgit2_shutdown();
}
