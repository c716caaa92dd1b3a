/* What to do first: findings that ask for the same thing, the worst and most frequent on top. */
#include <inttypes.h>

#include "html_write.h"

/* Each check gets its first line before any gets its second: where remedies name what they are
 * about, one check would fill the list. One that could fill it alone gets its second line after
 * everything else. The columns of action without an aggregate are those of its first finding, which
 * min() makes SQLite use. */
static const char actions[] =
    "WITH action AS (SELECT severity, title, message, remedy, path, trail, revision, "
    "    min(id) AS first, check_id FROM finding GROUP BY severity, check_id, remedy), "
    "check_total AS (SELECT check_id, severity, count(*) AS findings, "
    "    count(DISTINCT subject) AS subjects FROM finding GROUP BY severity, check_id) "
    "SELECT finding.severity, title, message, remedy, path, trail, revision, first, findings, "
    "  check_id FROM action AS finding JOIN check_total USING (severity, check_id) "
    "WINDOW same AS (PARTITION BY finding.severity, check_id ORDER BY first) "
    "ORDER BY row_number() OVER same > 1 AND count(*) OVER (PARTITION BY finding.severity, check_id) "
    "  > 10, " HTML_WORST_FIRST ", row_number() OVER same, subjects DESC, check_id LIMIT 10";

enum { SEVERITY, TITLE, MESSAGE, REMEDY, PATH, TRAIL, REVISION, FIRST, FINDINGS, CHECK };

/* As the column of the findings names it. */
static const char *severity_choice(const char *severity) {
    return *severity == 'e' ? "Error" : *severity == 'w' ? "Warning" : "Note";
}

static void write_action(struct page *page, struct query *row) {
    int64_t findings = query_number(row, FINDINGS);
    html_raw(page, "<li>");
    html_severity(page, query_text(row, SEVERITY));
    html_format(page, " <h4><a href=\"#finding=%" PRId64 "\">", query_number(row, FIRST));
    html_text(page, query_text(row, TITLE));
    html_raw(page, "</a></h4>");
    if (findings > 1) {
        html_raw(page, " <a class=\"extent\" href=\"#findings?check=");
        html_text(page, query_text(row, CHECK));
        html_format(page, "&amp;severity=%s\">all ", severity_choice(query_text(row, SEVERITY)));
        html_count(page, findings);
        html_raw(page, "</a>");
    }
    html_raw(page, "\n<p class=\"where\"><span class=\"clamp\">");
    html_excerpt(page, query_text(row, MESSAGE), 1000);
    html_raw(page,
             "</span></p>\n<div class=\"remedy\"><strong>Do:</strong> <span class=\"copied\">");
    html_excerpt(page, query_text(row, REMEDY), 2000);
    html_raw(page, "</span></div></li>\n");
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
    html_raw(page, count ? "</ol>\n<p><a href=\"#findings?\">All findings</a>, or <a "
                           "href=\"#findings?group=check\">one line a check</a></p>\n"
                         : "<p class=\"empty\">No check found anything wrong in what was read. "
                           "What was not read is listed beside this.</p>\n");
    html_raw(page, "</section>\n");
    return query_free(query, error);
}
