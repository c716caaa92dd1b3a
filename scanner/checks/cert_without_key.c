/* A leaf certificate whose private key is nowhere: as it should be for everybody else's, but not
 * for one that is to be used here. */
#include <stdlib.h>

#include "base/id_set.h"
#include "checks/row.h"

/* The first of a file that a configuration names as what is to be presented; those files. */
static const char suspects[] =
    "WITH named AS MATERIALIZED (SELECT DISTINCT file FROM reference"
    "  WHERE role IN ('certificate', 'keystore') AND file IS NOT NULL),"
    " first AS MATERIALIZED (SELECT named.file, min(place.position) AS position FROM named"
    "  CROSS JOIN place ON place.file = named.file JOIN artifact ON artifact.id = place.artifact"
    "  WHERE artifact.kind = 'certificate' GROUP BY named.file)"
    " SELECT artifact.id, group_concat(first.file, ' ') FROM first"
    " CROSS JOIN place ON place.file = first.file AND place.position = first.position"
    " JOIN artifact ON artifact.id = place.artifact WHERE artifact.kind = 'certificate'"
    " AND artifact.role IN ('server', 'client', 'both') AND artifact.key IS NOT NULL"
    " AND artifact.key NOT IN (SELECT key FROM artifact"
    "  WHERE kind = 'private-key' AND key IS NOT NULL)"
    " GROUP BY artifact.id ORDER BY artifact.id";

/* Files that a configuration names as certificates, with a locked key that the same block names. */
static const char select_locked[] =
    "SELECT named.file, locked.place FROM reference AS named JOIN ("
    "  SELECT key.path, key.container, key.revision, key.block, min(place.id) AS place"
    "  FROM reference AS key JOIN place ON place.file = key.file AND place.locked = 1"
    "  JOIN artifact ON artifact.id = place.artifact AND artifact.kind = 'private-key'"
    "  AND artifact.key IS NULL WHERE key.role = 'key' GROUP BY 1, 2, 3, 4) AS locked"
    " ON locked.path = named.path AND locked.container = named.container"
    " AND locked.revision = named.revision AND locked.block = named.block"
    " WHERE named.role IN ('certificate', 'keystore') AND named.file IS NOT NULL ORDER BY named.id";

static enum outcome load_locked(struct id_set *locked, struct inventory *inventory,
                                struct error *error) {
    struct query *rows = query_new(inventory, select_locked, error);
    bool failed = false;
    while (!failed && query_next(rows)) {
        int64_t file = query_number(rows, 0);
        bool fresh = false;
        uint64_t *place = id_set_add(locked, span_of(&file, sizeof file), &fresh);
        failed = !place;
        if (fresh) {
            *place = (uint64_t)query_number(rows, 1);
        }
    }
    enum outcome outcome = query_free(rows, error);
    return failed ? fail(error, "out of memory") : outcome;
}

/* The row of place of the locked key named with one of these files; 0: none. */
static int64_t locked_beside(const struct id_set *locked, const char *files) {
    const uint64_t *place = NULL;
    while (*files && !place) {
        char *end = NULL;
        int64_t file = strtoll(files, &end, 10);
        place = id_set_find(locked, span_of(&file, sizeof file));
        files = end == files ? "" : end + strspn(end, " ");
    }
    return place ? (int64_t)*place : 0;
}

static enum outcome report(struct row *row, struct error *error) {
    const struct thing *certificate = describer_thing(row->describer, query_number(row->query, 0));
    if (!certificate) {
        return fail(error, "out of memory");
    }
    struct place place;
    int64_t key = locked_beside(row->question, query_text(row->query, 1));
    say_thing(&row->message, certificate);
    buffer_format(&row->message, " (sha256 %s) is named in a configuration, but ",
                  certificate->sha256);
    if (key && describer_thing_at(row->describer, key, &place)) {
        buffer_append_text(&row->message, "the private key named with it is locked and cannot be "
                                          "compared: ");
        say_place(&row->message, &place);
        buffer_append_text(&row->message, ".");
        buffer_append_text(&row->remedy, "Sweep again with its passphrase in a file given to "
                                         "--passphrase-file.");
    } else {
        buffer_append_text(&row->message, "its private key is nowhere in the inventory.");
    }
    return row_report(row, certificate, 0, error);
}

static enum outcome run(struct audit *audit, struct error *error) {
    struct id_set locked = {0};
    enum outcome outcome = load_locked(&locked, audit->inventory, error);
    if (outcome == DONE) {
        outcome = row_each_asked(audit, suspects, NULL, &locked, report, error);
    }
    id_set_release(&locked);
    return outcome;
}

const struct check cert_without_key_check = {
    .id = "cert-without-key",
    .severity = SEVERITY_NOTE,
    .title = "Certificate in use without its private key",
    .rule = "A configuration names a file as the certificate to be presented, and the private key "
            "of its first certificate is nowhere in the inventory. Certificates that nobody here "
            "presents are expected without their keys.",
    .remedy = "Where the key is kept elsewhere (a secret store, a hardware module), nothing is "
              "wrong. Otherwise find it, or have the certificate issued for a new key.",
    .reference = "certsweep rulebook, section 2",
    .run = run,
};
