#define _GNU_SOURCE
#include "sources/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"
#include "sources/object_store.h"
#include "sources/open.h"

struct entry {
    const char *name;
    uint64_t inode;
    unsigned char type; /* DT_... */
};

struct listing {
    struct entry *entries;
    size_t count;
    size_t capacity;
    struct arena names;
};

/* A folder still to be walked. Inside the objects folder of a git directory, store is the offset in
 * path of what follows "objects/"; 0 elsewhere. */
struct folder {
    char *path;
    size_t store;
};

/* Deepest and first by name on top. */
struct pending {
    struct folder *folders;
    size_t count;
    size_t capacity;
};

struct walker {
    uint64_t index;
    const struct root *root;
    const struct limits *limits;
    struct walk_met *met;
    struct buffer path; /* of the file at hand */
    const struct walk_sink *sink;
    struct pending pending;
};

static void listing_release(struct listing *listing) {
    arena_release(&listing->names);
    free(listing->entries);
    *listing = (struct listing){0};
}

static bool grow(void **array, size_t *capacity, size_t count, size_t size) {
    if (count < *capacity) {
        return true;
    }
    size_t larger = *capacity ? *capacity * 2 : 64;
    void *moved = realloc(*array, larger * size);
    if (!moved) {
        return false;
    }
    *array = moved;
    *capacity = larger;
    return true;
}

static bool listing_add(struct listing *listing, const struct dirent *found) {
    size_t length = strlen(found->d_name);
    char *name = arena_take(&listing->names, length + 1);
    if (!name || !grow((void **)&listing->entries, &listing->capacity, listing->count,
                       sizeof *listing->entries)) {
        return false;
    }
    memcpy(name, found->d_name, length + 1);
    listing->entries[listing->count++] = (struct entry){name, found->d_ino, found->d_type};
    return true;
}

static int by_name(const void *one, const void *other) {
    return strcmp(((const struct entry *)one)->name, ((const struct entry *)other)->name);
}

static bool pending_push(struct pending *pending, const struct folder *parent, const char *name,
                         bool is_store) {
    char *path = NULL;
    if (!grow((void **)&pending->folders, &pending->capacity, pending->count,
              sizeof *pending->folders) ||
        asprintf(&path, "%s%s%s", parent->path, parent->path[0] ? "/" : "", name) < 0) {
        return false;
    }
    size_t store = is_store ? strlen(path) + 1 : parent->store;
    pending->folders[pending->count++] = (struct folder){path, store};
    return true;
}

/* True the first time. */
static bool first_time(struct id_set *met, uint64_t device, uint64_t inode) {
    uint64_t id[2] = {device, inode};
    bool added = false;
    return !id_set_add(met, span_of(id, sizeof id), &added) || added;
}

static bool was_met(const struct id_set *met, uint64_t device, uint64_t inode) {
    uint64_t id[2] = {device, inode};
    return met->count && id_set_find(met, span_of(id, sizeof id));
}

static unsigned depth_of(const char *path) {
    unsigned depth = path[0] != 0;
    for (; *path; path++) {
        depth += *path == '/';
    }
    return depth;
}

static bool has_entry(const struct listing *listing, const char *name) {
    const struct entry wanted = {.name = (char *)name};
    return listing->count && bsearch(&wanted, listing->entries, listing->count,
                                     sizeof *listing->entries, by_name) != NULL;
}

static bool is_git_directory(const struct listing *listing) {
    return has_entry(listing, "HEAD") && has_entry(listing, "objects") &&
           has_entry(listing, "refs");
}

static unsigned char type_of(int folder, const struct entry *entry) {
    struct stat status;
    if (entry->type != DT_UNKNOWN ||
        fstatat(folder, entry->name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return entry->type;
    }
    return (unsigned char)IFTODT(status.st_mode);
}

static const char *reason_not_followed(unsigned char type) {
    switch (type) {
    case DT_LNK:
        return "symbolic link";
    case DT_FIFO:
        return "FIFO";
    case DT_SOCK:
        return "socket";
    case DT_CHR:
    case DT_BLK:
        return "device";
    default:
        return "entry of unknown type";
    }
}

/* Makes walker->path that of an entry. */
static enum outcome set_path(struct walker *walker, const struct folder *folder, const char *name,
                             struct error *error) {
    buffer_clear(&walker->path);
    buffer_append_text(&walker->path, folder->path);
    buffer_append_text(&walker->path, folder->path[0] ? "/" : "");
    buffer_append_text(&walker->path, name);
    return walker->path.failed ? fail(error, "out of memory") : DONE;
}

static enum outcome offer_file(struct walker *walker, const struct folder *folder, const char *name,
                               struct error *error) {
    const struct walk_sink *sink = walker->sink;
    if (set_path(walker, folder, name, error) != DONE) {
        return FAILED;
    }
    const char *path = buffer_text(&walker->path);
    enum outcome outcome = DONE;
    if (!folder->store || !object_store_holds(path + folder->store)) {
        outcome = sink->file(sink->context, walker->index, path, error);
    }
    if (outcome == DONE && strcmp(name, ".git") == 0) {
        outcome = sink->git_link(sink->context, walker->index, path, error);
    }
    return outcome;
}

/* One folder while it is open. */
struct visit {
    const struct folder *folder;
    int descriptor;
    uint64_t device;
    bool is_git_directory;
    struct listing listing;
};

/* What a configuration may name by a link: certbot's live/ holds nothing else. */
static enum outcome offer_link(struct walker *walker, const struct visit *visit, const char *name,
                               struct error *error) {
    static const char *const extensions[] = {".pem", ".crt", ".cer", ".cert", ".der",
                                             ".key", ".p12", ".pfx", ".jks",  NULL};
    char target[PATH_MAX];
    ssize_t length = text_has_extension_of(name, extensions)
                         ? readlinkat(visit->descriptor, name, target, sizeof target)
                         : 0;
    if (length <= 0 || (size_t)length == sizeof target) {
        return DONE;
    }
    target[length] = 0;
    if (set_path(walker, visit->folder, name, error) != DONE) {
        return FAILED;
    }
    return walker->sink->link(walker->sink->context, walker->index, buffer_text(&walker->path),
                              target, error);
}

static enum outcome walk_entry(struct walker *walker, const struct visit *visit,
                               const struct entry *entry, struct error *error) {
    if (entry->type == DT_DIR) {
        return DONE;
    }
    if (entry->type != DT_REG) {
        walker->sink->not_followed(walker->sink->context, reason_not_followed(entry->type));
        return entry->type == DT_LNK ? offer_link(walker, visit, entry->name, error) : DONE;
    }
    if (was_met(&walker->met->results, visit->device, entry->inode)) {
        return DONE;
    }
    if (was_met(&walker->met->single_files, visit->device, entry->inode)) {
        walker->sink->not_followed(walker->sink->context, "hard link to a file already read");
        return DONE;
    }
    return offer_file(walker, visit->folder, entry->name, error);
}

static enum outcome push_folder(struct walker *walker, const struct visit *visit,
                                const struct entry *entry, struct error *error) {
    bool is_store = visit->is_git_directory && strcmp(entry->name, "objects") == 0;
    bool pushed = entry->type != DT_DIR ||
                  pending_push(&walker->pending, visit->folder, entry->name, is_store);
    return pushed ? DONE : fail(error, "out of memory");
}

/* Files in order; then folders in reverse, so that the stack yields them in order. */
static enum outcome walk_listing(struct walker *walker, struct visit *visit, struct error *error) {
    enum outcome outcome = DONE;
    visit->is_git_directory = is_git_directory(&visit->listing);
    if (visit->is_git_directory) {
        outcome = walker->sink->git_directory(walker->sink->context, walker->index,
                                              visit->folder->path, error);
    }
    for (size_t i = 0; i < visit->listing.count && outcome == DONE; i++) {
        struct entry *entry = &visit->listing.entries[i];
        entry->type = type_of(visit->descriptor, entry);
        outcome = walk_entry(walker, visit, entry, error);
    }
    for (size_t i = visit->listing.count; i > 0 && outcome == DONE; i--) {
        outcome = push_folder(walker, visit, &visit->listing.entries[i - 1], error);
    }
    return outcome;
}

static enum outcome report(struct walker *walker, const char *path, const char *code,
                           const char *sentence, struct error *error) {
    return walker->sink->problem(walker->sink->context, walker->index, path, code, sentence, error);
}

static enum outcome read_listing(struct walker *walker, const char *folder, DIR *stream,
                                 struct listing *listing, struct error *error) {
    struct dirent *found;
    errno = 0;
    while ((found = readdir(stream))) {
        if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0) {
            continue;
        }
        if (listing->count >= walker->limits->directory_entries) {
            return report(walker, folder, "limit",
                          "more entries than the limit directory-entries; the rest is unread",
                          error);
        }
        if (!listing_add(listing, found)) {
            return fail(error, "out of memory");
        }
        errno = 0;
    }
    return errno ? report(walker, folder, "unreadable", strerror(errno), error) : DONE;
}

static enum outcome walk_open_folder(struct walker *walker, const struct folder *folder,
                                     DIR *stream, struct error *error) {
    struct visit visit = {.folder = folder, .descriptor = dirfd(stream)};
    struct stat status;
    if (fstat(visit.descriptor, &status) != 0) {
        return report(walker, folder->path, "unreadable", strerror(errno), error);
    }
    if (was_met(&walker->met->results, status.st_dev, status.st_ino)) {
        return DONE;
    }
    if (!first_time(&walker->met->folders, status.st_dev, status.st_ino)) {
        walker->sink->not_followed(walker->sink->context, "folder already walked");
        return DONE;
    }
    visit.device = status.st_dev;
    enum outcome outcome = read_listing(walker, folder->path, stream, &visit.listing, error);
    if (outcome == DONE && visit.listing.count) {
        qsort(visit.listing.entries, visit.listing.count, sizeof *visit.listing.entries, by_name);
        outcome = walk_listing(walker, &visit, error);
    }
    listing_release(&visit.listing);
    return outcome;
}

static enum outcome walk_folder(struct walker *walker, const struct folder *folder,
                                struct error *error) {
    if (depth_of(folder->path) > walker->limits->directory_depth) {
        return report(walker, folder->path, "limit",
                      "deeper than the limit directory-depth: unread", error);
    }
    int descriptor = open_folder(walker->root, folder->path);
    if (descriptor < 0 && errno == EXDEV) {
        return report(walker, folder->path, "mount-point",
                      "something else is mounted here: unread without --cross-mounts", error);
    }
    DIR *stream = descriptor >= 0 ? fdopendir(descriptor) : NULL;
    if (!stream) {
        enum outcome outcome = report(walker, folder->path, "unreadable", strerror(errno), error);
        if (descriptor >= 0) {
            close(descriptor);
        }
        return outcome;
    }
    enum outcome outcome = walk_open_folder(walker, folder, stream, error);
    closedir(stream);
    return outcome;
}

static enum outcome walk_single_file(struct walker *walker, struct error *error) {
    const struct walk_sink *sink = walker->sink;
    const struct root *root = walker->root;
    struct stat file, folder;
    bool known = fstatat(root->folder, root->entry, &file, AT_SYMLINK_NOFOLLOW) == 0 &&
                 fstat(root->folder, &folder) == 0;
    if (known && (was_met(&walker->met->folders, folder.st_dev, folder.st_ino) ||
                  !first_time(&walker->met->single_files, file.st_dev, file.st_ino))) {
        sink->not_followed(sink->context, "hard link to a file already read");
        return DONE;
    }
    return sink->file(sink->context, walker->index, "", error);
}

void walk_met_release(struct walk_met *met) {
    id_set_release(&met->folders);
    id_set_release(&met->single_files);
    id_set_release(&met->results);
}

enum outcome walk(uint64_t index, const struct root *root, const struct limits *limits,
                  struct walk_met *met, const struct walk_sink *sink, struct error *error) {
    struct walker walker = {
        .index = index, .root = root, .limits = limits, .met = met, .sink = sink};
    struct folder top = {.path = ""};
    enum outcome outcome = DONE;
    if (root->entry) {
        return walk_single_file(&walker, error);
    }
    if (!pending_push(&walker.pending, &top, "", false)) {
        outcome = fail(error, "out of memory");
    }
    while (walker.pending.count && outcome == DONE && !sink->stopped(sink->context)) {
        struct folder folder = walker.pending.folders[--walker.pending.count];
        outcome = walk_folder(&walker, &folder, error);
        free(folder.path);
    }
    while (walker.pending.count) {
        free(walker.pending.folders[--walker.pending.count].path);
    }
    free(walker.pending.folders);
    buffer_release(&walker.path);
    return outcome;
}
