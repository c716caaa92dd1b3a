/* What was swept, and what was not. */
#include <string.h>

#include "html_write.h"

enum { ROOTS_LISTED = 20, REASONS_LISTED = 12 };

static const char layers[] = "SELECT layer, sum(CASE state WHEN 'seen' THEN things ELSE 0 END), "
                             "  sum(CASE state WHEN 'read' THEN things ELSE 0 END), "
                             "  sum(CASE state WHEN 'skipped' THEN things ELSE 0 END), "
                             "  sum(CASE state WHEN 'read' THEN bytes ELSE 0 END) "
                             "FROM account WHERE state <> 'not followed' GROUP BY layer "
                             "HAVING sum(things) > 0 ORDER BY layer";

static enum outcome write_roots(struct page *page, struct error *error) {
    struct query *query = query_new(page->inventory, "SELECT shown FROM root ORDER BY id", error);
    int64_t count = 0;
    html_raw(page, "<ul class=\"places\">\n");
    while (query_next(query)) {
        if (++count <= ROOTS_LISTED) {
            html_raw(page, "<li><span class=\"path\">");
            html_value(page, query_text(query, 0));
            html_raw(page, "</span></li>\n");
        }
    }
    if (count > ROOTS_LISTED) {
        html_raw(page, "<li class=\"quiet\">and ");
        html_counted(page, count - ROOTS_LISTED, "more", "more");
        html_raw(page, ": see table <code>root</code> of <code>inventory.db</code></li>\n");
    }
    html_raw(page, "</ul>\n");
    return query_free(query, error);
}

enum outcome html_swept(struct page *page, struct error *error) {
    html_raw(page, "<section class=\"card\"><h3>What was swept</h3>\n");
    if (write_roots(page, error) != DONE) {
        return FAILED;
    }
    html_raw(page, "<table class=\"small\"><thead><tr><th scope=\"col\">Layer</th>"
                   "<th scope=\"col\" class=\"number\">Seen</th>"
                   "<th scope=\"col\" class=\"number\">Read</th>"
                   "<th scope=\"col\" class=\"number\">Skipped</th>"
                   "<th scope=\"col\" class=\"number\">Size read</th></tr></thead><tbody>\n");
    struct query *query = query_new(page->inventory, layers, error);
    while (query_next(query)) {
        html_raw(page, "<tr><th scope=\"row\">");
        html_value(page, query_text(query, 0));
        html_raw(page, "</th>");
        for (int column = 1; column <= 3; column++) {
            html_raw(page, "<td class=\"number\">");
            html_count(page, query_number(query, column));
            html_raw(page, "</td>");
        }
        html_raw(page, "<td class=\"number\">");
        html_bytes(page, query_number(query, 4));
        html_raw(page, "</td></tr>\n");
    }
    html_raw(page, "</tbody></table>\n</section>\n");
    return query_free(query, error);
}

/* Problems by reason. Sets *count to the number of reasons. */
static enum outcome write_problems(struct page *page, int64_t *count, struct error *error) {
    struct query *query = query_new(page->inventory,
                                    "SELECT code, count(*), min(detail) FROM problem "
                                    "GROUP BY code ORDER BY count(*) DESC, code",
                                    error);
    while (query_next(query)) {
        if (++*count > REASONS_LISTED) {
            continue;
        }
        html_raw(page, "<li><strong>");
        html_count(page, query_number(query, 1));
        html_raw(page, "</strong> <a href=\"#problems?reason=");
        html_text(page, query_text(query, 0));
        html_raw(page, "\"><code>");
        html_text(page, query_text(query, 0));
        html_raw(page, "</code></a> <span class=\"quiet\">");
        html_value(page, query_text(query, 2));
        html_raw(page, "</span></li>\n");
    }
    if (*count > REASONS_LISTED) {
        html_raw(page, "<li><a href=\"#problems\">");
        html_counted(page, *count - REASONS_LISTED, "more reason", "more reasons");
        html_raw(page, "</a></li>\n");
    }
    return query_free(query, error);
}

/* Sets *by_option to the number of reasons that are options of the operator. */
static enum outcome write_not_followed(struct page *page, int64_t *count, int64_t *by_option,
                                       struct error *error) {
    struct query *query = query_new(page->inventory,
                                    "SELECT reason, sum(things) FROM account WHERE state = 'not "
                                    "followed' AND things > 0 GROUP BY reason ORDER BY reason",
                                    error);
    while (query_next(query)) {
        ++*count;
        *by_option += strstr(query_text(query, 0), " --") != NULL;
        html_raw(page, "<li><strong>");
        html_count(page, query_number(query, 1));
        html_raw(page, "</strong> not followed: ");
        html_value(page, query_text(query, 0));
        html_raw(page, "</li>\n");
    }
    return query_free(query, error);
}

enum outcome html_not_swept(struct page *page, struct error *error) {
    int64_t reasons = 0;
    int64_t ways = 0;
    int64_t options = 0;
    html_raw(
        page,
        "<section class=\"card\"><h3>What was not, or only in part</h3>\n<ul class=\"reasons\">\n");
    if (write_problems(page, &reasons, error) != DONE ||
        write_not_followed(page, &ways, &options, error) != DONE) {
        return FAILED;
    }
    html_raw(page, "</ul>\n");
    html_raw(page,
             reasons > 0
                 ? "<p class=\"notice\"><strong>This sweep is incomplete.</strong> What could "
                   "not be read may hold keys and certificates that are not in this "
                   "report.</p>\n"
             : options > 0
                 ? "<p>Everything else that holds bytes was read to its end. What an option left "
                   "out may hold keys and certificates that are not in this report.</p>\n"
             : ways > 0 ? "<p>Everything that holds bytes was read to its end.</p>\n"
                        : "<p>Nothing: everything that was met was read to its end.</p>\n");
    html_raw(page, "</section>\n");
    return DONE;
}
