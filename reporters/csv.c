/* CSV tables (RFC 4180): UTF-8, CRLF, a header row. A cell that a spreadsheet would take for a
 * formula gets a leading apostrophe. Column names and their order are public: never change one. */
#include <string.h>

#include "inventory/query.h"
#include "reporter.h"

static void write_cell(FILE *out, const char *text) {
    bool formula = text[0] && strchr("=+-@\t\r", text[0]);
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
static enum outcome write_table(struct inventory *inventory, const char *header, const char *select,
                                FILE *out, struct error *error) {
    int columns = 1;
    for (const char *at = header; *at; at++) {
        columns += *at == ',';
    }
    struct query *query = query_new(inventory, select, error);
    fprintf(out, "%s\r\n", header);
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
    (void)options;
    return write_table(
        inventory,
        "path,trail,revision,kind,encoding,sha256,spki_sha256,modulus_sha1,key_algorithm,key_bits,"
        "subject,issuer,serial,not_before,not_after,is_ca,is_self_signed,locked",
        "SELECT path, trail, revision, kind, encoding, lower(hex(sha256)), "
        "lower(hex(spki_sha256)), lower(hex(modulus_sha1)), algorithm, bits, subject, issuer, "
        "serial, not_before, not_after, iif(is_ca, 'true', iif(is_ca = 0, 'false', '')), "
        "iif(is_self_signed, 'true', iif(is_self_signed = 0, 'false', '')), "
        "iif(locked, 'true', 'false') FROM artifact_place ORDER BY place",
        out, error);
}

static enum outcome write_groups(struct inventory *inventory, const struct report_options *options,
                                 FILE *out, struct error *error) {
    (void)options;
    return write_table(
        inventory,
        "spki_sha256,modulus_sha1,algorithm,bits,private_keys,certificates,requests,places,state",
        "SELECT lower(hex(spki_sha256)), lower(hex(modulus_sha1)), algorithm, bits, private_keys, "
        "certificates, requests, places, state FROM key_group ORDER BY key",
        out, error);
}

static enum outcome write_findings(struct inventory *inventory,
                                   const struct report_options *options, FILE *out,
                                   struct error *error) {
    (void)options;
    return write_table(inventory, "check,severity,title,message,subject,path,trail,revision,remedy",
                       "SELECT check_id, severity, title, message, subject, path, trail, revision, "
                       "remedy FROM finding ORDER BY id",
                       out, error);
}

static enum outcome write_problems(struct inventory *inventory,
                                   const struct report_options *options, FILE *out,
                                   struct error *error) {
    (void)options;
    return write_table(inventory, "path,trail,revision,stage,reason",
                       "SELECT path, trail, revision, stage, code || ': ' || detail FROM problem "
                       "ORDER BY id",
                       out, error);
}

const struct reporter artifacts_reporter = {"csv", "artifacts.csv", write_artifacts};
const struct reporter groups_reporter = {"csv", "groups.csv", write_groups};
const struct reporter findings_reporter = {"csv", "findings.csv", write_findings};
const struct reporter problems_reporter = {"csv", "problems.csv", write_problems};
