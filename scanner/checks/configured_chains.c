#include "checks/configured_chains.h"

enum { FILES_MOST = 16 }; /* chain files, and certificate files, of one block */

/* What is read once, so that a file named ten thousand times costs no more than once. */
struct held {
    struct id_set pairs;   /* (file, certificate) of files that are named */
    struct id_set leaves;  /* file -> its first certificate */
    struct id_set trusted; /* certificates that others than servers have in their truststores */
    struct id_set own;     /* (configuration, certificate): issuers in its truststores */
    struct query *path;
};

/* Files named by one block. */
struct block {
    int64_t configuration; /* the first reference of it that is asked for here */
    int64_t certificates[FILES_MOST];
    int64_t references[FILES_MOST]; /* that name them */
    int64_t chains[FILES_MOST];
    size_t certificate_count;
    size_t chain_count;
};

static const char select_held[] =
    "SELECT place.file, place.artifact FROM place JOIN artifact ON artifact.id = place.artifact"
    " WHERE artifact.kind = 'certificate' AND place.file IN (SELECT file FROM reference"
    "  WHERE role IN ('certificate', 'chain')) ORDER BY place.file, place.position, place.id";

static const char select_trusted[] =
    "SELECT DISTINCT member.artifact FROM truststore JOIN truststore_member AS member"
    " ON member.file = truststore.file WHERE truststore.recognised <> 'configuration'"
    " OR truststore.file IN (SELECT file FROM reference WHERE file IS NOT NULL"
    "  AND role IN ('server truststore', 'truststore'))";

/* What the program that sends a certificate completes its chain from. */
static const char select_own[] =
    "WITH configuration AS MATERIALIZED (SELECT path, container, revision, min(id) AS id"
    "  FROM reference WHERE file IS NOT NULL AND role IN ('certificate', 'chain')"
    "  GROUP BY path, container, revision), store AS MATERIALIZED (SELECT DISTINCT path,"
    "  container, revision, file FROM reference WHERE file IS NOT NULL"
    "  AND role IN ('client truststore', 'truststore'))"
    " SELECT DISTINCT configuration.id, place.artifact FROM configuration JOIN store"
    "  USING (path, container, revision) JOIN place ON place.file = store.file"
    " JOIN artifact ON artifact.id = place.artifact WHERE artifact.kind = 'certificate'"
    " AND artifact.role = 'ca' AND artifact.is_self_signed = 0";

static const char select_references[] =
    "SELECT id, file, role, path, container, revision, block, dense_rank() OVER"
    "  (ORDER BY path, container, revision, block),"
    "  min(id) OVER (PARTITION BY path, container, revision) FROM reference"
    " WHERE file IS NOT NULL AND role IN ('certificate', 'chain')"
    " ORDER BY path, container, revision, block, id";

/* Issuers that a server's certificate is to be sent with; whether that is all of them, but for a
 * root. A directive for servers says what a certificate for both is. */
static const char select_path[] =
    "SELECT chain_link.member, chain.verdict <> 'issuer-missing' FROM chain"
    " JOIN artifact AS leaf ON leaf.id = chain.certificate"
    " JOIN chain_link ON chain_link.certificate = chain.certificate AND chain_link.position > 0"
    " JOIN artifact AS member ON member.id = chain_link.member"
    " WHERE chain.certificate = ?1 AND chain.verdict IN ('complete', 'elsewhere', 'issuer-missing')"
    " AND (leaf.role = 'server' OR (leaf.role = 'both' AND (SELECT directive FROM reference"
    "   WHERE reference.id = ?2) IN ('ssl_certificate', 'SSLCertificateFile')))"
    " AND member.is_self_signed = 0 ORDER BY chain_link.position";

static struct span id_of(const int64_t *id) {
    return span_of(id, sizeof *id);
}

static enum outcome load_held(struct held *held, struct inventory *inventory, struct error *error) {
    struct query *rows = query_new(inventory, select_held, error);
    bool failed = false;
    while (!failed && query_next(rows)) {
        int64_t pair[] = {query_number(rows, 0), query_number(rows, 1)};
        bool first = false;
        uint64_t *leaf = id_set_add(&held->leaves, id_of(pair), &first);
        failed = !leaf || !id_set_add(&held->pairs, span_of(pair, sizeof pair), NULL);
        if (leaf && first) {
            *leaf = (uint64_t)pair[1];
        }
    }
    if (query_free(rows, error) != DONE) {
        return FAILED;
    }
    rows = query_new(inventory, select_trusted, error);
    while (!failed && query_next(rows)) {
        int64_t certificate = query_number(rows, 0);
        failed = !id_set_add(&held->trusted, id_of(&certificate), NULL);
    }
    if (query_free(rows, error) != DONE) {
        return FAILED;
    }
    rows = query_new(inventory, select_own, error);
    while (!failed && query_next(rows)) {
        int64_t pair[] = {query_number(rows, 0), query_number(rows, 1)};
        failed = !id_set_add(&held->own, span_of(pair, sizeof pair), NULL);
    }
    enum outcome outcome = query_free(rows, error);
    return failed ? fail(error, "out of memory") : outcome;
}

static bool has(const struct held *held, int64_t file, int64_t certificate) {
    int64_t pair[] = {file, certificate};
    return id_set_find(&held->pairs, span_of(pair, sizeof pair)) != NULL;
}

static bool is_sent(const struct held *held, const struct block *block, int64_t file,
                    int64_t certificate) {
    bool sent = has(held, file, certificate);
    for (size_t i = 0; i < block->chain_count && !sent; i++) {
        sent = has(held, block->chains[i], certificate);
    }
    return sent;
}

static bool completes(const struct held *held, int64_t configuration, int64_t certificate) {
    int64_t pair[] = {configuration, certificate};
    return id_set_find(&held->own, span_of(pair, sizeof pair)) != NULL;
}

static bool judge(struct configured_chains *chains, struct held *held, const struct block *block,
                  size_t which) {
    int64_t file = block->certificates[which];
    const uint64_t *leaf = id_set_find(&held->leaves, id_of(&file));
    struct unsent unsent = {.certificate = leaf ? (int64_t)*leaf : 0,
                            .file = file,
                            .reference = block->references[which]};
    bool whole = false, known = false;
    query_rewind(held->path);
    query_bind_number(held->path, 1, unsent.certificate);
    query_bind_number(held->path, 2, unsent.reference);
    while (leaf && query_next(held->path)) {
        int64_t issuer = query_number(held->path, 0);
        bool sent = is_sent(held, block, file, issuer);
        whole = (known ? whole && sent : sent) && query_number(held->path, 1) != 0;
        known = true;
        if (!sent && !unsent.issuer && !id_set_find(&held->trusted, id_of(&issuer))) {
            unsent.issuer = issuer;
            unsent.is_completed = completes(held, block->configuration, issuer);
        }
    }
    if (whole) {
        return id_set_add(&chains->whole, id_of(&unsent.certificate), NULL) != NULL;
    }
    int64_t pair[] = {file, unsent.certificate};
    bool fresh = unsent.issuer != 0;
    if (fresh && (!id_set_add(&chains->told, span_of(pair, sizeof pair), &fresh) ||
                  !id_set_add(&chains->unsent_certificates, id_of(&unsent.certificate), NULL))) {
        return false;
    }
    if (fresh) {
        buffer_append(&chains->unsent, &unsent, sizeof unsent);
    }
    return !chains->unsent.failed;
}

static void add(struct block *block, struct query *row) {
    bool is_chain = strcmp(query_text(row, 2), "chain") == 0;
    size_t *count = is_chain ? &block->chain_count : &block->certificate_count;
    if (*count == FILES_MOST) {
        return;
    }
    if (is_chain) {
        block->chains[*count] = query_number(row, 1);
    } else {
        block->certificates[*count] = query_number(row, 1);
        block->references[*count] = query_number(row, 0);
    }
    (*count)++;
}

static enum outcome judge_blocks(struct configured_chains *chains, struct held *held,
                                 struct inventory *inventory, struct error *error) {
    struct query *rows = query_new(inventory, select_references, error);
    struct block block = {0};
    int64_t number = 0;
    bool failed = false;
    bool more = true;
    while (more && !failed) {
        more = query_next(rows);
        if (!more || query_number(rows, 7) != number) {
            for (size_t i = 0; i < block.certificate_count && !failed; i++) {
                failed = !judge(chains, held, &block, i);
            }
            block = (struct block){0};
        }
        if (more) {
            number = query_number(rows, 7);
            block.configuration = query_number(rows, 8);
            add(&block, rows);
        }
    }
    enum outcome outcome = query_free(rows, error);
    return failed ? fail(error, "out of memory") : outcome;
}

enum outcome configured_chains_load(struct configured_chains *chains, struct inventory *inventory,
                                    struct error *error) {
    struct held held = {.path = query_new(inventory, select_path, error)};
    enum outcome outcome = held.path ? load_held(&held, inventory, error) : FAILED;
    if (outcome == DONE) {
        outcome = judge_blocks(chains, &held, inventory, error);
    }
    if (held.path && query_free(held.path, error) != DONE) {
        outcome = FAILED;
    }
    id_set_release(&held.pairs);
    id_set_release(&held.leaves);
    id_set_release(&held.trusted);
    id_set_release(&held.own);
    return outcome;
}

void configured_chains_release(struct configured_chains *chains) {
    id_set_release(&chains->whole);
    id_set_release(&chains->told);
    id_set_release(&chains->unsent_certificates);
    buffer_release(&chains->unsent);
    *chains = (struct configured_chains){0};
}
