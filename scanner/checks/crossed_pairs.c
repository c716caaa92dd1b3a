#include "checks/crossed_pairs.h"

#include "base/buffer.h"
#include "base/id_set.h"

/* Of two on one line the order is not known. The blocks are told apart by a number. */
static const char select_halves[] =
    "WITH named AS (SELECT path, container, revision, block, role, line, family,"
    "  iif(count(*) = 1, file, NULL) AS file FROM reference"
    "  WHERE role IN ('certificate', 'key') AND lower(directive) IN ('ssl_certificate',"
    "   'ssl_certificate_key', 'sslcertificatefile', 'sslcertificatekeyfile')"
    "  GROUP BY path, container, revision, block, role, line),"
    " first AS MATERIALIZED (SELECT file, role, (SELECT one.id FROM place"
    "   JOIN artifact AS one ON one.id = place.artifact WHERE place.file = wanted.file"
    "   AND one.kind = iif(wanted.role = 'key', 'private-key', 'certificate')"
    "   ORDER BY place.position LIMIT 1) AS artifact FROM (SELECT DISTINCT file, role FROM named"
    "   WHERE file IS NOT NULL) AS wanted)"
    " SELECT dense_rank() OVER (ORDER BY named.path, named.container, named.revision,"
    "   named.block), named.role = 'key', named.family = 'nginx', named.line, named.file,"
    "  artifact.id, artifact.key, dense_rank() OVER (ORDER BY artifact.algorithm), named.path,"
    "  named.container FROM named LEFT JOIN first ON first.file = named.file"
    "   AND first.role = named.role LEFT JOIN artifact ON artifact.id = first.artifact"
    " ORDER BY named.path, named.container, named.revision, named.block, named.role, named.line";

/* The halves of the block that is being read, in their order. */
struct block {
    enum outcome (*each)(void *context, const struct crossed_pair *pair, struct error *error);
    void *context;
    int64_t number;
    bool is_nginx;
    struct buffer path, container;
    struct buffer certificates, keys; /* struct half */
};

static size_t count_of(const struct buffer *halves) {
    return halves->length / sizeof(struct half);
}

static struct span id_of(const int64_t *id) {
    return span_of(id, sizeof *id);
}

/* The public keys of the block's certificates. */
static bool gather(struct id_set *own, const struct block *block) {
    const struct half *certificates = (const struct half *)block->certificates.bytes;
    bool gathered = true;
    for (size_t i = 0; i < count_of(&block->certificates) && gathered; i++) {
        gathered = !certificates[i].public_key ||
                   id_set_add(own, id_of(&certificates[i].public_key), NULL) != NULL;
    }
    return gathered;
}

/* As far as every certificate so far is known: after another one, who stands with whom is a guess.
 */
static enum outcome pair_up(const struct block *block, const struct id_set *own,
                            struct id_set *by_algorithm, struct error *error) {
    const struct half *certificates = (const struct half *)block->certificates.bytes;
    const struct half *keys = (const struct half *)block->keys.bytes;
    struct crossed_pair pair = {.path = (const char *)block->path.bytes,
                                .container = (const char *)block->container.bytes};
    enum outcome outcome = DONE;
    for (size_t i = 0; i < count_of(&block->keys) && certificates[i].public_key && outcome == DONE;
         i++) {
        uint64_t *last = id_set_add(by_algorithm, id_of(&certificates[i].algorithm), NULL);
        if (!last) {
            return fail(error, "out of memory");
        }
        *last = i;
        const uint64_t *against =
            block->is_nginx ? id_set_find(by_algorithm, id_of(&keys[i].algorithm)) : last;
        if (!keys[i].public_key || !against ||
            certificates[*against].public_key == keys[i].public_key ||
            !id_set_find(own, id_of(&keys[i].public_key))) {
            continue;
        }
        pair.private_key = keys[i];
        pair.certificate = certificates[*against];
        outcome = block->each(block->context, &pair, error);
    }
    return outcome;
}

static enum outcome end_block(struct block *block, struct error *error) {
    size_t pairs = count_of(&block->keys);
    struct id_set own = {0};
    struct id_set by_algorithm = {0};
    enum outcome outcome = DONE;
    if (block->certificates.failed || block->keys.failed || block->path.failed ||
        block->container.failed || !gather(&own, block)) {
        outcome = fail(error, "out of memory");
    } else if (pairs > 1 && pairs == count_of(&block->certificates)) {
        outcome = pair_up(block, &own, &by_algorithm, error);
    }
    id_set_release(&own);
    id_set_release(&by_algorithm);
    buffer_clear(&block->certificates);
    buffer_clear(&block->keys);
    return outcome;
}

static void begin_block(struct block *block, struct query *row) {
    block->number = query_number(row, 0);
    block->is_nginx = query_number(row, 2) != 0;
    buffer_clear(&block->path);
    buffer_append(&block->path, query_text(row, 8), strlen(query_text(row, 8)) + 1);
    buffer_clear(&block->container);
    buffer_append(&block->container, query_text(row, 9), strlen(query_text(row, 9)) + 1);
}

enum outcome crossed_pairs(struct inventory *inventory,
                           enum outcome (*each)(void *context, const struct crossed_pair *pair,
                                                struct error *error),
                           void *context, struct error *error) {
    struct query *rows = query_new(inventory, select_halves, error);
    struct block block = {.each = each, .context = context};
    enum outcome outcome = rows ? DONE : FAILED;
    while (outcome == DONE && query_next(rows)) {
        if (query_number(rows, 0) != block.number) {
            outcome = end_block(&block, error);
            begin_block(&block, rows);
        }
        struct half half = {.line = query_number(rows, 3),
                            .file = query_number(rows, 4),
                            .artifact = query_number(rows, 5),
                            .public_key = query_number(rows, 6),
                            .algorithm = query_number(rows, 7)};
        buffer_append(query_number(rows, 1) ? &block.keys : &block.certificates, &half,
                      sizeof half);
    }
    if (outcome == DONE) {
        outcome = end_block(&block, error);
    }
    buffer_release(&block.path);
    buffer_release(&block.container);
    buffer_release(&block.certificates);
    buffer_release(&block.keys);
    return query_free(rows, error) == DONE ? outcome : FAILED;
}
