#include <inttypes.h>

#include "html_lookup.h"
#include "html_table.h"
#include "html_write.h"

#define ORDER " ORDER BY " HTML_WORST_FIRST ", finding.id LIMIT ?1"

const char html_finding_rows[] = "SELECT finding.id FROM finding" ORDER;

static const char rows[] = HTML_RELATED_ARTIFACT
    "SELECT finding.id, finding.check_id, finding.severity, finding.title, finding.message, "
    "  finding.remedy, finding.subject, finding.path, finding.trail, finding.revision, "
    "  artifact.id, artifact.kind, artifact.subject, artifact.sha256, artifact.algorithm, "
    "  key.id, key.spki_sha256, key.modulus_sha1, key.curve, key.bits, related.ids, related.total "
    "FROM finding LEFT JOIN artifact ON artifact.id = finding.artifact "
    "LEFT JOIN key ON key.id = artifact.key "
    "LEFT JOIN related ON related.owner = finding.artifact" ORDER;

enum {
    ID,
    CHECK,
    SEVERITY,
    TITLE,
    MESSAGE,
    REMEDY,
    SUBJECT,
    PATH,
    TRAIL,
    REVISION,
    ARTIFACT,
    KIND,
    NAME,
    SHA256,
    ALGORITHM,
    KEY,
    SPKI_SHA256,
    MODULUS_SHA1,
    CURVE,
    BITS,
    RELATED,
    RELATED_TOTAL
};

static const struct html_column columns[] = {
    {"Severity", "facet"}, {"What is wrong, and why", "group"},
    {"About", "group"},    {"Where", "group"},
    {"What to do", ""},    {"Check", "facet group"},
};
static const struct html_table table = {
    .id = "findings-table",
    .caption = "Findings, the worst first",
    .columns = columns,
    .count = sizeof columns / sizeof *columns,
    .file = "csv/findings.csv",
    .tables = "table finding",
};

/* The certificate by its name, anything else by its kind and key. */
static void write_about(struct page *page, struct query *row) {
    if (query_null(row, ARTIFACT)) {
        html_raw(page, "<span class=\"quiet\">the place itself</span>");
        return;
    }
    if (strcmp(query_text(row, KIND), "certificate") == 0) {
        html_certificate_link(page, query_number(row, ARTIFACT), query_span(row, SHA256),
                              query_text(row, NAME));
        return;
    }
    html_algorithm(page, query_text(row, ALGORITHM), query_text(row, CURVE),
                   query_number(row, BITS));
    html_format(page, " %s ", html_kind_name(query_text(row, KIND)));
    if (!query_null(row, KEY)) {
        html_key_link(page, query_number(row, KEY), query_span(row, SPKI_SHA256));
    }
}

static void write_detail(struct page *page, struct query *row) {
    html_detail_open(page, &table);
    html_fields_open(page);
    html_field(page, "Check");
    html_raw(page, "<code>");
    html_text(page, query_text(row, CHECK));
    html_raw(page, "</code>");
    html_field_close(page);
    html_field_text(page, "Identity", query_text(row, SUBJECT));
    html_field_text(page, "Certificate", query_text(row, NAME));
    html_field_digest(page, "SHA-256 of the DER", query_span(row, SHA256));
    html_field_digest(page, "SHA-256 of the public key", query_span(row, SPKI_SHA256));
    html_field_digest(page, "modulus_sha1", query_span(row, MODULUS_SHA1));
    html_fields_close(page);
    if (!query_null(row, ARTIFACT)) {
        html_raw(page, "<h3>All places</h3>\n");
        html_place_list(page, query_number(row, ARTIFACT));
        html_finding_list(page, query_text(row, RELATED), query_number(row, RELATED_TOTAL));
    }
    html_detail_close(page);
}

static void write_row(struct page *page, struct query *row) {
    const char *severity = query_text(row, SEVERITY);
    html_record_open_number(page, "finding", query_number(row, ID));
    html_cell_sorted(page, "", *severity == 'e' ? 1 : *severity == 'w' ? 2 : 3);
    html_severity(page, severity);
    html_raw(page, "</td>");
    html_cell_name(page);
    html_raw(page, "<strong>");
    html_value(page, query_text(row, TITLE));
    html_raw(page, "</strong>");
    html_clamped(page, query_text(row, MESSAGE));
    html_raw(page, "</th>");
    html_cell(page, "About");
    html_raw(page, "<div class=\"clamp short\">");
    write_about(page, row);
    html_raw(page, "</div></td>");
    html_cell(page, "Where");
    html_raw(page, "<div class=\"clamp long\">");
    html_where(page, query_text(row, PATH), query_text(row, TRAIL), query_text(row, REVISION));
    html_raw(page, "</div></td>");
    html_cell(page, "What to do");
    html_clamped(page, query_text(row, REMEDY));

    html_raw(page, "</td>");
    html_cell(page, "Check");
    html_raw(page, "<code>");
    html_text(page, query_text(row, CHECK));
    html_raw(page, "</code></td>");
    write_detail(page, row);
}

static enum outcome write_view(struct page *page, int64_t total, struct error *error) {
    html_lead(page, "Each row says what is wrong and why, where, and what to do about it. Open a "
                    "row for digests, for every place that holds the same thing, and for what else "
                    "was found about it.");
    if (total == 0) {
        html_raw(page, "<p class=\"empty\">No check found anything wrong in what was read.</p>\n");
        return DONE;
    }
    struct query *query = html_rows(page, rows, error);
    if (!query) {
        return FAILED;
    }
    html_table_open(page, &table, total);
    while (query_next(query)) {
        write_row(page, query);
    }
    html_table_close(page);
    return query_free(query, error);
}

const struct html_view html_findings = {"findings", "Findings", "SELECT count(*) FROM finding",
                                        write_view};
