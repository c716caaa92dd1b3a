#include <inttypes.h>

#include "html_lookup.h"
#include "html_table.h"
#include "html_write.h"

static const char rows[] = "SELECT code, detail, path, trail, revision, stage, id FROM problem "
                           "ORDER BY code, path, trail, revision, id LIMIT ?1";

enum { CODE, DETAIL, PATH, TRAIL, REVISION, STAGE, ID };

static const struct html_column columns[] = {
    {"Reason", "facet group"},
    {"What happened", ""},
    {"Where", "group"},
    {"Stage", "facet group"},
};
static const struct html_table table = {
    .id = "problems-table",
    .caption = "What could not be used, or only in part",
    .columns = columns,
    .count = sizeof columns / sizeof *columns,
    .file = "csv/problems.csv",
    .tables = "table problem",
};

static void write_row(struct page *page, struct query *row) {
    html_record_open_number(page, "problem", query_number(row, ID));
    html_cell_name(page);
    html_raw(page, "<code>");
    html_text(page, query_text(row, CODE));
    html_raw(page, "</code></th>");
    html_cell(page, "What happened");
    html_text(page, query_text(row, DETAIL));
    html_raw(page, "</td>");
    html_cell(page, "Where");
    html_where(page, query_text(row, PATH), query_text(row, TRAIL), query_text(row, REVISION));
    html_raw(page, "</td>");
    html_cell(page, "Stage");
    html_text(page, query_text(row, STAGE));
    html_raw(page, "</td>");
    html_record_close(page);
}

static enum outcome write_view(struct page *page, int64_t total, struct error *error) {
    html_lead(page, "Whatever could not be read, opened or understood, in whole or in part. What "
                    "it holds is missing from the rest of this report.");
    if (total == 0) {
        html_raw(page, "<p class=\"empty\">There was no problem: everything that was met was read "
                       "to its end.</p>\n");
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

const struct html_view html_problems = {"problems", "Problems", "SELECT count(*) FROM problem",
                                        write_view};
