#include "source_uri.h"

#include <stdlib.h>
#include <string.h>

#include "inventory/query.h"

enum { ROOTS_MOST = 100000 };

struct source_root {
    struct buffer path; /* its bytes, without a trailing slash */
    bool from_here;     /* relative, and not above the working directory */
    bool is_file;
};

struct source_roots {
    struct source_root *items;
    unsigned count;
};

static bool leaves_working_directory(const char *path) {
    for (const char *at = path; (at = strstr(at, "..")); at += 2) {
        bool begins = at == path || at[-1] == '/';
        if (begins && (at[2] == '/' || at[2] == 0)) {
            return true;
        }
    }
    return path[0] == '/';
}

static bool add_root(struct source_roots *roots, struct span path, bool is_file) {
    struct source_root *grown = roots->count < ROOTS_MOST
                                    ? realloc(roots->items, (roots->count + 1) * sizeof *grown)
                                    : NULL;
    if (!grown) {
        return false;
    }
    roots->items = grown;
    struct source_root *root = &grown[roots->count++];
    *root = (struct source_root){.is_file = is_file};
    buffer_append(&root->path, path.bytes, path.length);
    root->from_here = !leaves_working_directory(buffer_text(&root->path));
    return !root->path.failed;
}

struct source_roots *source_roots_new(struct inventory *inventory, struct error *error) {
    struct source_roots *roots = calloc(1, sizeof *roots);
    struct query *query =
        query_new(inventory,
                  "SELECT coalesce((SELECT bytes FROM raw_name WHERE raw_name.shown = root.shown), "
                  "CAST(shown AS BLOB)), EXISTS (SELECT 1 FROM file "
                  "WHERE file.path = root.shown) FROM root ORDER BY id",
                  error);
    bool held = roots != NULL;
    while (held && query_next(query)) {
        held = add_root(roots, query_span(query, 0), query_number(query, 1) != 0);
    }
    enum outcome outcome = query_free(query, error);
    if (outcome == DONE && !held) {
        outcome = fail(error, "out of memory");
    }
    if (outcome != DONE) {
        source_roots_free(roots);
        return NULL;
    }
    return roots;
}

void source_roots_free(struct source_roots *roots) {
    if (!roots) {
        return;
    }
    for (unsigned i = 0; i < roots->count; i++) {
        buffer_release(&roots->items[i].path);
    }
    free(roots->items);
    free(roots);
}

/* RFC 3986: everything but unreserved characters, so that no part is taken for a scheme. */
static void append_encoded(struct buffer *out, struct span path) {
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-._~/";
    for (size_t i = 0; i < path.length; i++) {
        uint8_t byte = path.bytes[i];
        if (byte && strchr(unreserved, byte)) {
            buffer_append_byte(out, byte);
        } else {
            buffer_format(out, "%%%02X", byte);
        }
    }
}

/* "a/./b" and "./a" have other names: only the leading form comes from a root. */
static struct span without_dots(struct span path) {
    while (path.length >= 2 && path.bytes[0] == '.' && path.bytes[1] == '/') {
        path = span_from(path, 2);
    }
    return path;
}

static bool is_below(struct span path, struct span root) {
    return path.length >= root.length && span_equal(span_part(path, 0, root.length), root) &&
           (path.length == root.length || path.bytes[root.length] == '/' ||
            (root.length && root.bytes[root.length - 1] == '/'));
}

static size_t folder_length(struct span path) {
    size_t length = path.length;
    while (length && path.bytes[length - 1] != '/') {
        length--;
    }
    return length;
}

unsigned source_uri(const struct source_roots *roots, struct span path, struct buffer *out) {
    const struct source_root *best = NULL;
    for (unsigned i = 0; i < roots->count; i++) {
        const struct source_root *root = &roots->items[i];
        if (is_below(path, buffer_span(&root->path)) &&
            (!best || root->path.length > best->path.length)) {
            best = root;
        }
    }
    if (!best || best->from_here) {
        append_encoded(out, without_dots(path));
        return 0;
    }
    struct span root = buffer_span(&best->path);
    size_t length = best->is_file ? folder_length(root) : root.length;
    while (length < path.length && path.bytes[length] == '/') {
        length++;
    }
    append_encoded(out, span_from(path, length));
    return (unsigned)(best - roots->items) + 1;
}

unsigned source_root_count(const struct source_roots *roots) {
    return roots->count;
}

bool source_root_uri(const struct source_roots *roots, unsigned number, struct buffer *out) {
    if (number == 0 || number > roots->count) {
        return false;
    }
    struct span root = buffer_span(&roots->items[number - 1].path);
    if (roots->items[number - 1].is_file) {
        root = span_part(root, 0, folder_length(root));
    }
    if (root.length == 0 || root.bytes[0] != '/') {
        return false;
    }
    buffer_append_text(out, "file://");
    append_encoded(out, root);
    if (root.bytes[root.length - 1] != '/') {
        buffer_append_byte(out, '/');
    }
    return true;
}
