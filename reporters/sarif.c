/* SARIF 2.1.0 (OASIS) the way code-scanning services read it: a rule for every check, results that
 * keep their identity when lines move, locations relative to the repository, and what could not be
 * read as notifications of the tool. */
#include "base/digest.h"
#include "base/text.h"
#include "checks/check.h"
#include "inventory/query.h"
#include "json_row.h"
#include "reporter.h"
#include "source_uri.h"

/* Services take no more from one upload; the most severe come first. */
enum { RESULTS_MOST = 5000, NOTIFICATIONS_MOST = 5000 };

struct sarif {
    struct inventory *inventory;
    FILE *out;
    struct source_roots *roots;
};

static const char *level_of(const char *severity) {
    return severity[0] == 'e' ? "error" : severity[0] == 'w' ? "warning" : "note";
}

/* The scale services sort by, 0 to 10: high, medium, low. */
static const char *score_of(enum severity severity) {
    return severity == SEVERITY_ERROR ? "7.5" : severity == SEVERITY_WARNING ? "5.0" : "2.0";
}

static json_t *text_object(const char *name, const char *text) {
    return json_pack("{s:s}", name, text);
}

/* --- rules --- */

static json_t *rule_of(const struct check *check) {
    struct buffer help = {0}, markdown = {0};
    buffer_format(&help, "%s Remedy: %s Reference: %s", check->rule, check->remedy,
                  check->reference);
    buffer_format(&markdown, "%s\n\n**Remedy:** %s\n\n**Reference:** %s", check->rule,
                  check->remedy, check->reference);
    json_t *rule = json_pack(
        "{s:s, s:{s:s}, s:{s:s}, s:{s:s, s:s}, s:{s:s}, s:{s:[s, s], s:s, s:s}}", "id", check->id,
        "shortDescription", "text", check->title, "fullDescription", "text", check->rule, "help",
        "text", buffer_text(&help), "markdown", buffer_text(&markdown), "defaultConfiguration",
        "level", severity_name(check->severity), "properties", "tags", "security", "cryptography",
        "precision", "high", "security-severity", score_of(check->severity));
    buffer_release(&help);
    buffer_release(&markdown);
    return rule;
}

static int rule_index(const char *id) {
    for (int i = 0; checks[i]; i++) {
        if (strcmp(checks[i]->id, id) == 0) {
            return i;
        }
    }
    return -1;
}

static enum outcome write_tool(struct sarif *sarif, struct error *error) {
    struct json_row driver = json_row_new();
    struct query *version =
        query_new(sarif->inventory, "SELECT value FROM scan WHERE name = 'version'", error);
    json_row_text(&driver, "name", "certsweep");
    json_row_text(&driver, "version", query_next(version) ? query_text(version, 0) : "unknown");
    if (query_free(version, error) != DONE) {
        json_decref(driver.object);
        return FAILED;
    }
    json_t *rules = json_array();
    for (size_t i = 0; checks[i]; i++) {
        driver.failed = json_array_append_new(rules, rule_of(checks[i])) != 0 || driver.failed;
    }
    json_row_value(&driver, "rules", rules);
    fputs("\"tool\":{\"driver\":", sarif->out);
    return json_row_write(&driver, sarif->out, "},\n", error);
}

/* Folders that locations are relative to, where they are known as such. */
static enum outcome write_bases(struct sarif *sarif, struct error *error) {
    struct json_row bases = json_row_new();
    for (unsigned i = 1; i <= source_root_count(sarif->roots); i++) {
        struct buffer uri = {0};
        char name[24];
        snprintf(name, sizeof name, "ROOT%u", i);
        if (source_root_uri(sarif->roots, i, &uri)) {
            json_row_value(&bases, name, text_object("uri", buffer_text(&uri)));
        }
        buffer_release(&uri);
    }
    fputs("\"columnKind\":\"utf16CodeUnits\",\"originalUriBaseIds\":", sarif->out);
    return json_row_write(&bases, sarif->out, ",\n", error);
}

/* --- results --- */

/* Columns that findings and problems share. */
#define WHERE_COLUMNS(table)                                                                       \
    table ".path, " table ".trail, " table ".revision, coalesce((SELECT bytes FROM raw_name "      \
          "WHERE raw_name.shown = " table ".path), "                                               \
          "CAST(" table ".path AS BLOB))"
enum { PATH, TRAIL, REVISION, BYTES, OWN };

/* A trail that is a line of the file itself; 1 for anything else, since services want a line. */
static int64_t line_of(const char *trail) {
    static const char word[] = "line ";
    int64_t line = 0;
    if (strncmp(trail, word, sizeof word - 1) != 0) {
        return 1;
    }
    for (const char *at = trail + sizeof word - 1; *at; at++) {
        if (*at < '0' || *at > '9' || line > INT32_MAX / 10 - 1) {
            return 1;
        }
        line = line * 10 + (*at - '0');
    }
    return line ? line : 1;
}

static json_t *location_of(const struct sarif *sarif, struct query *row) {
    struct buffer uri = {0};
    unsigned root = source_uri(sarif->roots, query_span(row, BYTES), &uri);
    json_t *file = text_object("uri", buffer_text(&uri));
    buffer_clear(&uri);
    if (source_root_uri(sarif->roots, root, &uri)) {
        json_object_set_new(file, "uriBaseId", json_sprintf("ROOT%u", root));
    }
    buffer_release(&uri);
    json_t *location =
        json_pack("{s:{s:o, s:{s:I}}}", "physicalLocation", "artifactLocation", file, "region",
                  "startLine", (json_int_t)line_of(query_text(row, TRAIL)));
    if (query_text(row, TRAIL)[0]) {
        json_object_set_new(location, "logicalLocations",
                            json_pack("[{s:s}]", "fullyQualifiedName", query_text(row, TRAIL)));
    }
    return location;
}

/* Check, key or certificate, path, commit and place without its line, and which of several alike it
 * is: not the text, which may be worded better some day, nor the line, which moves. */
static json_t *fingerprint_of(const struct sarif *sarif, struct query *row, const char *check,
                              const char *subject, const char *stable_trail, int64_t nth) {
    struct buffer text = {0}, hex = {0};
    uint8_t digest[SHA256_BYTES];
    buffer_append(&text, check, strlen(check) + 1);
    buffer_append(&text, subject, strlen(subject) + 1);
    source_uri(sarif->roots, query_span(row, BYTES), &text);
    buffer_append(&text, stable_trail, strlen(stable_trail) + 1);
    buffer_format(&text, "%s:%lld", query_text(row, REVISION), (long long)nth);
    digest_sha256(buffer_span(&text), digest);
    text_hex(&hex, span_of(digest, sizeof digest));
    json_t *fingerprint =
        text.failed ? NULL : text_object("certsweepFinding/v1", buffer_text(&hex));
    buffer_release(&text);
    buffer_release(&hex);
    return fingerprint;
}

/* Numbers findings that are alike but for a line. */
static const char select_results[] = "SELECT " WHERE_COLUMNS(
    "f") ", check_id, severity, message, remedy, subject, "
         "rtrim(trail, '0123456789'), row_number() OVER (PARTITION BY check_id, subject, path, revision, "
         "rtrim(trail, '0123456789') ORDER BY f.id) FROM finding AS f ORDER BY f.id LIMIT ?1";
enum { CHECK = OWN, SEVERITY, MESSAGE, REMEDY, SUBJECT, STABLE_TRAIL, NTH };

static enum outcome write_result(struct sarif *sarif, struct query *row, bool first,
                                 struct error *error) {
    struct json_row result = json_row_new();
    int rule = rule_index(query_text(row, CHECK));
    json_row_text(&result, "ruleId", query_text(row, CHECK));
    if (rule >= 0) {
        json_row_number(&result, "ruleIndex", rule);
    }
    json_row_text(&result, "level", level_of(query_text(row, SEVERITY)));
    json_row_value(
        &result, "message",
        json_pack("{s:o}", "text",
                  json_sprintf("%s %s", query_text(row, MESSAGE), query_text(row, REMEDY))));
    if (query_text(row, PATH)[0]) {
        json_row_value(&result, "locations", json_pack("[o]", location_of(sarif, row)));
    }
    json_row_value(&result, "partialFingerprints",
                   fingerprint_of(sarif, row, query_text(row, CHECK), query_text(row, SUBJECT),
                                  query_text(row, STABLE_TRAIL), query_number(row, NTH)));
    json_row_value(&result, "properties",
                   json_pack("{s:s, s:s}", "subject", query_text(row, SUBJECT), "revision",
                             query_text(row, REVISION)));
    fputs(first ? "\n" : ",\n", sarif->out);
    return json_row_write(&result, sarif->out, "", error);
}

static enum outcome write_results(struct sarif *sarif, struct error *error) {
    struct query *row = query_new(sarif->inventory, select_results, error);
    enum outcome outcome = DONE;
    bool first = true;
    if (row) {
        query_bind_number(row, 1, RESULTS_MOST);
    }
    fputs("\"results\":[", sarif->out);
    while (outcome == DONE && query_next(row)) {
        outcome = write_result(sarif, row, first, error);
        first = false;
    }
    fputs("],\n", sarif->out);
    enum outcome read = query_free(row, outcome == DONE ? error : NULL);
    return outcome == DONE ? read : outcome;
}

/* --- what the tool itself has to say --- */

static bool add_left_out(json_t *notifications, const char *id, int64_t count, int most) {
    return count <= most ||
           json_array_append_new(
               notifications,
               json_pack("{s:{s:s}, s:s, s:{s:o}}", "descriptor", "id", id, "level", "warning",
                         "message", "text",
                         json_sprintf("%lld more are not in this file, which holds the %d most "
                                      "important; the inventory and the CSV tables hold all.",
                                      (long long)(count - most), most))) == 0;
}

static json_t *notification_of(const struct sarif *sarif, struct query *row) {
    json_t *notification = json_pack(
        "{s:{s:s}, s:s, s:{s:o}}", "descriptor", "id", query_text(row, OWN), "level", "warning",
        "message", "text", json_sprintf("%s: %s", query_text(row, OWN), query_text(row, OWN + 1)));
    if (notification && query_text(row, PATH)[0]) {
        json_object_set_new(notification, "locations", json_pack("[o]", location_of(sarif, row)));
    }
    return notification;
}

static enum outcome write_invocation(struct sarif *sarif, struct error *error) {
    int64_t findings = 0, problems = 0;
    if (query_single(sarif->inventory, "SELECT count(*) FROM finding", &findings, error) != DONE ||
        query_single(sarif->inventory, "SELECT count(*) FROM problem", &problems, error) != DONE) {
        return FAILED;
    }
    struct json_row invocation = json_row_new();
    json_t *notifications = json_array();
    bool held = add_left_out(notifications, "results-left-out", findings, RESULTS_MOST) &&
                add_left_out(notifications, "problems-left-out", problems, NOTIFICATIONS_MOST);
    struct query *row =
        query_new(sarif->inventory,
                  "SELECT " WHERE_COLUMNS("p") ", code, detail "
                                               "FROM problem AS p ORDER BY id LIMIT ?1",
                  error);
    if (row) {
        query_bind_number(row, 1, NOTIFICATIONS_MOST);
    }
    while (held && query_next(row)) {
        held = json_array_append_new(notifications, notification_of(sarif, row)) == 0;
    }
    json_row_bool(&invocation, "executionSuccessful", true);
    json_row_value(&invocation, "toolExecutionNotifications", notifications);
    invocation.failed = invocation.failed || !held;
    fputs("\"invocations\":[", sarif->out);
    enum outcome outcome = json_row_write(&invocation, sarif->out, "]", error);
    return query_free(row, error) == DONE ? outcome : FAILED;
}

static enum outcome sarif_write(struct inventory *inventory, const struct report_options *options,
                                FILE *out, struct error *error) {
    (void)options;
    struct sarif sarif = {.inventory = inventory, .out = out};
    sarif.roots = source_roots_new(inventory, error);
    if (!sarif.roots) {
        return FAILED;
    }
    fputs("{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
          "sarif-schema-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{",
          out);
    enum outcome outcome =
        write_tool(&sarif, error) == DONE && write_bases(&sarif, error) == DONE &&
                write_results(&sarif, error) == DONE && write_invocation(&sarif, error) == DONE
            ? DONE
            : FAILED;
    fputs("}]}\n", out);
    source_roots_free(sarif.roots);
    return outcome;
}

const struct reporter sarif_reporter = {"sarif", NULL, sarif_write};
