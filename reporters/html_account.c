/* The books of the sweep: what was met equals what was read and what was left out. */
#include "html_table.h"
#include "html_write.h"

static const char rows[] =
    "SELECT layer, state, reason, things, bytes FROM account ORDER BY layer, CASE state "
    "WHEN 'seen' THEN 1 WHEN 'read' THEN 2 WHEN 'skipped' THEN 3 ELSE 4 END, reason";
static const char unbalanced[] =
    "SELECT count(*) FROM (SELECT sum(CASE state WHEN 'seen' THEN things WHEN 'read' THEN -things "
    "WHEN 'skipped' THEN -things ELSE 0 END) AS left_over FROM account GROUP BY layer) "
    "WHERE left_over <> 0";

enum { LAYER, STATE, REASON, THINGS, BYTES };

static const struct html_column columns[] = {
    {"Layer", "facet group"}, {"State", "facet group"}, {"Reason", "facet"},
    {"Things", "number"},     {"Bytes", "number"},
};
static const struct html_table table = {
    .id = "account-table",
    .caption = "Account of the sweep",
    .columns = columns,
    .count = sizeof columns / sizeof *columns,
    .file = NULL,
    .tables = "table account",
};

static void write_row(struct page *page, struct query *row) {
    html_record_open(page, "");
    html_cell_name(page);
    html_value(page, query_text(row, LAYER));
    html_raw(page, "</th>");
    html_cell(page, "State");
    html_text(page, query_text(row, STATE));
    html_raw(page, "</td>");
    html_cell(page, "Reason");
    html_text(page, query_text(row, REASON));
    html_raw(page, "</td>");
    html_cell_number(page, "Things", query_number(row, THINGS));
    html_cell_number(page, "Bytes", query_number(row, BYTES));
    html_record_close(page);
}

static enum outcome write_facts(struct page *page, struct error *error) {
    struct query *query =
        query_new(page->inventory, "SELECT name, value FROM scan ORDER BY name", error);
    html_raw(page, "<section class=\"card\"><h3>How it was run</h3>\n");
    html_fields_open(page);
    while (query_next(query)) {
        html_raw(page, "<dt>");
        html_value(page, query_text(query, 0));
        html_raw(page, "</dt><dd>");
        html_excerpt(page, query_text(query, 1), HTML_NAMES_BYTES);
        html_raw(page, "</dd>\n");
    }
    html_fields_close(page);
    html_raw(page, "</section>\n");
    return query_free(query, error);
}

static enum outcome write_view(struct page *page, int64_t total, struct error *error) {
    int64_t left_over = 0;
    if (query_single(page->inventory, unbalanced, &left_over, error) != DONE) {
        return FAILED;
    }
    html_lead(page, "Nothing is dropped silently: in every layer, what was seen is what was read "
                    "and what was skipped for a reason. Entries that were not followed hold "
                    "nothing that could be read.");
    html_raw(page,
             left_over
                 ? "<p class=\"notice\"><strong>The account does not balance.</strong> "
                   "Something was met that is neither read nor skipped with a reason: "
                   "this is a defect of the scanner, please report it.</p>\n"
                 : "<p class=\"balance\"><span class=\"tag good\">Balanced</span> seen = read + "
                   "skipped, in every layer.</p>\n");
    struct query *query = query_new(page->inventory, rows, error);
    html_table_open(page, &table, total);
    while (query_next(query)) {
        write_row(page, query);
    }
    html_table_close(page);
    if (query_free(query, error) != DONE) {
        return FAILED;
    }
    return write_facts(page, error);
}

const struct html_view html_account = {"account", "Account", NULL, write_view};
