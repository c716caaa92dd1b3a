/* Which file a configuration means by the path it names. In this order, and the first that gives a
 * file decides:
 *   1. the path itself: an absolute one as it stands (in an archive: from its top), a relative one
 *      below the configuration's folder, or a folder above that;
 *   2. the whole path as the end of a file's place below the same root or in the same archive, then
 *      its shorter ends down to folder and name: what is copied to /etc/nginx/certs/a.pem lies in
 *      certs/a.pem;
 *   3. its name alone beside the configuration;
 *   4. a bare name in the folders that its family keeps for it.
 * A directive for a folder (CApath) means the files directly in it: each is named by the first such
 * reference. Of several files that answer alike the one nearest to the configuration is meant, by
 * the folders that both lie in; of two as near none is taken. */
#include <strings.h>

#include "base/id_set.h"
#include "base/prose.h"
#include "relations/file_names.h"
#include "relations/relation.h"

struct names {
    struct relation_context *context;
    struct file_names files;
    struct file_names folders; /* read when the first is asked for */
    bool has_folders;
    const struct file_names *among; /* one of these two: what the path at hand may name */
    struct buffer spread;           /* ids of references to folders */
    struct id_set met;              /* folders of those, by their first file */
    struct buffer roots;            /* of each its label and its shown name, with their NULs */
    const char *label;              /* of the root that the configuration lies below, "" for none */
    struct buffer folder;           /* of the configuration: ends in '/' or '!', or is empty */
    struct buffer within;           /* its archive, or its root */
    struct buffer machine;
    struct buffer scratch;
};

static size_t folder_length(const char *whole) {
    size_t length = strlen(whole);
    while (length > 0 && whole[length - 1] != '/' && whole[length - 1] != '!') {
        length--;
    }
    return length;
}

/* The root below which a place lies, the longest of several; "" where it is a root itself. Puts its
 * label into *label where that is wanted. */
static size_t root_length(const struct names *names, const char *whole, const char **label) {
    size_t longest = 0, deepest = 0;
    for (size_t at = 0; at < names->roots.length;) {
        const char *own = (const char *)names->roots.bytes + at;
        const char *root = own + strlen(own) + 1;
        size_t length = strlen(root);
        bool leads = length > deepest && strncmp(whole, root, length) == 0;
        if (leads && (whole[length] == '/' || whole[length] == '!' || !whole[length])) {
            deepest = length;
            longest = whole[length] == '/' ? length + 1 : longest;
            if (label) {
                *label = own;
            }
        }
        at += strlen(own) + 1 + length + 1;
    }
    return longest;
}

/* An absolute path is one of the machine whose label the configuration has. */
static bool join_absolute(struct names *names, const char *path) {
    buffer_clear(&names->machine);
    buffer_append_text(&names->machine, names->label);
    buffer_append_text(&names->machine, "/");
    return file_names_join(&names->scratch, buffer_text(&names->machine), names->machine.length,
                           path);
}

static void stand_at(struct names *names, const char *path, const char *container) {
    buffer_clear(&names->folder);
    buffer_clear(&names->within);
    buffer_append_text(&names->folder, path);
    buffer_append_text(&names->folder, *container ? "!" : "");
    buffer_append_text(&names->folder, container);
    names->folder.length = folder_length(buffer_text(&names->folder));
    const char *folder = buffer_text(&names->folder);
    const char *archive = strrchr(folder, '!');
    size_t length = archive ? (size_t)(archive - folder) + 1 : root_length(names, folder, NULL);
    names->label = "";
    root_length(names, path, &names->label);
    buffer_append(&names->within, folder, length);
}

static int64_t itself(struct names *names, const char *path) {
    const char *folder = buffer_text(&names->folder);
    size_t length = names->folder.length, least = names->within.length;
    if (*path == '/') {
        bool archive = least && folder[least - 1] == '!';
        return (archive ? file_names_join(&names->scratch, folder, least, path)
                        : join_absolute(names, path))
                   ? file_names_at(names->among, buffer_text(&names->scratch))
                   : FILE_NONE;
    }
    for (;;) {
        int64_t file = file_names_join(&names->scratch, folder, length, path)
                           ? file_names_at(names->among, buffer_text(&names->scratch))
                           : FILE_NONE;
        if (file || length <= least) {
            return file;
        }
        do {
            length--;
        } while (length > least && folder[length - 1] != '/' && folder[length - 1] != '!');
    }
}

static int64_t by_its_end(struct names *names, const char *path) {
    struct buffer plain = {0};
    int64_t file = FILE_NONE;
    bool whole = file_names_join(&plain, "", 0, path + strspn(path, "./"));
    const char *end = whole ? buffer_text(&plain) : "";
    for (; end && strchr(end, '/') && !file; end = strchr(end, '/') + 1) {
        file =
            file_names_ending(names->among, end, names->within.length, buffer_text(&names->folder));
    }
    buffer_release(&plain);
    return file;
}

static int64_t beside(struct names *names, const char *path) {
    buffer_clear(&names->scratch);
    buffer_append(&names->scratch, names->folder.bytes, names->folder.length);
    buffer_append_text(&names->scratch, path + folder_length(path));
    return file_names_at(names->among, buffer_text(&names->scratch));
}

/* Where programs look for bare names, below the folder of their configuration. */
static const struct {
    const char *family, *folder;
} own_folders[] = {
    {"strongswan", "ipsec.d/certs/"},
    {"strongswan", "x509/"},
    {"strongswan", "x509ca/"},
};

static int64_t in_own_folders(struct names *names, const char *path, const char *family) {
    int64_t file = FILE_NONE;
    struct buffer whole = {0};
    for (size_t i = 0; !file && i < sizeof own_folders / sizeof *own_folders; i++) {
        if (strcmp(family, own_folders[i].family) == 0 && !strchr(path, '/')) {
            buffer_clear(&whole);
            buffer_append_text(&whole, own_folders[i].folder);
            buffer_append_text(&whole, path);
            file = itself(names, buffer_text(&whole));
        }
    }
    buffer_release(&whole);
    return file;
}

/* Something that another program fills in, or that is no path of a file system. */
static bool is_template(const char *name) {
    return strpbrk(name, "${}%<>*`()|,; \\") || strncmp(name, "__", 2) == 0 || *name == '@' ||
           strstr(name, "...");
}

/* The name of a bucket says nothing of files. */
static const char *without_bucket(const char *name) {
    const char *key = strchr(name, '/');
    return key ? key + 1 : name + strlen(name);
}

static const char *without_scheme(const char *name) {
    static const char *const schemes[] = {"file://", "file:", "classpath:", NULL};
    if (strncmp(name, "s3://", 5) == 0) {
        return without_bucket(name + 5);
    }
    for (size_t i = 0; schemes[i]; i++) {
        if (strncmp(name, schemes[i], strlen(schemes[i])) == 0) {
            return name + strlen(schemes[i]);
        }
    }
    return name;
}

/* Whose relative paths begin at the configuration's own folder, or at one of a whole tree that is
 * kept with it. Others begin them where the program is started, or where its data is. */
static bool begins_here(const char *family) {
    static const char *const families[] = {"nginx",   "apache",    "openvpn",
                                           "compose", "terraform", NULL};
    for (size_t i = 0; families[i]; i++) {
        if (strcmp(families[i], family) == 0) {
            return true;
        }
    }
    return false;
}

/* A script makes what it then uses. */
static bool is_script(const char *family) {
    return strcmp(family, "curl") == 0;
}

/* Would a file of this name have been met? Only a name with an extension is one of a file for sure;
 * what certbot keeps in live/ are links, which are not followed. */
static bool was_searched(struct names *names, const char *name, bool plain, const char *family) {
    const char *base = name + folder_length(name);
    bool elsewhere = !plain || strchr(name, ':') || strstr(name, "/live/");
    if (elsewhere || !strchr(base, '.') || *base == '.') {
        return false;
    }
    if (*name != '/') {
        return begins_here(family);
    }
    return !is_script(family) && join_absolute(names, name) &&
           root_length(names, buffer_text(&names->scratch), NULL) > 0;
}

/* SSLCACertificatePath, CApath, ssl-capath, ...: a folder of certificates. Other paths
 * (keystore.path) are those of files. */
static bool names_folder(const char *directive) {
    static const char *const ends[] = {"capath", "certificatepath", "revocationpath", NULL};
    size_t length = strlen(directive);
    for (size_t i = 0; ends[i]; i++) {
        size_t end = strlen(ends[i]);
        if (length >= end && strcasecmp(directive + length - end, ends[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Remembers a reference to a folder that was found, for its other files. */
static bool keep_folder(struct names *names, int64_t reference, int64_t file) {
    bool is_new = false;
    if (!id_set_add(&names->met, span_of(&file, sizeof file), &is_new)) {
        return false;
    }
    if (is_new) {
        buffer_append(&names->spread, &reference, sizeof reference);
    }
    return !names->spread.failed;
}

static enum outcome resolve(struct names *names, struct query *row, struct error *error) {
    const char *written = query_text(row, 3);
    const char *name = without_scheme(written), *family = query_text(row, 4);
    const char *verdict = "found";
    bool is_folder = names_folder(query_text(row, 5));
    int64_t file = FILE_NONE;
    if (is_folder && !names->has_folders) {
        names->has_folders = true;
        if (file_names_load_folders(&names->folders, names->context->inventory, error) != DONE) {
            return FAILED;
        }
    }
    struct buffer plain = {0};
    size_t length = strlen(name);
    while (is_folder && length > 1 && name[length - 1] == '/') {
        length--;
    }
    buffer_append(&plain, name, length);
    names->among = is_folder ? &names->folders : &names->files;
    stand_at(names, query_text(row, 1), query_text(row, 2));
    if (prose_by_name(query_text(row, 1))) {
        /* An object of git does not know its name when it is read. */
        verdict = "example";
    } else if (is_template(name)) {
        verdict = "template";
    } else {
        file = itself(names, buffer_text(&plain));
        file = file ? file : by_its_end(names, buffer_text(&plain));
        file = file ? file : beside(names, buffer_text(&plain));
        file = file ? file : in_own_folders(names, buffer_text(&plain), family);
        verdict = file == FILE_SEVERAL ? "several"
                  : file               ? "found"
                  : !is_folder && was_searched(names, name, name == written, family)
                      ? "missing"
                      : "outside"; /* a folder may hold names of another kind, and links */
    }
    buffer_release(&plain);
    if (is_folder && file > 0 && !keep_folder(names, query_number(row, 0), file)) {
        return fail(error, "out of memory");
    }
    return inventory_set_reference(names->context->inventory, query_number(row, 0),
                                   file > 0 ? file : 0, verdict, error);
}

static enum outcome load_roots(struct names *names, struct error *error) {
    struct query *rows =
        query_new(names->context->inventory, "SELECT label, shown FROM root ORDER BY id", error);
    while (query_next(rows)) {
        for (int column = 0; column < 2; column++) {
            const char *text = query_text(rows, column);
            buffer_append(&names->roots, text, strlen(text) + 1);
        }
    }
    return query_free(rows, error);
}

static enum outcome derive(struct relation_context *context, struct error *error) {
    struct names names = {.context = context};
    enum outcome outcome = load_roots(&names, error);
    if (outcome == DONE) {
        outcome = file_names_load(&names.files, context->inventory, error);
    }
    struct query *rows =
        outcome == DONE
            ? query_new(context->inventory,
                        "SELECT id, path, container, name, family, directive FROM reference"
                        " ORDER BY id",
                        error)
            : NULL;
    while (outcome == DONE && query_next(rows)) {
        outcome = resolve(&names, rows, error);
    }
    if (rows && query_free(rows, error) != DONE) {
        outcome = FAILED;
    }
    const int64_t *spread = (const int64_t *)(const void *)names.spread.bytes;
    for (size_t i = 0; i < names.spread.length / sizeof *spread && outcome == DONE; i++) {
        outcome = inventory_spread_reference(context->inventory, spread[i], error);
    }
    if (outcome == DONE) {
        outcome = inventory_doubt_references(context->inventory, error);
    }
    file_names_release(&names.files);
    file_names_release(&names.folders);
    buffer_release(&names.spread);
    id_set_release(&names.met);
    buffer_release(&names.roots);
    buffer_release(&names.folder);
    buffer_release(&names.within);
    buffer_release(&names.machine);
    buffer_release(&names.scratch);
    return outcome;
}

const struct relation references_relation = {.name = "references", .derive = derive};
