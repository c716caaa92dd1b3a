/* What to do first: findings that ask for the same thing, the worst and most frequent on top. */
#include <inttypes.h>

#include "html_lookup.h"
#include "html_write.h"

/* Each check gets its first line before any gets its second: where remedies name what they are
 * about, one check would fill the list. The columns of action without an aggregate are those of its
 * first finding, which min() makes SQLite use. */
static const char actions[] =
    "WITH action AS (SELECT severity, title, message, remedy, path, trail, revision, "
    "    min(id) AS first, count(*) AS findings, count(DISTINCT subject) AS subjects, check_id "
    "  FROM finding GROUP BY severity, check_id, remedy) "
    "SELECT severity, title, message, remedy, path, trail, revision, first, findings, subjects, "
    "  check_id FROM action AS finding ORDER BY " HTML_WORST_FIRST
    ", row_number() OVER (PARTITION BY severity, check_id ORDER BY subjects DESC, first), "
    "  subjects DESC, check_id LIMIT 10";

enum { SEVERITY, TITLE, MESSAGE, REMEDY, PATH, TRAIL, REVISION, FIRST, FINDINGS, SUBJECTS, CHECK };

static void write_extent(struct page *page, struct query *row) {
    int64_t findings = query_number(row, FINDINGS);
    int64_t subjects = query_number(row, SUBJECTS);
    if (findings == 1) {
        return;
    }
    html_raw(page, " <a class=\"extent\" href=\"#findings\" data-filter=\"check=");
    html_text(page, query_text(row, CHECK));
    html_raw(page, "\">");
    html_counted(page, subjects, "key or certificate", "keys and certificates");
    if (findings > subjects) {
        html_raw(page, ", ");
        html_counted(page, findings, "finding", "findings");
    }
    html_raw(page, "</a>");
}

static void write_action(struct page *page, struct query *row) {
    bool several = query_number(row, FINDINGS) > 1;
    html_raw(page, "<li>");
    html_severity(page, query_text(row, SEVERITY));
    html_raw(page, " <h4>");
    html_finding_link(page, query_number(row, FIRST), query_text(row, TITLE));
    html_raw(page, "</h4>");
    write_extent(page, row);
    html_raw(page, several
                       ? "\n<p class=\"clamp short\"><span class=\"quiet\">For instance:</span> "
                       : "\n<p class=\"clamp short\">");
    html_excerpt(page, query_text(row, MESSAGE), 1000);
    html_raw(page, "</p>\n<p class=\"where\">");
    html_where(page, query_text(row, PATH), query_text(row, TRAIL), query_text(row, REVISION));
    html_raw(page, "</p>\n<p class=\"remedy\"><strong>Do:</strong> ");
    html_excerpt(page, query_text(row, REMEDY), 1000);
    html_raw(page, "</p></li>\n");
}

enum outcome html_actions(struct page *page, struct error *error) {
    struct query *query = query_new(page->inventory, actions, error);
    int64_t count = 0;
    html_raw(page, "<section class=\"card\"><h3>What to do first</h3>\n");
    while (query_next(query)) {
        if (++count == 1) {
            html_raw(page, "<ol class=\"actions\">\n");
        }
        write_action(page, query);
    }
    html_raw(page, count ? "</ol>\n<p><a href=\"#findings\">All findings</a></p>\n"
                         : "<p class=\"empty\">No check found anything wrong in what was read. "
                           "What was not read is listed beside this.</p>\n");
    html_raw(page, "</section>\n");
    return query_free(query, error);
}
