/* What is new, gone, moved and changed between two inventories: "old" and the one at hand. A thing
 * is the same by kind and digest, a place by path, container and revision; of findings and problems
 * see inventory/compare.sql. */
#include "inventory/query.h"
#include "json_row.h"
#include "reporter.h"

#define THINGS(schema) "(SELECT kind, identity FROM " schema ".artifact)"

#define PLACES(schema)                                                                             \
    "(SELECT a.kind, a.identity, f.path, f.container, f.revision FROM " schema ".place AS p "      \
    "JOIN " schema ".artifact AS a ON a.id = p.artifact "                                          \
    "JOIN " schema ".file AS f ON f.id = p.file)"

/* Places of schema that the other has not, named by state: known says whether the other has the
 * thing itself. */
#define PLACES_OF(schema, other, known, state)                                                     \
    "SELECT '" state "' AS state, a.kind AS what, "                                                \
    "lower(hex(coalesce(k.spki_sha256, a.sha256, a.identity))) AS key, "                           \
    "lower(hex(coalesce(a.sha256, a.identity))) AS id, a.subject AS name, a.not_after AS detail, " \
    "f.path AS path, min(p.trail) AS trail, f.revision AS revision, '' AS severity, "              \
    "'' AS old_path FROM " schema ".place AS p JOIN " schema                                       \
    ".artifact AS a ON a.id = p.artifact "                                                         \
    "JOIN " schema ".file AS f ON f.id = p.file LEFT JOIN " schema ".key AS k ON k.id = a.key "    \
    "WHERE (a.kind, a.identity) " known                                                            \
    " " THINGS(other) " AND (a.kind, a.identity, f.path, f.container, f.revision) NOT IN " PLACES( \
        other) " GROUP BY a.id, f.id "

#define IN_ORDER                                                                                   \
    "ORDER BY CASE state WHEN 'new' THEN 0 WHEN 'changed' THEN 1 WHEN 'added place' THEN 2 "       \
    "WHEN 'removed place' THEN 3 WHEN 'moved' THEN 4 ELSE 5 END, "                                 \
    "CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, "                         \
    "what, name, path, trail, revision, key, id, detail"

/* What an operator asks first comes first. */
static const char *const changes[] = {
    "SELECT state, 'finding' AS what, subject AS key, '' AS id, check_id AS name, detail, path, trail,"
    " revision, severity, old_path FROM finding_change " IN_ORDER,
    "SELECT state, 'problem' AS what, '' AS key, '' AS id, code AS name, detail, path, trail, revision,"
    " '' AS severity, '' AS old_path FROM problem_change " IN_ORDER,
    "SELECT * FROM (" PLACES_OF("main", "old", "NOT IN", "new") "UNION ALL " PLACES_OF(
        "main", "old", "IN", "added place") ") " IN_ORDER,
    "SELECT * FROM (" PLACES_OF("old", "main", "IN", "removed place") "UNION ALL " PLACES_OF(
        "old", "main", "NOT IN", "gone") ") " IN_ORDER,
};

enum column { STATE, WHAT, KEY, ID, NAME, DETAIL, PATH, TRAIL, REVISION, SEVERITY, OLD_PATH };

static const char *sign_of(const char *state) {
    return state[0] == 'n' ? "+" : state[0] == 'g' ? "-" : "~";
}

static enum outcome write_line(struct query *row, FILE *out, struct error *error) {
    (void)error;
    const char *what = query_text(row, WHAT);
    bool finding = what[0] == 'f';
    bool problem = strcmp(what, "problem") == 0;
    fprintf(out, "%s %s %s", sign_of(query_text(row, STATE)), query_text(row, STATE),
            finding ? query_text(row, SEVERITY) : what);
    if (query_text(row, NAME)[0]) {
        fprintf(out, " %s", query_text(row, NAME));
    }
    if (!finding && !problem) {
        fprintf(out, " %.16s", query_text(row, KEY));
    }
    fprintf(out, " in %s", query_text(row, PATH)[0] ? query_text(row, PATH) : "the scan");
    if (query_text(row, TRAIL)[0]) {
        fprintf(out, "!%s", query_text(row, TRAIL));
    }
    if (query_text(row, REVISION)[0]) {
        fprintf(out, " (commit %.12s)", query_text(row, REVISION));
    }
    if (query_text(row, OLD_PATH)[0]) {
        fprintf(out, ", before in %s", query_text(row, OLD_PATH));
    } else if (finding || problem) {
        fprintf(out, "\n      %s", query_text(row, DETAIL));
    } else if (query_text(row, DETAIL)[0]) {
        fprintf(out, ", until %.10s", query_text(row, DETAIL));
    }
    fputc('\n', out);
    return DONE;
}

static enum outcome write_object(struct query *row, FILE *out, struct error *error) {
    const char *what = query_text(row, WHAT);
    bool finding = what[0] == 'f';
    bool plain = finding || strcmp(what, "problem") == 0;
    struct json_row object = json_row_line("change");
    json_row_text(&object, "state", query_text(row, STATE));
    json_row_text(&object, "what", what);
    json_row_text(&object, plain ? "code" : "name", query_text(row, NAME));
    json_row_text(&object, "severity", query_text(row, SEVERITY));
    json_row_text(&object, plain ? "message" : "not_after", query_text(row, DETAIL));
    json_row_text(&object, finding ? "subject" : "key", query_text(row, KEY));
    if (!finding) {
        json_row_text(&object, "id", query_text(row, ID));
    }
    json_row_text(&object, "path", query_text(row, PATH));
    json_row_text(&object, "old_path", query_text(row, OLD_PATH));
    json_row_text(&object, "trail", query_text(row, TRAIL));
    json_row_text(&object, "revision", query_text(row, REVISION));
    return json_row_write(&object, out, "\n", error);
}

/* Calls write for every change, in order. */
static enum outcome each_change(struct inventory *inventory,
                                enum outcome (*write)(struct query *row, FILE *out,
                                                      struct error *error),
                                FILE *out, uint64_t *count, struct error *error) {
    enum outcome outcome = DONE;
    for (size_t i = 0; i < sizeof changes / sizeof *changes && outcome == DONE; i++) {
        struct query *row = query_new(inventory, changes[i], error);
        while (outcome == DONE && query_next(row)) {
            outcome = write(row, out, error);
            ++*count;
        }
        if (query_free(row, outcome == DONE ? error : NULL) != DONE) {
            outcome = FAILED;
        }
    }
    return outcome;
}

static enum outcome write_text(struct inventory *inventory, const struct report_options *options,
                               FILE *out, struct error *error) {
    (void)options;
    uint64_t count = 0;
    enum outcome outcome = each_change(inventory, write_line, out, &count, error);
    fprintf(out, "%llu change%s\n", (unsigned long long)count, count == 1 ? "" : "s");
    return outcome;
}

static enum outcome write_json(struct inventory *inventory, const struct report_options *options,
                               FILE *out, struct error *error) {
    (void)options;
    uint64_t count = 0;
    return each_change(inventory, write_object, out, &count, error);
}

const struct reporter diff_reporter = {"diff", NULL, write_text};
const struct reporter diff_json_reporter = {"diff-json", NULL, write_json};
