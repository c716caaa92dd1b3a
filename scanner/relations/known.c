/* Marks what the public knows: roots of the web, and keys whose private half is published. */
#include "base/digest.h"
#include "known_tables.h"
#include "relations/known_digests.h"
#include "relations/relation.h"

/* One thing to mark; written after reading. */
struct mark {
    int64_t artifact;
    const char *source;
};

/* Marks the artifacts of a SELECT of id and digest, or, where that is NULL, of what is digested. */
static enum outcome mark_all(struct relation_context *context, const char *select,
                             const char *table, const char *kind, struct error *error) {
    struct known_digests known;
    struct buffer marks = {0};
    enum outcome outcome = known_digests_read(&known, table) ? DONE : fail(error, "out of memory");
    struct query *rows = query_new(context->inventory, select, error);
    uint8_t bytes[SHA256_BYTES];
    while (outcome == DONE && query_next(rows)) {
        struct span digest = query_span(rows, 1);
        if (query_null(rows, 1) && digest_sha256(query_span(rows, 2), bytes)) {
            digest = span_of(bytes, sizeof bytes);
        }
        struct mark mark = {.artifact = query_number(rows, 0),
                            .source = known_digests_find(&known, digest)};
        if (mark.source) {
            buffer_append(&marks, &mark, sizeof mark);
        }
    }
    if (query_free(rows, error) != DONE) {
        outcome = FAILED;
    } else if (marks.failed) {
        outcome = fail(error, "out of memory");
    }
    const struct mark *each = (const void *)marks.bytes;
    for (size_t i = 0; i < marks.length / sizeof *each && outcome == DONE; i++) {
        outcome =
            inventory_add_known(context->inventory, each[i].artifact, kind, each[i].source, error);
    }
    buffer_release(&marks);
    known_digests_release(&known);
    return outcome;
}

static enum outcome derive(struct relation_context *context, struct error *error) {
    enum outcome outcome =
        mark_all(context, "SELECT id, sha256 FROM artifact WHERE kind = 'certificate' ORDER BY id",
                 web_roots_txt, "web root", error);
    if (outcome != DONE) {
        return outcome;
    }
    outcome = mark_all(context,
                       "SELECT id, NULL, authority_key_identifier FROM artifact"
                       " WHERE kind = 'certificate' AND is_self_issued = 0"
                       " AND authority_key_identifier <> '' ORDER BY id",
                       web_root_keys_txt, "below web root", error);
    if (outcome != DONE) {
        return outcome;
    }
    return mark_all(context,
                    "SELECT artifact.id, spki_sha256 FROM artifact"
                    " JOIN key ON key.id = artifact.key ORDER BY artifact.id",
                    published_keys_txt, "published key", error);
}

const struct relation known_relation = {.name = "known", .derive = derive};
