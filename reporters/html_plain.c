/* All errors as a plain table, for readers without JavaScript: the only rows they get, so each says
 * where, why and what to do. */
#include "html_write.h"

#include <inttypes.h>

static const char errors[] =
    "SELECT title, message, path, trail, revision, remedy, check_id FROM finding "
    "WHERE severity = 'error' ORDER BY check_id, id LIMIT ?1";

static void write_row(struct page *page, struct query *row) {
    html_raw(page, "<tr><td><strong>");
    html_text(page, query_text(row, 0));
    html_raw(page, "</strong> <code>");
    html_text(page, query_text(row, 6));
    html_raw(page, "</code><br>");
    html_excerpt(page, query_text(row, 1), 2000);
    html_raw(page, "</td><td>");
    html_where(page, query_text(row, 2), query_text(row, 3), query_text(row, 4));
    html_raw(page, "</td><td>");
    html_excerpt(page, query_text(row, 5), 2000);
    html_raw(page, "</td></tr>\n");
}

enum outcome html_plain(struct page *page, struct error *error) {
    int64_t total = 0;
    int64_t limit = page->row_limit;
    if (query_single(page->inventory, "SELECT count(*) FROM finding WHERE severity = 'error'",
                     &total, error) != DONE) {
        return FAILED;
    }
    struct query *query = query_new(page->inventory, errors, error);
    if (!query) {
        return FAILED;
    }
    query_bind_number(query, 1, limit);
    html_raw(page, "<noscript><section class=\"card\"><h2>All errors</h2>\n<p>This browser runs no "
                   "script for this page, so it shows the first screen and all errors. Warnings, "
                   "notes, keys, certificates and chains are in <code>csv/</code> and "
                   "<code>inventory.db</code>.</p>\n");
    if (limit >= 0 && total > limit) {
        html_format(page,
                    "<p class=\"notice\">The first %" PRId64 " of %" PRId64
                    " errors: <code>csv/findings.csv</code> has all.</p>\n",
                    limit, total);
    }
    html_raw(page,
             "<table class=\"small plain-errors\"><thead><tr><th scope=\"col\">What is wrong, "
             "and why</th><th scope=\"col\">Where</th><th scope=\"col\">What to do</th></tr>"
             "</thead><tbody>\n");
    while (query_next(query)) {
        write_row(page, query);
    }
    html_raw(page, "</tbody></table></section></noscript>\n");
    return query_free(query, error);
}
