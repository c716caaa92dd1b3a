/* The books of the sweep: what was met equals what was read and what was left out. */
#include "html_write.h"

static const char rows[] =
    "SELECT layer, state, reason, things, bytes FROM account ORDER BY layer, CASE state "
    "WHEN 'seen' THEN 1 WHEN 'read' THEN 2 WHEN 'skipped' THEN 3 ELSE 4 END, reason";
static const char unbalanced[] =
    "SELECT count(*) FROM (SELECT sum(CASE state WHEN 'seen' THEN things WHEN 'read' THEN -things "
    "WHEN 'skipped' THEN -things ELSE 0 END) AS left_over FROM account GROUP BY layer) "
    "WHERE left_over <> 0";

static enum outcome write_books(struct page *page, struct error *error) {
    struct query *query = query_new(page->inventory, rows, error);
    html_raw(page, "<table class=\"small\"><thead><tr><th scope=\"col\">Layer</th>"
                   "<th scope=\"col\">State</th><th scope=\"col\">Reason</th>"
                   "<th scope=\"col\" class=\"number\">Things</th>"
                   "<th scope=\"col\" class=\"number\">Size</th></tr></thead><tbody>\n");
    while (query_next(query)) {
        html_raw(page, "<tr><th scope=\"row\">");
        html_value(page, query_text(query, 0));
        html_raw(page, "</th><td>");
        html_text(page, query_text(query, 1));
        html_raw(page, "</td><td>");
        html_value(page, query_text(query, 2));
        html_raw(page, "</td><td class=\"number\">");
        html_count(page, query_number(query, 3));
        html_raw(page, "</td><td class=\"number\">");
        html_bytes(page, query_number(query, 4));
        html_raw(page, "</td></tr>\n");
    }
    html_raw(page, "</tbody></table>\n");
    return query_free(query, error);
}

static enum outcome write_facts(struct page *page, struct error *error) {
    struct query *query =
        query_new(page->inventory, "SELECT name, value FROM scan ORDER BY name", error);
    html_raw(page, "<section class=\"card\"><h3>How it was run</h3>\n<dl class=\"fields\">\n");
    while (query_next(query)) {
        html_raw(page, "<dt>");
        html_value(page, query_text(query, 0));
        html_raw(page, "</dt><dd>");
        html_excerpt(page, query_text(query, 1), 8192);
        html_raw(page, "</dd>\n");
    }
    html_raw(page, "</dl>\n</section>\n");
    return query_free(query, error);
}

enum outcome html_account(struct page *page, struct error *error) {
    int64_t left_over = 0;
    if (query_single(page->inventory, unbalanced, &left_over, error) != DONE) {
        return FAILED;
    }
    html_raw(
        page,
        "<h2>Account</h2>\n<p class=\"lead\">Nothing is dropped silently: in every layer, what "
        "was seen is what was read and what was skipped for a reason. Entries that were not "
        "followed hold nothing that could be read, or an option left them out.</p>\n<section class=\"card\">");
    html_raw(page,
             left_over
                 ? "<p class=\"notice\"><strong>The account does not balance.</strong> "
                   "Something was met that is neither read nor skipped with a reason: "
                   "this is a defect of the scanner, please report it.</p>\n"
                 : "<p class=\"balance\"><span class=\"tag good\">Balanced</span> seen = read + "
                   "skipped, in every layer.</p>\n");
    if (write_books(page, error) != DONE) {
        return FAILED;
    }
    html_raw(page, "</section>\n");
    return write_facts(page, error);
}
