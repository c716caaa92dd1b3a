#include "checks/presented_places.h"

#include "base/digest.h"
#include "base/id_set.h"
#include "base/text.h"
#include "base/words.h"

struct seeker {
    struct id_set keys;    /* (file, key): private keys by the file they lie in */
    struct id_set secrets; /* Secrets that have a tls.key */
    struct query *missing;
    struct buffer name;
    struct buffer *out;
};

/* Private keys, with the name of a part of a text, which another part may stand beside. */
static const char select_keys[] =
    "SELECT DISTINCT place.file, artifact.key, iif(file.is_part, file.id, 0), file.path,"
    " file.container, file.revision FROM artifact JOIN place ON place.artifact = artifact.id"
    " JOIN file ON file.id = place.file"
    " WHERE artifact.kind = 'private-key' AND artifact.key IS NOT NULL AND file.live = 1";

/* A path that is on disk and at HEAD is one place: the one on disk. */
static const char select_places[] =
    "SELECT DISTINCT place.file, leaf.id, leaf.key, file.path, file.container, file.revision,"
    " file.is_part FROM chain JOIN artifact AS leaf ON leaf.id = chain.certificate"
    " JOIN place ON place.artifact = leaf.id JOIN file ON file.id = place.file"
    " WHERE chain.verdict IN ('complete', 'elsewhere', 'issuer-missing')"
    " AND leaf.role IN ('server', 'client', 'both') AND leaf.is_self_signed = 0 AND file.live = 1"
    " AND file.id NOT IN (SELECT file FROM listing)"
    " AND leaf.id NOT IN (SELECT certificate FROM retirement)"
    " AND leaf.id NOT IN (SELECT certificate FROM outward_client)"
    " AND NOT (file.source = 'git' AND EXISTS (SELECT 1 FROM file AS other"
    "  WHERE other.path = file.path AND other.container = file.container"
    "  AND other.source <> 'git')) ORDER BY place.file, leaf.id";

/* The lowest issuer on the path of the certificate ?1 that is not in the file ?2, nor in a chain
 * file that is named with it, nor known to those who check the certificate. A file that has another
 * valid certificate of that issuer's name and key goes another way up, and is left alone. */
static const char select_missing[] =
    "SELECT member.id, EXISTS (SELECT 1 FROM artifact AS twin JOIN place"
    "  ON place.artifact = twin.id AND place.file = ?2"
    "  WHERE twin.subject_name = member.subject_name AND twin.key = member.key"
    "  AND twin.kind = 'certificate' AND (twin.not_after >= scan.value"
    "   OR member.not_after < scan.value))"
    " FROM chain_link JOIN artifact AS member ON member.id = chain_link.member"
    " JOIN artifact AS leaf ON leaf.id = ?1 JOIN scan ON scan.name = 'at'"
    " WHERE chain_link.certificate = ?1 AND chain_link.position > 0 AND member.is_self_signed = 0"
    " AND NOT EXISTS (SELECT 1 FROM place WHERE place.artifact = member.id AND place.file = ?2)"
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
    }
    enum outcome outcome = query_free(rows, error);
    return failed ? fail(error, "out of memory") : outcome;
}

static bool is_presented(struct seeker *seeker, struct query *row, enum presented_as *as) {
    static const char *const words[] = {"fullchain", NULL};
    int64_t pair[] = {query_number(row, 0), query_number(row, 2)};
    const char *path = query_text(row, 3), *container = query_text(row, 4);
    *as = PRESENTED_WITH_KEY;
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
    return words_have(span_text(text_base_name(*container ? container : path)), words);
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
        if (query_next(seeker->missing) && query_number(seeker->missing, 1) == 0) {
            found.issuer = query_number(seeker->missing, 0);
            buffer_append(seeker->out, &found, sizeof found);
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
        outcome = find(&seeker, inventory, error);
    }
    if (seeker.missing && query_free(seeker.missing, error) != DONE) {
        outcome = FAILED;
    }
    id_set_release(&seeker.keys);
    id_set_release(&seeker.secrets);
    buffer_release(&seeker.name);
    return outcome;
}
