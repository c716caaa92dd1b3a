/* Which files are truststores, and why, the surest reason first: named by the operator, named by a
 * configuration file, a keystore of trusted entries, or what they hold and are called. */
#include <fnmatch.h>
#include <strings.h>

#include "base/digest.h"
#include "base/place_name.h"
#include "base/text.h"
#include "relations/relation.h"
#include "relations/truststore_names.h"

enum {
    WEB_ROOTS_LEAST = 20,
    SELF_ISSUED_LIST = 5 /* nobody presents so many; less may be a heap of clients */
};

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
    int64_t web_roots;
    int64_t in_keystores; /* certificates that lie in a keystore's format */
    const char *encoding; /* of one of them */
    const char
        *named_by; /* "nginx.conf line 12, ssl_client_certificate"; "": by no configuration */
};

/* Why, and how sure that is. */
struct reason {
    struct buffer text;
    const char *recognised; /* as the inventory names it; NULL: no truststore */
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

/* Says which set of roots this was: SHA-256 over the SHA-256 of its certificates, ascending. */
static enum outcome say_set(const struct relation_context *context, const struct holder *holder,
                            struct buffer *out, struct error *error) {
    struct query *rows = query_new(context->inventory,
                                   "SELECT DISTINCT artifact.sha256 FROM place"
                                   " JOIN artifact ON artifact.id = place.artifact"
                                   " WHERE place.file = ?1 AND artifact.kind = 'certificate'"
                                   " ORDER BY artifact.sha256",
                                   error);
    struct buffer all = {0};
    uint8_t digest[SHA256_BYTES];
    if (!rows) {
        return FAILED;
    }
    query_bind_number(rows, 1, holder->file);
    while (query_next(rows)) {
        struct span one = query_span(rows, 0);
        buffer_append(&all, one.bytes, one.length);
    }
    digest_sha256(buffer_span(&all), digest);
    buffer_format(out, "this machine's, by --system-roots: %zu certificates, set ",
                  all.length / SHA256_BYTES);
    text_hex(out, span_of(digest, sizeof digest));
    bool failed = all.failed;
    buffer_release(&all);
    enum outcome outcome = query_free(rows, error);
    return failed ? fail(error, "out of memory") : outcome;
}

/* By what it holds and is called. */
static void by_name(const struct holder *holder, struct reason *reason) {
    static const char *const openvpn[] = {".ovpn", ".conf", NULL};
    /* What else is in there does not belong there, and is told. */
    struct span said = truststore_word_alone(name_of(holder));
    if (said.length) {
        buffer_format(&reason->text, "its name says %.*s", (int)said.length,
                      (const char *)said.bytes);
        reason->recognised = "name";
        return;
    }
    /* A self-signed server's certificate may be called example.ca.crt, after its domain. */
    if (holder->authorities < holder->certificates || holder->servers > 0) {
        return;
    }
    bool is_plain = false;
    const char *name = name_of(holder);
    struct span word = truststore_word(name, holder->self_issued > 0, &is_plain);
    if (strcmp(holder->container, "block 1/ca") == 0 &&
        text_has_extension_of(holder->path, openvpn)) {
        buffer_append_text(&reason->text,
                           "stands between <ca> and </ca> of an OpenVPN configuration");
        reason->recognised = "name";
        return;
    }
    if (word.length) {
        buffer_format(&reason->text,
                      "its name says %.*s, and it holds only CA or self-issued certificates",
                      (int)word.length, (const char *)word.bytes);
        reason->recognised = is_plain ? "name" : "weak name";
    } else if (holder->self_issued >= SELF_ISSUED_LIST &&
               holder->self_issued == holder->certificates) {
        buffer_append_text(&reason->text, "lists self-issued certificates only, and no key");
        reason->recognised = "weak name";
    }
}

static enum outcome find_reason(const struct relation_context *context, const struct holder *holder,
                                struct reason *reason, struct error *error) {
    const char *glob = matching_glob(context, holder);
    if (glob) {
        buffer_append_text(&reason->text, "named by --truststore ");
        text_show(&reason->text, span_text(glob));
        reason->recognised = "operator";
    } else if (context->system_root && strcmp(holder->path, context->system_root) == 0) {
        reason->recognised = "system";
        return say_set(context, holder, &reason->text, error);
    } else if (*holder->named_by) {
        buffer_format(&reason->text, "named by %s", holder->named_by);
        reason->recognised = "configuration";
    } else if (holder->private_keys > 0) {
        return DONE;
    } else if (holder->in_keystores == holder->certificates) {
        buffer_format(&reason->text, "a keystore (%s) of trusted entries, without a private key",
                      holder->encoding);
        reason->recognised = "keystore";
    } else {
        by_name(holder, reason);
    }
    return DONE;
}

/* Reads on in the references, which come in the order of the files, up to those of this file; says
 * the first of them, and how many more there are. */
static void find_naming(struct query *references, bool *ended, int64_t file, struct buffer *out) {
    int64_t more = 0;
    buffer_clear(out);
    while (!*ended && query_number(references, 0) <= file) {
        if (query_number(references, 0) == file && out->length == 0) {
            place_name_append(out, query_text(references, 1), query_text(references, 2), "");
            buffer_format(out, " line %lld, %s", (long long)query_number(references, 3),
                          query_text(references, 4));
        } else if (query_number(references, 0) == file) {
            more++;
        }
        *ended = !query_next(references);
    }
    if (more) {
        buffer_format(out, ", and %lld more", (long long)more);
    }
}

/* Named with a folder alone, in which a server may keep more than those it trusts. */
static bool is_stray(const struct holder *holder) {
    static const char path[] = "path";
    size_t length = strlen(holder->named_by), part = strlen(path);
    return holder->authorities < holder->certificates && length > part &&
           strcasecmp(holder->named_by + length - part, path) == 0;
}

static enum outcome consider(struct relation_context *context, struct query *row,
                             const char *named_by, struct error *error) {
    struct holder holder = {
        .file = query_number(row, 0),
        .path = query_text(row, 1),
        .container = query_text(row, 2),
        .certificates = query_number(row, 3),
        .authorities = query_number(row, 4),
        .self_issued = query_number(row, 5),
        .servers = query_number(row, 6),
        .private_keys = query_number(row, 7),
        .web_roots = query_number(row, 8),
        .in_keystores = query_number(row, 9),
        .encoding = query_text(row, 10),
        .named_by = named_by,
    };
    holder.named_by = is_stray(&holder) ? "" : named_by;
    struct reason reason = {0};
    enum outcome outcome = find_reason(context, &holder, &reason, error);
    if (outcome == DONE && reason.recognised) {
        /* Older lists have roots that are no longer known, a private one has few that are. */
        bool is_web_list =
            holder.web_roots >= WEB_ROOTS_LEAST && holder.web_roots * 3 >= holder.certificates;
        outcome =
            inventory_add_truststore(context->inventory, holder.file, buffer_text(&reason.text),
                                     reason.recognised, is_web_list, error);
    }
    buffer_release(&reason.text);
    return outcome;
}

/* A glob that names nothing is a slip that would change verdicts unseen: a problem row. */
static enum outcome tell_unmatched(const struct relation_context *context, const char *glob,
                                   struct error *error) {
    static const char named[] =
        "SELECT file.path, file.container FROM truststore JOIN file ON file.id = truststore.file"
        " WHERE truststore.recognised = 'operator' ORDER BY file.id";
    struct relation_context alone = *context;
    alone.truststore_globs = &glob;
    alone.truststore_glob_count = 1;
    struct query *rows = query_new(context->inventory, named, error);
    bool matched = false;
    while (!matched && query_next(rows)) {
        struct holder holder = {.path = query_text(rows, 0), .container = query_text(rows, 1)};
        matched = matching_glob(&alone, &holder) != NULL;
    }
    enum outcome outcome = query_free(rows, error);
    struct buffer detail = {0};
    buffer_append_text(&detail, "--truststore ");
    text_show(&detail, span_text(glob));
    buffer_append_text(&detail, " matches no file with a certificate");
    if (outcome == DONE && !matched) {
        outcome = inventory_add_unjudged(context->inventory, "truststore-unmatched",
                                         buffer_text(&detail), error);
    }
    buffer_release(&detail);
    return outcome;
}

static enum outcome derive(struct relation_context *context, struct error *error) {
    /* A path that is on disk and at HEAD is one file: the one on disk. */
    struct query *rows = query_new(
        context->inventory,
        "SELECT file.id, file.path, file.container, COUNT(*) FILTER (WHERE artifact.kind = 'certificate'),"
        " COUNT(*) FILTER (WHERE artifact.kind = 'certificate' AND (is_ca = 1 OR is_self_issued = 1)),"
        " COUNT(*) FILTER (WHERE artifact.kind = 'certificate' AND is_self_issued = 1),"
        " COUNT(*) FILTER (WHERE artifact.kind = 'certificate' AND role = 'server'),"
        " COUNT(*) FILTER (WHERE artifact.kind = 'private-key'),"
        " COUNT(*) FILTER (WHERE known.kind = 'web root'),"
        " COUNT(*) FILTER (WHERE artifact.kind = 'certificate' AND place.encoding IN"
        "  ('jks', 'jceks', 'pkcs12', 'bks', 'uber')), min(place.encoding)"
        " FROM file JOIN place ON place.file = file.id"
        " JOIN artifact ON artifact.id = place.artifact"
        " LEFT JOIN known ON known.artifact = artifact.id"
        " WHERE file.live = 1 AND NOT (file.source = 'git' AND EXISTS ("
        "  SELECT 1 FROM file AS other WHERE other.path = file.path"
        "  AND other.container = file.container AND other.source <> 'git'))"
        " GROUP BY file.id HAVING COUNT(*) FILTER (WHERE artifact.kind = 'certificate') > 0"
        " ORDER BY file.id",
        error);
    struct query *references =
        query_new(context->inventory,
                  "SELECT file, path, container, line, directive FROM reference"
                  " WHERE role IN ('client truststore', 'server truststore', 'truststore')"
                  " AND file IS NOT NULL ORDER BY file, id",
                  error);
    struct buffer naming = {0};
    bool ended = !query_next(references);
    enum outcome outcome = DONE;
    while (outcome == DONE && query_next(rows)) {
        find_naming(references, &ended, query_number(rows, 0), &naming);
        outcome = naming.failed ? fail(error, "out of memory")
                                : consider(context, rows, buffer_text(&naming), error);
    }
    buffer_release(&naming);
    outcome = query_free(references, error) == DONE ? outcome : FAILED;
    if (query_free(rows, error) != DONE || outcome != DONE) {
        return FAILED;
    }
    for (unsigned i = 0; i < context->truststore_glob_count && outcome == DONE; i++) {
        outcome = tell_unmatched(context, context->truststore_globs[i], error);
    }
    return outcome == DONE ? inventory_list_truststore_members(context->inventory, error) : FAILED;
}

const struct relation truststores_relation = {.name = "truststores", .derive = derive};
