/* JSON Lines: one object a line, the kind of thing in "type", the scan itself first. Every line
 * carries the version of the schema (docs/report.schema.json), so that lines can be split, joined
 * and filtered. Absent values are null; members are never left out, but for the bytes of names that
 * do not look like what they are. */
#include <openssl/evp.h>
#include <stdlib.h>

#include "inventory/query.h"
#include "json_row.h"
#include "reporter.h"

/* The bytes of a name in a SELECT, where they are not what is shown. */
#define RAW(shown) "(SELECT bytes FROM raw_name WHERE raw_name.shown = " shown ")"

enum kind { TEXT, NUMBER, TRUTH, BASE64 };

struct member {
    const char *name;
    enum kind kind;
};

/* One kind of line: its members are the columns of select, in order. */
struct line {
    const char *type;
    const char *select;
    struct member members[36]; /* ended by one without name */
};

#define PLACE_MEMBERS                                                                              \
    {"path", TEXT}, {"path_base64", BASE64}, {"trail", TEXT}, {"trail_base64", BASE64}, {          \
        "revision", TEXT                                                                           \
    }

static const struct line lines[] = {
    {"root",
     "SELECT shown, " RAW("shown") " FROM root ORDER BY id",
     {{"path", TEXT}, {"path_base64", BASE64}}},
    {"account",
     "SELECT layer, state, reason, things, bytes FROM account "
     "ORDER BY layer, state, reason",
     {{"layer", TEXT}, {"state", TEXT}, {"reason", TEXT}, {"things", NUMBER}, {"bytes", NUMBER}}},
    {"problem",
     "SELECT stage, code, detail, path, " RAW("path") ", trail, " RAW(
         "trail") ", revision "
                  "FROM problem ORDER BY id",
     {{"stage", TEXT}, {"code", TEXT}, {"detail", TEXT}, PLACE_MEMBERS}},
    {"finding",
     "SELECT check_id, severity, title, message, remedy, finding.subject, artifact.kind, path, " RAW(
         "path") ", trail, " RAW("trail") ", revision, profile FROM finding "
                                          "LEFT JOIN artifact ON artifact.id = finding.artifact ORDER BY finding.id",
     {{"check", TEXT},
      {"severity", TEXT},
      {"title", TEXT},
      {"message", TEXT},
      {"remedy", TEXT},
      {"subject", TEXT},
      {"subject_kind", TEXT},
      PLACE_MEMBERS,
      {"profile", TEXT}}},
    {"key",
     "SELECT lower(hex(g.spki_sha256)), lower(hex(g.modulus_sha1)), g.algorithm, key.curve, "
     "g.bits, g.private_keys, g.certificates, g.requests, g.places, g.state "
     "FROM key_group AS g JOIN key ON key.id = g.key ORDER BY g.key",
     {{"spki_sha256", TEXT},
      {"modulus_sha1", TEXT},
      {"algorithm", TEXT},
      {"curve", TEXT},
      {"bits", NUMBER},
      {"private_keys", NUMBER},
      {"certificates", NUMBER},
      {"requests", NUMBER},
      {"places", NUMBER},
      {"state", TEXT}}},
    {"artifact",
     "SELECT a.kind, lower(hex(a.identity)), lower(hex(a.sha256)), lower(hex(key.spki_sha256)), "
     "a.algorithm, a.subject, a.issuer, a.serial, a.not_before, a.not_after, "
     "a.signature_algorithm, a.signature_digest, a.version, a.is_ca, a.is_self_issued, "
     "a.is_self_signed, a.path_length, a.key_usage, a.extended_key_usage, "
     "a.subject_key_identifier, a.authority_key_identifier, a.alternative_names, a.role, "
     "a.role_reason, chain.verdict, chain.detail FROM artifact AS a "
     "LEFT JOIN key ON key.id = a.key LEFT JOIN chain ON chain.certificate = a.id ORDER BY a.id",
     {{"kind", TEXT},
      {"identity", TEXT},
      {"sha256", TEXT},
      {"spki_sha256", TEXT},
      {"algorithm", TEXT},
      {"subject", TEXT},
      {"issuer", TEXT},
      {"serial", TEXT},
      {"not_before", TEXT},
      {"not_after", TEXT},
      {"signature_algorithm", TEXT},
      {"signature_digest", TEXT},
      {"version", NUMBER},
      {"is_ca", TRUTH},
      {"is_self_issued", TRUTH},
      {"is_self_signed", TRUTH},
      {"path_length", NUMBER},
      {"key_usage", NUMBER},
      {"extended_key_usage", TEXT},
      {"subject_key_identifier", TEXT},
      {"authority_key_identifier", TEXT},
      {"alternative_names", TEXT},
      {"role", TEXT},
      {"role_reason", TEXT},
      {"chain", TEXT},
      {"chain_detail", TEXT}}},
    {"place",
     "SELECT p.kind, lower(hex(a.identity)), lower(hex(p.spki_sha256)), p.path, " RAW("p.path") ", p.trail, " RAW(
         "p.trail") ", p.revision, p.container, p.source, p.live, p.at_head, "
                    "p.reachable, p.position, p.encoding, p.structure, p.locked, p.lock, "
                    "EXISTS (SELECT 1 FROM truststore WHERE truststore.file = p.file) "
                    "FROM artifact_place AS p JOIN artifact AS a ON a.id = p.artifact ORDER BY p.place",
     {{"kind", TEXT},
      {"identity", TEXT},
      {"spki_sha256", TEXT},
      PLACE_MEMBERS,
      {"container", TEXT},
      {"source", TEXT},
      {"live", TRUTH},
      {"at_head", TRUTH},
      {"reachable", TRUTH},
      {"position", NUMBER},
      {"encoding", TEXT},
      {"structure", TEXT},
      {"locked", TRUTH},
      {"lock", TEXT},
      {"in_truststore", TRUTH}}},
    {"appearance",
     "SELECT path, " RAW(
         "path") ", object, state, first_commit, first_date, last_commit, "
                 "last_date, refs, in_work_tree, repository, work_tree FROM appearance "
                 "ORDER BY id",
     {{"path", TEXT},
      {"path_base64", BASE64},
      {"object", TEXT},
      {"state", TEXT},
      {"first_commit", TEXT},
      {"first_date", TEXT},
      {"last_commit", TEXT},
      {"last_date", TEXT},
      {"refs", TEXT},
      {"in_work_tree", TRUTH},
      {"repository", TEXT},
      {"work_tree", TEXT}}},
    {"truststore",
     "SELECT path, " RAW("path") ", container, revision, reason, live FROM truststore "
                                 "JOIN file ON file.id = truststore.file ORDER BY truststore.file",
     {{"path", TEXT},
      {"path_base64", BASE64},
      {"container", TEXT},
      {"revision", TEXT},
      {"reason", TEXT},
      {"live", TRUTH}}},
    {"chain-link",
     "SELECT lower(hex(leaf.sha256)), link.position, lower(hex(member.sha256)), link.source "
     "FROM chain_link AS link JOIN artifact AS leaf ON leaf.id = link.certificate "
     "JOIN artifact AS member ON member.id = link.member "
     "ORDER BY link.certificate, link.position",
     {{"certificate", TEXT}, {"position", NUMBER}, {"member", TEXT}, {"source", TEXT}}},
};

static json_t *base64_of(struct span bytes) {
    unsigned char *text = bytes.length < INT32_MAX / 2 ? malloc(bytes.length / 3 * 4 + 5) : NULL;
    if (!text) {
        return NULL;
    }
    int length = EVP_EncodeBlock(text, bytes.bytes, (int)bytes.length);
    json_t *value = json_stringn((const char *)text, (size_t)length);
    free(text);
    return value;
}

static void add_member(struct json_row *row, const struct member *member, struct query *query,
                       int column) {
    switch (member->kind) {
    case TEXT:
        json_row_text(row, member->name, query_text(query, column));
        break;
    case NUMBER:
        json_row_number_of(row, member->name, query, column);
        break;
    case TRUTH:
        json_row_bool_of(row, member->name, query, column);
        break;
    case BASE64:
        if (!query_null(query, column)) {
            json_row_value(row, member->name, base64_of(query_span(query, column)));
        }
        break;
    }
}

static enum outcome write_scan(struct inventory *inventory, FILE *out, struct error *error) {
    struct json_row row = json_row_line("scan");
    struct query *query = query_new(inventory, "SELECT name, value FROM scan ORDER BY name", error);
    json_t *facts = json_object();
    while (query_next(query)) {
        const char *value = query_text(query, 1);
        row.failed =
            json_object_set_new(facts, query_text(query, 0), json_string(value)) != 0 || row.failed;
    }
    json_row_value(&row, "facts", facts);
    enum outcome outcome = json_row_write(&row, out, "\n", error);
    return query_free(query, error) == DONE ? outcome : FAILED;
}

static enum outcome write_lines(struct inventory *inventory, const struct line *line, FILE *out,
                                struct error *error) {
    struct query *query = query_new(inventory, line->select, error);
    enum outcome outcome = DONE;
    while (outcome == DONE && query_next(query)) {
        struct json_row row = json_row_line(line->type);
        for (int i = 0; line->members[i].name; i++) {
            add_member(&row, &line->members[i], query, i);
        }
        outcome = json_row_write(&row, out, "\n", error);
    }
    enum outcome read = query_free(query, outcome == DONE ? error : NULL);
    return outcome == DONE ? read : outcome;
}

static enum outcome json_write(struct inventory *inventory, const struct report_options *options,
                               FILE *out, struct error *error) {
    (void)options;
    if (write_scan(inventory, out, error) != DONE) {
        return FAILED;
    }
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (write_lines(inventory, &lines[i], out, error) != DONE) {
            return FAILED;
        }
    }
    return DONE;
}

const struct reporter json_reporter = {"json", NULL, json_write};
