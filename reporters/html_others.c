/* Finds that stand in no key group and are no certificate: locked keys whose public half nobody
 * knows, keystores, revocation lists. */
#include "html_lookup.h"
#include "html_table.h"
#include "html_write.h"

#define WHICH                                                                                      \
    "artifact.kind IN ('crl', 'keystore') OR artifact.key IS NULL AND artifact.kind <> "           \
    "'certificate'"

static const char rows[] = HTML_RELATED_ARTIFACT
    "SELECT artifact.id, artifact.kind, artifact.subject, artifact.issuer, artifact.sha256, "
    "  artifact.algorithm, artifact.not_before, artifact.not_after, artifact.signature_algorithm, "
    "  related.worst, related.ids, related.total, "
    "  (SELECT count(*) FROM place WHERE place.artifact = artifact.id), first.path, first.trail, "
    "  first.revision, first.structure, first.locked, first.lock "
    "FROM artifact LEFT JOIN related ON related.owner = artifact.id "
    "LEFT JOIN artifact_place AS first ON first.place = "
    "  (SELECT min(place.id) FROM place WHERE place.artifact = artifact.id) "
    "WHERE " WHICH " ORDER BY ifnull(related.worst, 9), artifact.kind, artifact.id LIMIT ?1";

enum {
    ID,
    KIND,
    SUBJECT,
    ISSUER,
    SHA256,
    ALGORITHM,
    NOT_BEFORE,
    NOT_AFTER,
    SIGNATURE_ALGORITHM,
    WORST,
    RELATED,
    RELATED_TOTAL,
    PLACES,
    PATH,
    TRAIL,
    REVISION,
    STRUCTURE,
    LOCKED,
    LOCK
};

static const struct html_column columns[] = {
    {"Kind", "facet group"}, {"What it is", ""},   {"First place", ""},
    {"Findings", "facet"},   {"Places", "number"},
};
static const struct html_table table = {
    .id = "others-table",
    .caption = "Locked keys, keystores and revocation lists",
    .columns = columns,
    .count = sizeof columns / sizeof *columns,
    .file = "csv/artifacts.csv",
    .tables = "table artifact",
};

static void write_name(struct page *page, struct query *row) {
    html_cell_name(page);
    const char *name = query_text(row, *query_text(row, ISSUER) ? ISSUER : SUBJECT);
    html_raw(page, "<div class=\"clamp\">");
    if (*name) {
        html_value(page, name);
        html_raw(page, " <span class=\"quiet\">");
        html_expiry(page, query_text(row, NOT_AFTER));
        html_raw(page, "</span>");
    } else {
        html_value(page, query_text(row, STRUCTURE));
        html_raw(page, " ");
        html_value(page, query_text(row, ALGORITHM));
    }
    if (query_number(row, LOCKED)) {
        html_raw(page, " <span class=\"tag plain\">Locked</span> <span class=\"quiet\">");
        html_value(page, query_text(row, LOCK));
        html_raw(page, "</span>");
    }
    html_raw(page, "</div></th>");
}

static void write_row(struct page *page, struct query *row) {
    html_record_open_number(page, "other", query_number(row, ID));
    html_cell(page, "Kind");
    html_raw(page, html_kind_name(query_text(row, KIND)));
    html_raw(page, "</td>");
    write_name(page, row);
    html_cell(page, "First place");
    html_where(page, query_text(row, PATH), query_text(row, TRAIL), query_text(row, REVISION));
    html_raw(page, "</td>");
    html_cell_worst(page, query_number(row, WORST));
    html_cell_number(page, "Places", query_number(row, PLACES));
    html_detail_open(page, &table);
    html_finding_list(page, query_text(row, RELATED), query_number(row, RELATED_TOTAL));
    html_fields_open(page);
    html_field_text(page, "Issuer", query_text(row, ISSUER));
    html_field_text(page, "This update", query_text(row, NOT_BEFORE));
    html_field_text(page, "Next update", query_text(row, NOT_AFTER));
    html_field_text(page, "Signature", query_text(row, SIGNATURE_ALGORITHM));
    html_field_digest(page, "SHA-256", query_span(row, SHA256));
    html_fields_close(page);
    html_raw(page, "<h3>Places</h3>\n");
    html_place_list(page, query_number(row, ID));
    html_detail_close(page);
}

static enum outcome write_view(struct page *page, int64_t total, struct error *error) {
    html_lead(page, "Finds that cannot be grouped by a public key: locked private keys whose "
                    "public half is not known, keystores, revocation lists.");
    if (total == 0) {
        html_raw(page, "<p class=\"empty\">There is nothing of this sort.</p>\n");
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

const struct html_view html_others = {"others", "Locked and other",
                                      "SELECT count(*) FROM artifact WHERE " WHICH, write_view};
