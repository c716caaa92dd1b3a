/* A bundle in which the certificate of the key beside it is not the first: a server sends the first
 * one as its own. */
#include "checks/commands.h"
#include "checks/key_file_pairs.h"
#include "checks/row.h"

static enum outcome say_subjects(struct row *row, int64_t file, struct error *error) {
    enum { SHOWN = 8 };
    struct query *rows = query_new(row->audit->inventory,
                                   "SELECT artifact.subject, count(*) OVER () FROM place"
                                   " JOIN artifact ON artifact.id = place.artifact"
                                   " WHERE place.file = ?1 AND artifact.kind = 'certificate'"
                                   " ORDER BY place.position, place.id",
                                   error);
    if (!rows) {
        return FAILED;
    }
    query_bind_number(rows, 1, file);
    for (int i = 1; i <= SHOWN && query_next(rows); i++) {
        buffer_format(&row->message, "%s %d: %s", i == 1 ? " It holds" : ",", i,
                      name_or_none(query_text(rows, 0)));
        if (i == SHOWN && query_number(rows, 1) > SHOWN) {
            buffer_append_text(&row->message, " and more");
        }
    }
    buffer_append_text(&row->message, ".");
    return query_free(rows, error);
}

/* The leaf, then what follows it on its path, then the rest as it stands. */
static enum outcome say_order(struct row *row, int64_t file, int64_t key, const struct place *place,
                              struct error *error) {
    struct query *rows =
        query_new(row->audit->inventory,
                  "SELECT group_concat(trail, '; ') FROM (SELECT place.trail FROM place"
                  " JOIN artifact ON artifact.id = place.artifact LEFT JOIN bundle"
                  " ON bundle.file = place.file AND bundle.member = place.artifact"
                  " AND bundle.position = place.position WHERE place.file = ?1"
                  " ORDER BY NOT (artifact.kind = 'certificate' AND artifact.key = ?2),"
                  " bundle.depth IS NULL, bundle.depth, place.position)",
                  error);
    struct buffer command = {0};
    if (!rows) {
        return FAILED;
    }
    query_bind_number(rows, 1, file);
    query_bind_number(rows, 2, key);
    if (query_next(rows) && command_reorder(&command, place, query_text(rows, 0))) {
        buffer_format(&row->remedy, "%s Run: %s", row->audit->current->remedy,
                      buffer_text(&command));
    }
    buffer_release(&command);
    return query_free(rows, error);
}

static enum outcome report(void *context, const struct misfit *misfit, struct error *error) {
    struct row *row = context;
    struct place key_place, place;
    if (misfit->nth == 0) {
        return DONE;
    }
    describer_clear(row->describer);
    buffer_clear(&row->message);
    buffer_clear(&row->remedy);
    const struct thing *key = describer_thing(row->describer, misfit->private_key);
    const struct thing *first = describer_thing(row->describer, misfit->certificate);
    if (!key || !first ||
        !describer_place_in(row->describer, key->artifact, misfit->key_file, &key_place) ||
        !describer_place_in(row->describer, first->artifact, misfit->certificate_file, &place)) {
        return fail(error, "out of memory");
    }
    struct buffer *message = &row->message;
    buffer_format(message, "The certificate of private ");
    say_key(message, key);
    buffer_append_text(message, " in ");
    say_place(message, &key_place);
    buffer_format(message, " is number %llu in its file, but a server sends the first as its own: ",
                  (unsigned long long)misfit->nth);
    say_place(message, &place);
    buffer_append_text(message, ".");
    if (say_subjects(row, misfit->certificate_file, error) != DONE) {
        return FAILED;
    }
    if (say_order(row, misfit->certificate_file, key->key, &place, error) != DONE) {
        return FAILED;
    }
    return row_report_ruled(row, first, &place, 0, RULE_LEAF_FIRST, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    struct row row = {.audit = audit, .describer = audit->describer};
    enum outcome outcome = key_file_misfits(audit->inventory, report, &row, error);
    buffer_release(&row.message);
    buffer_release(&row.remedy);
    return outcome;
}

const struct check chain_leaf_not_first_check = {
    .id = "chain-leaf-not-first",
    .severity = SEVERITY_ERROR,
    .title = "Leaf is not the first of its bundle",
    .rule = "In a PEM bundle beside a private key, or with it in one file, the certificate of that "
            "key is not the first, and no other file beside the key begins with it.",
    .remedy = "Write the bundle anew: the leaf first, then the certificate of its issuer, and so "
              "on up; the root is not needed.",
    .reference = "RFC 8446 section 4.4.2; nginx: ssl_certificate",
    .run = run,
};
