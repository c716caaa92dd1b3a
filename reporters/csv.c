/* CSV tables (RFC 4180): UTF-8, CRLF, a header row. A cell that a spreadsheet would take for a
 * formula gets a leading apostrophe. Column names and their order are public: never change one. */
#include <string.h>

#include "inventory/query.h"
#include "reporter.h"

/* The wide forms of = + - @ count as well: some spreadsheets take them for the narrow ones. */
static bool is_formula(const char *text) {
    static const char *const wide[] = {"\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        if (strncmp(text, wide[i], strlen(wide[i])) == 0) {
            return true;
        }
    }
    bool number = text[0] == '-' && text[1] && text[1 + strspn(text + 1, "0123456789")] == 0;
    return text[0] && strchr("=+-@\t\r", text[0]) && !number;
}

static void write_cell(FILE *out, const char *text) {
    bool formula = is_formula(text);
    bool quoted = formula || strpbrk(text, ",\"\r\n") || text[0] == ' ';
    if (!quoted) {
        fputs(text, out);
        return;
    }
    fputs(formula ? "\"'" : "\"", out);
    for (; *text; text++) {
        if (*text == '"') {
            fputc('"', out);
        }
        fputc(*text, out);
    }
    fputc('"', out);
}

/* header: column names joined by commas, as many as select has columns. */
static enum outcome write_table(struct inventory *inventory, const struct report_options *options,
                                const char *header, const char *select, FILE *out,
                                struct error *error) {
    int columns = 1;
    for (const char *at = header; *at; at++) {
        columns += *at == ',';
    }
    struct query *query = query_new(inventory, select, error);
    fprintf(out, "%s%s\r\n", options->csv_bom ? "\uFEFF" : "", header);
    while (query_next(query)) {
        for (int i = 0; i < columns; i++) {
            fputs(i ? "," : "", out);
            write_cell(out, query_text(query, i));
        }
        fputs("\r\n", out);
    }
    return query_free(query, error);
}

static enum outcome write_artifacts(struct inventory *inventory,
                                    const struct report_options *options, FILE *out,
                                    struct error *error) {
    return write_table(
        inventory, options,
        "path,trail,revision,kind,encoding,sha256,spki_sha256,modulus_sha1,key_algorithm,key_bits,"
        "subject,issuer,serial,not_before,not_after,is_ca,is_self_signed,locked,curve,signature_algorithm,"
        "signature_digest",
        "SELECT path, trail, revision, kind, encoding, lower(hex(sha256)), "
        "lower(hex(spki_sha256)), lower(hex(modulus_sha1)), algorithm, bits, subject, issuer, "
        "serial, not_before, not_after, iif(is_ca, 'true', iif(is_ca = 0, 'false', '')), "
        "iif(is_self_signed, 'true', iif(is_self_signed = 0, 'false', '')), "
        "iif(locked, 'true', 'false'), curve, signature_algorithm, signature_digest "
        "FROM artifact_place ORDER BY place",
        out, error);
}

static enum outcome write_groups(struct inventory *inventory, const struct report_options *options,
                                 FILE *out, struct error *error) {
    return write_table(
        inventory, options,
        "spki_sha256,modulus_sha1,algorithm,bits,private_keys,certificates,requests,places,state,"
        "curve",
        "SELECT lower(hex(spki_sha256)), lower(hex(modulus_sha1)), algorithm, bits, private_keys, "
        "certificates, requests, places, state, curve FROM key_group ORDER BY key",
        out, error);
}

static enum outcome write_findings(struct inventory *inventory,
                                   const struct report_options *options, FILE *out,
                                   struct error *error) {
    return write_table(inventory, options,
                       "check,severity,title,message,subject,path,trail,revision,remedy,profile",
                       "SELECT check_id, severity, title, message, subject, path, trail, revision, "
                       "remedy, profile FROM finding ORDER BY id",
                       out, error);
}

static enum outcome write_problems(struct inventory *inventory,
                                   const struct report_options *options, FILE *out,
                                   struct error *error) {
    return write_table(inventory, options, "path,trail,revision,stage,reason",
                       "SELECT path, trail, revision, stage, code || ': ' || detail FROM problem "
                       "ORDER BY id",
                       out, error);
}

/* Whole days from the moment of judgement to the end, negative after it. */
#define DAYS_LEFT                                                                                  \
    "(SELECT (left - 86399 * (left < 0)) / 86400 FROM (SELECT strftime('%s', a.not_after) - "      \
    "strftime('%s', (SELECT value FROM scan WHERE name = 'at')) AS left))"

#define TRUTH(column) "iif(" column ", 'true', iif(" column " = 0, 'false', ''))"

static enum outcome write_certificates(struct inventory *inventory,
                                       const struct report_options *options, FILE *out,
                                       struct error *error) {
    return write_table(
        inventory, options,
        "sha256,spki_sha256,subject,alternative_names,issuer,serial,not_before,not_after,days_left,"
        "role,role_reason,is_ca,is_self_signed,key_algorithm,key_bits,signature_algorithm,"
        "private_key_found,chain,chain_detail,truststores,places,path,trail,revision,curve,"
        "signature_digest",
        "SELECT lower(hex(a.sha256)), lower(hex(key.spki_sha256)), a.subject, a.alternative_names, "
        "a.issuer, a.serial, a.not_before, a.not_after, " DAYS_LEFT
        ", a.role, a.role_reason, " TRUTH("a.is_ca") ", " TRUTH(
            "a.is_self_signed") ", a.algorithm, key.bits, "
                                "a.signature_algorithm, iif(a.key IN (SELECT key FROM artifact "
                                "WHERE kind = 'private-key' AND key IS NOT NULL), 'true', 'false'), chain.verdict, chain.detail, "
                                "(SELECT group_concat(name, '; ') FROM (SELECT DISTINCT f.path || "
                                "iif(f.container = '', '', '!' || f.container) AS name FROM place AS p "
                                "JOIN truststore AS t ON t.file = p.file JOIN file AS f ON f.id = p.file "
                                "WHERE p.artifact = a.id ORDER BY name)), "
                                "(SELECT count(*) FROM place AS p WHERE p.artifact = a.id), "
                                "first.path, first.trail, first.revision, key.curve, a.signature_digest "
                                "FROM artifact AS a LEFT JOIN key ON key.id = a.key "
                                "LEFT JOIN chain ON chain.certificate = a.id "
                                "LEFT JOIN artifact_place AS first ON first.place = (SELECT p.id FROM place AS p "
                                "JOIN file AS f ON f.id = p.file WHERE p.artifact = a.id ORDER BY f.live DESC, p.id "
                                "LIMIT 1) "
                                "WHERE a.kind = 'certificate' ORDER BY a.id",
        out, error);
}

static enum outcome write_truststores(struct inventory *inventory,
                                      const struct report_options *options, FILE *out,
                                      struct error *error) {
    return write_table(
        inventory, options,
        "path,container,revision,reason,live,members,authorities,expired_members",
        "SELECT file.path, file.container, file.revision, t.reason, " TRUTH(
            "file.live") ", "
                         "count(DISTINCT a.id), count(DISTINCT iif(a.is_ca, a.id, NULL)), "
                         "count(DISTINCT iif(a.not_after < (SELECT value FROM scan WHERE name = 'at'), a.id, NULL)) "
                         "FROM truststore AS t JOIN file ON file.id = t.file "
                         "LEFT JOIN place ON place.file = t.file "
                         "LEFT JOIN artifact AS a ON a.id = place.artifact AND a.kind = 'certificate' "
                         "GROUP BY t.file ORDER BY t.file",
        out, error);
}

/* The same on every row of one chain. Faults: what makes the path invalid; revocation: the worst
 * that a CRL says of the path, '' where none was found that covers it. */
static const char select_chains[] =
    "SELECT lower(hex(leaf.sha256)), leaf.subject, chain.verdict, chain.detail, link.position,"
    " lower(hex(member.sha256)), member.subject, member.not_after, link.source,"
    " iif(chain.valid, 'true', 'false'), chain.anchor, chain.purposes,"
    " coalesce((SELECT group_concat(code || ' in ' || subject"
    "  || iif(detail = '', '', ' (' || detail || ')'), '; ') FROM (SELECT fault.code,"
    "   fault.detail, culprit.subject FROM chain_fault AS fault"
    "   JOIN artifact AS culprit ON culprit.id = fault.member"
    "   WHERE fault.certificate = chain.certificate AND fault.code <> 'expired-alternate'"
    "   ORDER BY fault.position)), ''),"
    " chain.deviations, coalesce((SELECT revocation.state"
    "  || iif(revocation.detail = '', '', ': ' || revocation.detail) FROM chain_link AS other"
    "  JOIN revocation ON revocation.certificate = other.member"
    "  WHERE other.certificate = chain.certificate ORDER BY CASE revocation.state"
    "  WHEN 'revoked' THEN 0 WHEN 'undetermined' THEN 1 ELSE 2 END, other.position LIMIT 1), ''),"
    " iif(chain.bound_hit, 'true', 'false')"
    " FROM chain JOIN artifact AS leaf ON leaf.id = chain.certificate"
    " LEFT JOIN chain_link AS link ON link.certificate = chain.certificate"
    " LEFT JOIN artifact AS member ON member.id = link.member"
    " ORDER BY chain.certificate, link.position";

static enum outcome write_chains(struct inventory *inventory, const struct report_options *options,
                                 FILE *out, struct error *error) {
    return write_table(
        inventory, options,
        "certificate,subject,verdict,detail,position,member,member_subject,member_not_after,source,"
        "valid,anchor,purposes,faults,deviations,revocation,bound_hit",
        select_chains, out, error);
}

static enum outcome write_appearances(struct inventory *inventory,
                                      const struct report_options *options, FILE *out,
                                      struct error *error) {
    return write_table(
        inventory, options,
        "path,object,state,first_commit,first_date,last_commit,last_date,refs,in_work_tree,"
        "repository,work_tree",
        "SELECT path, object, state, first_commit, first_date, last_commit, last_date, refs, "
        "iif(in_work_tree, 'true', 'false'), repository, work_tree FROM appearance ORDER BY id",
        out, error);
}

const struct reporter artifacts_reporter = {"csv", "artifacts.csv", write_artifacts};
const struct reporter groups_reporter = {"csv", "groups.csv", write_groups};
const struct reporter findings_reporter = {"csv", "findings.csv", write_findings};
const struct reporter problems_reporter = {"csv", "problems.csv", write_problems};
const struct reporter certificates_reporter = {"csv", "certificates.csv", write_certificates};
const struct reporter truststores_reporter = {"csv", "truststores.csv", write_truststores};
const struct reporter chains_reporter = {"csv", "chains.csv", write_chains};
const struct reporter appearances_reporter = {"csv", "appearances.csv", write_appearances};
