/* Which files are truststores, and why: named by the operator, or by what they hold and are called.
 * A rule that reads configuration files or keystores goes between the two, into reason_for(). */
#include <fnmatch.h>

#include "base/text.h"
#include "relations/relation.h"
#include "relations/truststore_names.h"

/* One live file that holds certificates. */
struct holder {
    int64_t file;
    const char *path;
    const char *container;
    int64_t certificates;
    int64_t authorities; /* of these, CA or self-issued */
    int64_t self_issued;
    int64_t servers;
    int64_t private_keys;
};

static const char *name_of(const struct holder *holder) {
    const char *name = text_base_name(*holder->container ? holder->container : holder->path);
    const char *nested = strrchr(name, '!');
    return nested ? nested + 1 : name;
}

/* The glob that names this file, or NULL. Slashes are nothing special: '*' spans folders. */
static const char *matching_glob(const struct relation_context *context,
                                 const struct holder *holder) {
    struct buffer whole = {0};
    buffer_format(&whole, "%s!%s", holder->path, holder->container);
    const char *found = NULL;
    for (unsigned i = 0; i < context->truststore_glob_count && !found; i++) {
        const char *glob = context->truststore_globs[i];
        if (fnmatch(glob, holder->path, 0) == 0 || fnmatch(glob, name_of(holder), 0) == 0 ||
            (*holder->container && fnmatch(glob, buffer_text(&whole), 0) == 0)) {
            found = glob;
        }
    }
    buffer_release(&whole);
    return found;
}

/* Writes why this file is a truststore; false where it is none. */
static bool reason_for(const struct relation_context *context, const struct holder *holder,
                       struct buffer *reason) {
    const char *glob = matching_glob(context, holder);
    if (glob) {
        buffer_append_text(reason, "named by --truststore ");
        text_show(reason, span_text(glob));
        return true;
    }
    if (holder->private_keys > 0 || holder->authorities < holder->certificates) {
        return false;
    }
    /* A self-signed server's certificate may be called example.ca.crt, after its domain. */
    if (holder->servers > 0) {
        return false;
    }
    struct span word = truststore_word(name_of(holder), holder->self_issued > 0);
    if (word.length) {
        buffer_format(reason,
                      "its name says %.*s, and it holds only CA or self-issued certificates",
                      (int)word.length, (const char *)word.bytes);
    }
    return word.length > 0;
}

static enum outcome consider(struct relation_context *context, struct query *row,
                             struct error *error) {
    struct holder holder = {
        .file = query_number(row, 0),
        .path = query_text(row, 1),
        .container = query_text(row, 2),
        .certificates = query_number(row, 3),
        .authorities = query_number(row, 4),
        .self_issued = query_number(row, 5),
        .servers = query_number(row, 6),
        .private_keys = query_number(row, 7),
    };
    struct buffer reason = {0};
    enum outcome outcome = DONE;
    if (reason_for(context, &holder, &reason)) {
        outcome =
            inventory_add_truststore(context->inventory, holder.file, buffer_text(&reason), error);
    }
    buffer_release(&reason);
    return outcome;
}

static enum outcome derive(struct relation_context *context, struct error *error) {
    /* A path that is on disk and at HEAD is one file: the one on disk. */
    struct query *rows = query_new(
        context->inventory,
        "SELECT file.id, file.path, file.container, COUNT(*) FILTER (WHERE kind = 'certificate'),"
        " COUNT(*) FILTER (WHERE kind = 'certificate' AND (is_ca = 1 OR is_self_issued = 1)),"
        " COUNT(*) FILTER (WHERE kind = 'certificate' AND is_self_issued = 1),"
        " COUNT(*) FILTER (WHERE kind = 'certificate' AND role = 'server'),"
        " COUNT(*) FILTER (WHERE kind = 'private-key')"
        " FROM file JOIN place ON place.file = file.id"
        " JOIN artifact ON artifact.id = place.artifact"
        " WHERE file.live = 1 AND NOT (file.source = 'git' AND EXISTS ("
        "  SELECT 1 FROM file AS other WHERE other.path = file.path"
        "  AND other.container = file.container AND other.source <> 'git'))"
        " GROUP BY file.id HAVING COUNT(*) FILTER (WHERE kind = 'certificate') > 0"
        " ORDER BY file.id",
        error);
    enum outcome outcome = DONE;
    while (outcome == DONE && query_next(rows)) {
        outcome = consider(context, rows, error);
    }
    return query_free(rows, error) == DONE ? outcome : FAILED;
}

const struct relation truststores_relation = {.name = "truststores", .derive = derive};
