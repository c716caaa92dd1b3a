#include "checks/presented_places.h"

#include "base/digest.h"
#include "base/id_set.h"
#include "base/text.h"
#include "base/words.h"
#include "checks/stem.h"

struct seeker {
    struct id_set keys;    /* (file, key): private keys by the file they lie in */
    struct id_set secrets; /* Secrets that have a tls.key */
    struct id_set beside;  /* private keys by snapshot, folder and stem */
    struct id_set folders; /* (folder, certificate) of CAs */
    struct query *missing;
    struct buffer name;
    struct buffer *out;
};

/* Private keys, with the name of a part of a text, which another part may stand beside. */
static const char select_keys[] =
    "SELECT DISTINCT place.file, artifact.key, iif(file.is_part, file.id, 0), file.path,"
    " file.container, file.revision, file.source = 'git'"
    " FROM artifact JOIN place ON place.artifact = artifact.id JOIN file ON file.id = place.file"
    " WHERE artifact.kind = 'private-key' AND artifact.key IS NOT NULL AND file.live = 1";

/* Of the stores of Java only what stands behind the key under its own alias is sent. */
#define IS_JAVA " place.encoding IN ('jks', 'jceks', 'bks')"

/* A path that is on disk and at HEAD is one place: the one on disk. */
static const char select_places[] =
    "SELECT DISTINCT place.file, leaf.id, leaf.key, file.path, file.container, file.revision,"
    " file.is_part, file.source = 'git', chain.verdict = 'complete' AND NOT EXISTS (SELECT 1"
    "  FROM reference WHERE reference.file = file.id AND role IN ('certificate', 'keystore')),"
    " iif(" IS_JAVA ", place.trail, NULL)"
    " FROM chain JOIN artifact AS leaf ON leaf.id = chain.certificate"
    " JOIN place ON place.artifact = leaf.id JOIN file ON file.id = place.file"
    " WHERE chain.verdict IN ('complete', 'elsewhere', 'issuer-missing')"
    " AND leaf.role IN ('server', 'client', 'both') AND leaf.is_self_signed = 0 AND file.live = 1"
    " AND file.id NOT IN (SELECT file FROM listing)"
    " AND leaf.id NOT IN (SELECT certificate FROM retirement)"
    " AND leaf.id NOT IN (SELECT certificate FROM outward_client)"
    " AND NOT (file.source = 'git' AND EXISTS (SELECT 1 FROM file AS other"
    "  WHERE other.path = file.path AND other.container = file.container"
    "  AND other.source <> 'git')) ORDER BY place.file, leaf.id";

/* Where certificates of CAs lie. */
static const char select_authorities[] =
    "SELECT DISTINCT artifact.id, file.path, file.container, file.source = 'git' FROM artifact"
    " JOIN place ON place.artifact = artifact.id JOIN file ON file.id = place.file"
    " WHERE artifact.kind = 'certificate' AND artifact.role = 'ca' AND file.live = 1";

/* The lowest issuer on the path of the certificate ?1 that is not in the file ?2 (of Java: under
 * the alias ?3), nor in a chain file that is named with it, nor known to those who check the
 * certificate. A file that has another valid certificate of that issuer's name and key goes another
 * way up, and is left alone. */
static const char select_missing[] =
    "SELECT member.id, EXISTS (SELECT 1 FROM artifact AS twin JOIN place"
    "  ON place.artifact = twin.id AND place.file = ?2"
    "  AND (?3 IS NULL OR substr(place.trail, 1, length(?3) + 1) = ?3 || '!')"
    "  WHERE twin.subject_name = member.subject_name AND twin.key = member.key"
    "  AND twin.kind = 'certificate' AND (twin.not_after >= scan.value"
    "   OR member.not_after < scan.value))"
    " FROM chain_link JOIN artifact AS member ON member.id = chain_link.member"
    " JOIN artifact AS leaf ON leaf.id = ?1 JOIN scan ON scan.name = 'at'"
    " WHERE chain_link.certificate = ?1 AND chain_link.position > 0 AND member.is_self_signed = 0"
    " AND NOT EXISTS (SELECT 1 FROM place WHERE place.artifact = member.id AND place.file = ?2"
    "  AND (?3 IS NULL OR substr(place.trail, 1, length(?3) + 1) = ?3 || '!'))"
    " AND NOT EXISTS (SELECT 1 FROM truststore_member AS held"
    "  JOIN truststore ON truststore.file = held.file WHERE held.artifact = member.id"
    "  AND (leaf.role = 'client' OR truststore.recognised <> 'configuration'"
    "   OR truststore.file IN (SELECT file FROM reference WHERE file IS NOT NULL"
    "    AND role IN ('server truststore', 'truststore'))))"
    " AND NOT EXISTS (SELECT 1 FROM reference AS own JOIN reference AS sent"
    "  ON sent.path = own.path AND sent.container = own.container"
    "  AND sent.revision = own.revision AND sent.block = own.block AND sent.role = 'chain'"
    "  WHERE own.file = ?2 AND own.role IN ('certificate', 'keystore'))"
    " ORDER BY chain_link.position LIMIT 1";

/* "PATH!block 6/" of the part "block 6/tls.crt": which Secret it is of; empty for no such part. */
static struct span secret_of(struct seeker *seeker, const char *path, const char *container,
                             const char *revision, const char *part) {
    size_t length = strlen(container), tail = strlen(part);
    buffer_clear(&seeker->name);
    if (length <= tail || strcmp(container + length - tail, part) != 0) {
        return span_of("", 0);
    }
    buffer_format(&seeker->name, "%s!%.*s!%s", path, (int)(length - tail), container, revision);
    return buffer_span(&seeker->name);
}

/* Digest of the folder of a file, one on disk told from one of git, and of what follows: the stem
 * of its name where that counts, and a number. */
static void folder_digest(struct seeker *seeker, const char *path, const char *container,
                          bool is_git, bool with_stem, int64_t number,
                          uint8_t digest[SHA256_BYTES]) {
    struct buffer *name = &seeker->name;
    buffer_clear(name);
    buffer_append_text(name, path);
    if (*container) {
        buffer_format(name, "!%s", container);
    }
    size_t folder = stem_begins(buffer_span(name));
    struct buffer stem = {0};
    if (with_stem) {
        stem_append(&stem, buffer_text(name) + folder);
    }
    name->length = folder;
    buffer_format(name, "%s\n%c\n%lld", buffer_text(&stem), is_git ? 'g' : 'f', (long long)number);
    buffer_release(&stem);
    digest_sha256(buffer_span(name), digest);
}

static enum outcome load_folders(struct seeker *seeker, struct inventory *inventory,
                                 struct error *error) {
    struct query *rows = query_new(inventory, select_authorities, error);
    bool failed = false;
    while (!failed && query_next(rows)) {
        uint8_t digest[SHA256_BYTES];
        folder_digest(seeker, query_text(rows, 1), query_text(rows, 2), query_number(rows, 3) != 0,
                      false, query_number(rows, 0), digest);
        failed = !id_set_add(&seeker->folders, span_of(digest, sizeof digest), NULL);
    }
    enum outcome outcome = query_free(rows, error);
    return failed ? fail(error, "out of memory") : outcome;
}

static enum outcome load_keys(struct seeker *seeker, struct inventory *inventory,
                              struct error *error) {
    struct query *rows = query_new(inventory, select_keys, error);
    bool failed = false;
    while (!failed && query_next(rows)) {
        int64_t pair[] = {query_number(rows, 0), query_number(rows, 1)};
        failed = !id_set_add(&seeker->keys, span_of(pair, sizeof pair), NULL);
        struct span secret = query_number(rows, 2) == 0
                                 ? span_of("", 0)
                                 : secret_of(seeker, query_text(rows, 3), query_text(rows, 4),
                                             query_text(rows, 5), "/tls.key");
        uint8_t digest[SHA256_BYTES];
        digest_sha256(secret, digest);
        failed = failed || (secret.length &&
                            !id_set_add(&seeker->secrets, span_of(digest, sizeof digest), NULL));
        folder_digest(seeker, query_text(rows, 3), query_text(rows, 4), query_number(rows, 6) != 0,
                      true, pair[1], digest);
        failed = failed || !id_set_add(&seeker->beside, span_of(digest, sizeof digest), NULL);
    }
    enum outcome outcome = query_free(rows, error);
    return failed ? fail(error, "out of memory") : outcome;
}

static bool is_presented(struct seeker *seeker, struct query *row, enum presented_as *as) {
    static const char *const words[] = {"fullchain", NULL};
    int64_t pair[] = {query_number(row, 0), query_number(row, 2)};
    const char *path = query_text(row, 3), *container = query_text(row, 4);
    *as = query_null(row, 9) ? PRESENTED_WITH_KEY : PRESENTED_IN_ENTRY;
    if (!query_null(row, 2) && id_set_find(&seeker->keys, span_of(pair, sizeof pair))) {
        return true;
    }
    struct span secret = query_number(row, 6) == 0
                             ? span_of("", 0)
                             : secret_of(seeker, path, container, query_text(row, 5), "/tls.crt");
    uint8_t digest[SHA256_BYTES];
    digest_sha256(secret, digest);
    *as = PRESENTED_IN_SECRET;
    if (secret.length && id_set_find(&seeker->secrets, span_of(digest, sizeof digest))) {
        return true;
    }
    *as = PRESENTED_AS_CHAIN;
    if (words_have(span_text(text_base_name(*container ? container : path)), words)) {
        return true;
    }
    *as = PRESENTED_BESIDE_KEY;
    folder_digest(seeker, path, container, query_number(row, 7) != 0, true, pair[1], digest);
    return query_number(row, 8) != 0 && query_number(row, 6) == 0 && !query_null(row, 2) &&
           id_set_find(&seeker->beside, span_of(digest, sizeof digest));
}

/* Beside a pair of files the issuer may lie in a third, and be sent from there. */
static bool lies_beside(struct seeker *seeker, struct query *row, const struct unpresented *found) {
    uint8_t digest[SHA256_BYTES];
    folder_digest(seeker, query_text(row, 3), query_text(row, 4), query_number(row, 7) != 0, false,
                  found->issuer, digest);
    return found->as == PRESENTED_BESIDE_KEY &&
           id_set_find(&seeker->folders, span_of(digest, sizeof digest));
}

static enum outcome find(struct seeker *seeker, struct inventory *inventory, struct error *error) {
    struct query *rows = query_new(inventory, select_places, error);
    while (query_next(rows)) {
        struct unpresented found = {.file = query_number(rows, 0),
                                    .certificate = query_number(rows, 1)};
        if (!is_presented(seeker, rows, &found.as)) {
            continue;
        }
        query_rewind(seeker->missing);
        query_bind_number(seeker->missing, 1, found.certificate);
        query_bind_number(seeker->missing, 2, found.file);
        query_bind_text(seeker->missing, 3, query_null(rows, 9) ? NULL : query_text(rows, 9));
        if (query_next(seeker->missing) && query_number(seeker->missing, 1) == 0) {
            found.issuer = query_number(seeker->missing, 0);
            if (!lies_beside(seeker, rows, &found)) {
                buffer_append(seeker->out, &found, sizeof found);
            }
        }
    }
    enum outcome outcome = query_free(rows, error);
    return seeker->out->failed ? fail(error, "out of memory") : outcome;
}

enum outcome presented_places_find(struct inventory *inventory, struct buffer *out,
                                   struct error *error) {
    struct seeker seeker = {.missing = query_new(inventory, select_missing, error), .out = out};
    enum outcome outcome = seeker.missing ? load_keys(&seeker, inventory, error) : FAILED;
    if (outcome == DONE) {
        outcome = load_folders(&seeker, inventory, error);
    }
    if (outcome == DONE) {
        outcome = find(&seeker, inventory, error);
    }
    if (seeker.missing && query_free(seeker.missing, error) != DONE) {
        outcome = FAILED;
    }
    id_set_release(&seeker.keys);
    id_set_release(&seeker.secrets);
    id_set_release(&seeker.beside);
    id_set_release(&seeker.folders);
    buffer_release(&seeker.name);
    return outcome;
}
