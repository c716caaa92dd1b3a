#include <inttypes.h>

#include "html_lookup.h"
#include "html_table.h"
#include "html_write.h"

static const char rows[] =
    "WITH member AS (SELECT DISTINCT truststore.file, place.artifact FROM truststore "
    "    JOIN place ON place.file = truststore.file "
    "    JOIN artifact ON artifact.id = place.artifact AND artifact.kind = 'certificate'), "
    "content AS (SELECT member.file, count(*) AS members, "
    "    sum(artifact.not_after < ?2) AS expired "
    "  FROM member JOIN artifact ON artifact.id = member.artifact GROUP BY member.file), "
    "dependant AS (SELECT member.file, count(DISTINCT link.certificate) AS chains FROM member "
    "    JOIN chain_link AS link ON link.member = member.artifact AND (link.source = 'truststore' "
    "      OR link.position = 0 AND EXISTS (SELECT 1 FROM artifact AS leaf "
    "        WHERE leaf.id = link.member AND leaf.role <> 'ca')) GROUP BY member.file) "
    "SELECT file.id, file.path, file.container, file.revision, truststore.reason, "
    "  ifnull(content.members, 0), ifnull(content.expired, 0), ifnull(dependant.chains, 0) "
    "FROM truststore JOIN file ON file.id = truststore.file "
    "LEFT JOIN content ON content.file = truststore.file "
    "LEFT JOIN dependant ON dependant.file = truststore.file "
    "ORDER BY file.path, file.container, file.revision, file.id LIMIT ?1";

enum { FILE_ID, PATH, CONTAINER, REVISION, REASON, MEMBERS, EXPIRED, DEPENDANTS };

static const struct html_column columns[] = {
    {"Truststore", ""},         {"Taken for one because", "facet group"},
    {"Members", "number"},      {"Expired members", "number"},
    {"Depend on it", "number"},
};
static const struct html_table table = {
    .id = "truststores-table",
    .caption = "Truststores",
    .columns = columns,
    .count = sizeof columns / sizeof *columns,
    .file = NULL,
    .tables = "table truststore",
};

enum { MEMBER_ID, SHA256, SUBJECT, NOT_AFTER, ISSUER, IS_LEAF, HAS_ISSUER };

static void write_member(struct page *page, struct query *member) {
    html_raw(page, "<li>");
    html_certificate_link(page, query_number(member, MEMBER_ID), query_span(member, SHA256),
                          query_text(member, SUBJECT));
    html_raw(page, ", ");
    html_expiry(page, query_text(member, NOT_AFTER));
    if (query_number(member, IS_LEAF)) {
        html_raw(page, " <span class=\"tag warning\">Not a CA</span>");
    }
    if (!query_number(member, HAS_ISSUER)) {
        html_raw(page, " <span class=\"tag plain\">Issuer not in this store</span> "
                       "<span class=\"quiet\">");
        html_value(page, query_text(member, ISSUER));
        html_raw(page, "</span>");
    }
    html_raw(page, "</li>\n");
}

static void write_members(struct page *page, int64_t file) {
    struct query *query = page->lookups.truststore_members;
    int64_t count = 0;
    query_rewind(query);
    query_bind_number(query, 1, file);
    html_raw(page, "<h3>Members, in the order of the file</h3>\n<ol class=\"places\">\n");
    while (query_next(query)) {
        if (++count <= HTML_MEMBERS_LISTED) {
            write_member(page, query);
        }
    }
    html_raw(page, "</ol>\n");
    if (count > HTML_MEMBERS_LISTED) {
        html_raw(page, "<p class=\"quiet\">and ");
        html_counted(page, count - HTML_MEMBERS_LISTED, "more member", "more members");
        html_raw(page, ": see <code>csv/artifacts.csv</code></p>\n");
    }
}

static void write_row(struct page *page, struct query *row) {
    html_record_open_number(page, "truststore", query_number(row, FILE_ID));
    html_cell_name(page);
    html_where(page, query_text(row, PATH), query_text(row, CONTAINER), query_text(row, REVISION));
    html_raw(page, "</th>");
    html_cell(page, "Because");
    html_text(page, query_text(row, REASON));
    html_raw(page, "</td>");
    html_cell_number(page, "Members", query_number(row, MEMBERS));
    html_cell_number(page, "Expired members", query_number(row, EXPIRED));
    html_cell_number(page, "Depend on it", query_number(row, DEPENDANTS));
    html_detail_open(page, &table);
    write_members(page, query_number(row, FILE_ID));
    html_detail_close(page);
}

static enum outcome write_view(struct page *page, int64_t total, struct error *error) {
    html_lead(page,
              "Files that were taken for truststores, and why. <em>Depend on it</em> counts "
              "the certificates whose chain ends at a member, or which are members "
              "themselves without the role of a CA. Name others with <code>--truststore</code>.");
    if (total == 0) {
        html_raw(page, "<p class=\"empty\">No file was taken for a truststore, so nothing could be "
                       "judged as trusted.</p>\n");
        return DONE;
    }
    struct query *query = html_rows(page, rows, error);
    if (!query) {
        return FAILED;
    }
    query_bind_text(query, 2, page->at);
    html_table_open(page, &table, total);
    while (query_next(query)) {
        write_row(page, query);
    }
    html_table_close(page);
    return query_free(query, error);
}

const struct html_view html_truststores = {"truststores", "Truststores",
                                           "SELECT count(*) FROM truststore", write_view};
