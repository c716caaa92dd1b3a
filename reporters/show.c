#include "show.h"

#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "base/text.h"
#include "inventory/query.h"

/* One paragraph: a heading, and a SELECT that makes a line of each row about ?1. */
struct paragraph {
    const char *heading; /* NULL: the lines stand for themselves */
    const char *select;
};

#define WHERE_IT_LIES                                                                              \
    "file.path || iif(file.container = '', '', '!' || file.container)"                             \
    " || iif(place.trail IN ('', file.container), '', ', ' ||"                                     \
    "  iif(file.container <> '' AND instr(place.trail, file.container || '!') = 1,"                \
    "   substr(place.trail, length(file.container) + 2), place.trail))"                            \
    " || iif(file.source <> 'git', '', iif(file.at_head, ' at HEAD', ' in commit ' ||"             \
    "  iif(file.revision = '', '(none)', substr(file.revision, 1, 12))"                            \
    "  || iif(file.date = '', '', ' of ' || substr(file.date, 1, 10))))"

#define WHAT_IT_IS                                                                                 \
    "artifact.kind || iif(artifact.subject = '', '', ' ' || artifact.subject)"                     \
    " || iif(artifact.kind = 'certificate', ' (sha256 ' || lower(hex(artifact.sha256)) || ')', '')"

static const struct paragraph about_key[] = {
    {NULL, "SELECT 'key ' || lower(hex(spki_sha256)) FROM key WHERE id = ?1"},
    {NULL, "SELECT '  ' || algorithm || iif(curve = '', '', ' ' || curve) ||"
           " iif(bits IS NULL, '', ', ' || bits || ' bits') ||"
           " iif(modulus_sha1 IS NULL, '', ', modulus_sha1 ' || lower(hex(modulus_sha1)))"
           " FROM key WHERE id = ?1"},
    {NULL, "SELECT '  group: ' || state || ', ' || private_keys || ' private, ' || certificates ||"
           " ' certificates, ' || requests || ' requests in ' || places || ' places'"
           " FROM key_group WHERE key = ?1"},
    {"also a key of", "SELECT " WHAT_IT_IS " FROM artifact WHERE key = ?1 ORDER BY kind, id"},
};

static const struct paragraph about_thing[] = {
    {NULL, "SELECT " WHAT_IT_IS " FROM artifact WHERE id = ?1"},
    {NULL, "SELECT '  issuer ' || issuer || ', serial ' || serial FROM artifact"
           " WHERE id = ?1 AND issuer <> ''"},
    {NULL, "SELECT '  valid from ' || not_before || ' to ' || not_after || iif("
           "  not_after < (SELECT value FROM scan WHERE name = 'at'), ' (over)', '')"
           " FROM artifact WHERE id = ?1 AND not_after <> ''"},
    {NULL, "SELECT '  signed with ' || signature_algorithm FROM artifact"
           " WHERE id = ?1 AND signature_algorithm <> ''"},
    {NULL, "SELECT '  role ' || role || ': ' || role_reason FROM artifact"
           " WHERE id = ?1 AND role <> ''"},
    {NULL, "SELECT '  extended key usage ' || extended_key_usage FROM artifact"
           " WHERE id = ?1 AND extended_key_usage IS NOT NULL"},
    {NULL, "SELECT '  alternative names ' || alternative_names FROM artifact"
           " WHERE id = ?1 AND alternative_names <> ''"},
    {NULL, "SELECT '  subject key identifier ' || subject_key_identifier FROM artifact"
           " WHERE id = ?1 AND subject_key_identifier <> ''"},
    {NULL, "SELECT '  authority key identifier ' || authority_key_identifier FROM artifact"
           " WHERE id = ?1 AND authority_key_identifier <> ''"},
    {NULL, "SELECT '  key ' || lower(hex(spki_sha256)) || ' (' || key.algorithm ||"
           " iif(bits IS NULL, '', ' ' || bits) || ')' ||"
           " iif(modulus_sha1 IS NULL, '', ', modulus_sha1 ' || lower(hex(modulus_sha1)))"
           " FROM artifact JOIN key ON key.id = artifact.key WHERE artifact.id = ?1"},
    {"places", "SELECT " WHERE_IT_LIES " || ' (' || place.encoding || iif(place.structure = '', '',"
               "  ' ' || place.structure) || iif(place.locked, ', locked', '') || ')'"
               " FROM place JOIN file ON file.id = place.file WHERE place.artifact = ?1"
               " ORDER BY place.id"},
    {"others with the same key", "SELECT " WHAT_IT_IS " FROM artifact WHERE id <> ?1 AND key ="
                                 " (SELECT key FROM artifact WHERE id = ?1) ORDER BY kind, id"},
    {"truststores that hold it",
     "SELECT DISTINCT file.path || iif(file.container = '', '', '!' || file.container) || ': ' ||"
     " truststore.reason FROM place JOIN truststore ON truststore.file = place.file"
     " JOIN file ON file.id = place.file WHERE place.artifact = ?1 ORDER BY file.id"},
    {"chain", "SELECT verdict || iif(detail = '', '', ': ' || detail) FROM chain"
              " WHERE certificate = ?1"},
    {"path", "SELECT position || ' ' || " WHAT_IT_IS " || ', ' || chain_link.source"
             " FROM chain_link JOIN artifact ON artifact.id = chain_link.member"
             " WHERE chain_link.certificate = ?1 ORDER BY position"},
    {"keys tried on its signature",
     "SELECT signature.verdict || ': key ' || lower(hex(key.spki_sha256)) FROM signature"
     " JOIN key ON key.id = signature.issuer_key WHERE signature.certificate = ?1 ORDER BY key.id"},
    {"paths that go through it",
     "SELECT " WHAT_IT_IS " FROM chain_link JOIN artifact ON artifact.id = chain_link.certificate"
     " WHERE chain_link.member = ?1 AND chain_link.position > 0 ORDER BY artifact.id"},
    {"findings", "SELECT severity || ' ' || check_id || ': ' || message || ' ' || remedy"
                 " FROM finding WHERE artifact = ?1 ORDER BY id"},
};

static const struct paragraph about_file[] = {
    {NULL, "SELECT 'file ' || path || iif(container = '', '', '!' || container) ||"
           " iif(revision = '', '', ' in commit ' || substr(revision, 1, 12))"
           " FROM file WHERE id = ?1"},
    {"a truststore", "SELECT reason FROM truststore WHERE file = ?1"},
    {"in git",
     "SELECT state || ': object ' || substr(object, 1, 12)"
     " || iif(first_commit = '', ', in no commit', ', first in ' || substr(first_commit, 1, 12)"
     "  || ' of ' || substr(first_date, 1, 10) || ', last in ' || substr(last_commit, 1, 12)"
     "  || ' of ' || substr(last_date, 1, 10))"
     " || iif(refs = '', iif(state = 'unreachable', ', no ref leads to it', ''), ', refs: ' || refs)"
     " FROM appearance JOIN file ON file.path = appearance.path"
     " AND file.revision = appearance.first_commit AND file.source = 'git' WHERE file.id = ?1"
     " ORDER BY appearance.id"},
    {"holds", "SELECT iif(place.trail = '', '', place.trail || ': ') || " WHAT_IT_IS
              " FROM place JOIN artifact ON artifact.id = place.artifact WHERE place.file = ?1"
              " ORDER BY place.id"},
    {"how it is written",
     "SELECT observation.code || iif(line > 0, ', line ' || line, '') || ': ' || detail"
     " FROM observation JOIN file ON file.path = observation.path"
     " AND file.container = observation.container AND file.revision = observation.revision"
     " WHERE file.id = ?1 ORDER BY observation.id"},
    {"not read", "SELECT problem.code || ': ' || detail FROM problem JOIN file"
                 " ON file.path = problem.path AND file.revision = problem.revision"
                 " WHERE file.id = ?1 ORDER BY problem.id"},
    {"findings", "SELECT severity || ' ' || check_id || ': ' || message || ' ' || remedy"
                 " FROM finding JOIN file ON file.path = finding.path"
                 " AND file.revision = finding.revision WHERE file.id = ?1 ORDER BY finding.id"},
};

/* Fewer are no beginning of a digest. */
enum { DIGEST_DIGITS = 8 };

#define COUNT(paragraphs) (sizeof(paragraphs) / sizeof *(paragraphs))

struct show {
    struct inventory *inventory;
    FILE *out;
    uint64_t found;
};

static enum outcome write_about(struct show *show, const struct paragraph *paragraphs, size_t count,
                                int64_t id, struct error *error) {
    enum outcome outcome = DONE;
    fputs(show->found++ ? "\n" : "", show->out);
    for (size_t i = 0; i < count && outcome == DONE; i++) {
        struct query *lines = query_new(show->inventory, paragraphs[i].select, error);
        if (!lines) {
            return FAILED;
        }
        query_bind_number(lines, 1, id);
        for (bool first = true; query_next(lines); first = false) {
            if (first && paragraphs[i].heading) {
                fprintf(show->out, "  %s:\n", paragraphs[i].heading);
            }
            fprintf(show->out, "%s%s\n", paragraphs[i].heading ? "    " : "", query_text(lines, 0));
        }
        outcome = query_free(lines, error);
    }
    return outcome;
}

/* Everything whose id the SELECT gives for ?1 (a prefix in hexadecimal, or a path). */
static enum outcome write_all(struct show *show, const char *select, const char *wanted,
                              const struct paragraph *paragraphs, size_t count,
                              struct error *error) {
    struct query *ids = query_new(show->inventory, select, error);
    enum outcome outcome = DONE;
    if (!ids) {
        return FAILED;
    }
    query_bind_text(ids, 1, wanted);
    while (outcome == DONE && query_next(ids)) {
        outcome = write_about(show, paragraphs, count, query_number(ids, 0), error);
    }
    return query_free(ids, error) == DONE ? outcome : FAILED;
}

/* Appends the digits without colons, in upper case, also of a line that openssl prints
 * ("serial=01", "SHA1(stdin)= ab"); false where something else stands there. */
static bool read_digits(const char *what, struct buffer *digits) {
    const char *value = strrchr(what, '=');
    what = value ? value + 1 : what;
    what += strspn(what, " ");
    what += strncasecmp(what, "0x", 2) == 0 ? 2 : 0;
    for (; *what; what++) {
        static const char known[] = "0123456789ABCDEFabcdef";
        const char *digit = strchr(known, *what);
        if (digit) {
            buffer_append_byte(digits, (uint8_t)(digit - known < 16 ? *digit : *digit - 'a' + 'A'));
        } else if (*what != ':') {
            return false;
        }
    }
    return digits->length > 0;
}

/* Things whose DER has a SHA-1 that begins so: the fingerprint that openssl x509 -fingerprint
 * prints unless told otherwise. The inventory does not hold it, so that all are asked. */
static enum outcome write_by_sha1(struct show *show, const char *wanted, struct error *error) {
    struct query *rows = query_new(show->inventory,
                                   "SELECT id, der FROM artifact WHERE der IS NOT NULL"
                                   " AND kind <> 'private-key' ORDER BY kind, id",
                                   error);
    struct buffer text = {0};
    enum outcome outcome = DONE;
    while (outcome == DONE && query_next(rows)) {
        uint8_t digest[SHA1_BYTES];
        buffer_clear(&text);
        if (digest_sha1(query_span(rows, 1), digest)) {
            text_hex(&text, span_of(digest, sizeof digest));
        }
        if (strncasecmp(buffer_text(&text), wanted, strlen(wanted)) == 0) {
            outcome =
                write_about(show, about_thing, COUNT(about_thing), query_number(rows, 0), error);
        }
    }
    buffer_release(&text);
    return query_free(rows, error) == DONE ? outcome : FAILED;
}

/* Names that have what was asked in them; a file also where a longer path ends as it does. */
#define FILES_NAMED                                                                                \
    " FROM file WHERE instr(lower(path || '!' || container), lower(?1)) > 0"                       \
    " OR substr(?1, -length(path) - 1) = '/' || path"
#define THINGS_NAMED                                                                               \
    " FROM artifact WHERE instr(lower(subject), lower(?1)) > 0"                                    \
    " OR instr(lower(alternative_names), lower(?1)) > 0"

enum { NAMED_IN_FULL = 3, NAMED_LISTED = 100 };

/* A line for each row, NAMED_LISTED in all. */
static enum outcome list_named(const struct show *show, const char *select, const char *wanted,
                               int *listed, struct error *error) {
    struct query *lines = query_new(show->inventory, select, error);
    if (!lines) {
        return FAILED;
    }
    query_bind_text(lines, 1, wanted);
    while (*listed < NAMED_LISTED && query_next(lines)) {
        fprintf(show->out, "  %s\n", query_text(lines, 0));
        ++*listed;
    }
    return query_free(lines, error);
}

/* What has the text in its name: a few in full, many as a list to choose from. */
static enum outcome write_named(struct show *show, const char *wanted, struct error *error) {
    struct query *count = query_new(
        show->inventory,
        "SELECT (SELECT count(*)" THINGS_NAMED ") + (SELECT count(*)" FILES_NAMED ")", error);
    if (!count) {
        return FAILED;
    }
    query_bind_text(count, 1, wanted);
    int64_t total = query_next(count) ? query_number(count, 0) : 0;
    enum outcome outcome = query_free(count, error);
    if (outcome == DONE && total <= NAMED_IN_FULL) {
        outcome = write_all(show, "SELECT id" THINGS_NAMED " ORDER BY kind, id", wanted,
                            about_thing, COUNT(about_thing), error);
        return outcome != DONE ? outcome
                               : write_all(show, "SELECT id" FILES_NAMED " ORDER BY id", wanted,
                                           about_file, COUNT(about_file), error);
    }
    int listed = 0;
    if (outcome == DONE) {
        fprintf(show->out, "%lld names have this in them:\n", (long long)total);
        outcome = list_named(show, "SELECT " WHAT_IT_IS THINGS_NAMED " ORDER BY kind, id", wanted,
                             &listed, error);
    }
    if (outcome == DONE) {
        outcome = list_named(
            show,
            "SELECT 'file ' || path || iif(container = '', '', '!' || container)"
            " || iif(revision = '', '', ' in commit ' || substr(revision, 1, 12))" FILES_NAMED
            " ORDER BY id",
            wanted, &listed, error);
    }
    if (outcome == DONE && total > listed) {
        fprintf(show->out, "  and %lld more\n", (long long)(total - listed));
    }
    show->found += (uint64_t)total;
    return outcome;
}

enum outcome show_write(struct inventory *inventory, const char *what, FILE *out, uint64_t *found,
                        struct error *error) {
    static const char keys[] = "SELECT id FROM key WHERE instr(hex(spki_sha256), ?1) = 1"
                               " OR instr(hex(modulus_sha1), ?1) = 1 ORDER BY id";
    static const char things[] = "SELECT id FROM artifact WHERE instr(hex(sha256), ?1) = 1"
                                 " OR key IN (SELECT id FROM key WHERE"
                                 "  instr(hex(spki_sha256), ?1) = 1"
                                 "  OR instr(hex(modulus_sha1), ?1) = 1) ORDER BY kind, id";
    static const char serials[] = "SELECT id FROM artifact WHERE serial <> '' AND"
                                  " ltrim(serial, '0') = ltrim(lower(?1), '0') ORDER BY kind, id";
    static const char files[] =
        "SELECT id FROM file WHERE path = ?1 OR path || '!' || container = ?1"
        " OR substr(path, -length(?1) - 1) = '/' || ?1"
        " OR substr(path || '!' || container, -length(?1) - 1) = '/' || ?1 ORDER BY id";
    struct show show = {.inventory = inventory, .out = out};
    struct buffer digits = {0};
    enum outcome outcome = DONE;
    bool is_number = read_digits(what, &digits);
    if (is_number && digits.length >= DIGEST_DIGITS) {
        const char *wanted = buffer_text(&digits);
        outcome = write_all(&show, keys, wanted, about_key, COUNT(about_key), error);
        if (outcome == DONE) {
            outcome = write_all(&show, things, wanted, about_thing, COUNT(about_thing), error);
        }
        if (outcome == DONE && show.found == 0) {
            outcome = write_by_sha1(&show, wanted, error);
        }
    }
    if (outcome == DONE && is_number && show.found == 0) {
        outcome =
            write_all(&show, serials, buffer_text(&digits), about_thing, COUNT(about_thing), error);
    }
    what += strncmp(what, "./", 2) == 0 ? 2 : 0;
    if (outcome == DONE && *what) {
        outcome = write_all(&show, files, what, about_file, COUNT(about_file), error);
    }
    if (outcome == DONE && *what && show.found == 0) {
        outcome = write_named(&show, what, error);
    }
    buffer_release(&digits);
    *found = show.found;
    return outcome;
}
