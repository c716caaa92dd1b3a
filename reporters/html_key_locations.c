/* Where private keys live: a bar for each sort of place. */
#include <inttypes.h>

#include "html_write.h"

static const char locations[] =
    "SELECT CASE WHEN source = 'input' THEN 'Standard input' "
    "  WHEN source = 'git' AND at_head = 1 THEN 'Git, at HEAD' "
    "  WHEN source = 'git' AND reachable = 1 THEN 'Git, only in history' "
    "  WHEN source = 'git' THEN 'Git, reached by no ref' "
    "  WHEN container <> '' AND NOT is_part THEN 'Inside an archive or container' "
    "  ELSE 'File on disk' END AS location, count(DISTINCT artifact), count(*), "
    "  count(DISTINCT CASE WHEN locked THEN artifact END) "
    "FROM artifact_place WHERE kind = 'private-key' GROUP BY location ORDER BY 2 DESC, location";

/* A bar as wide as the cell at most, locked keys in their own shade. The numbers stand beside it:
 * the bar itself says nothing new. */
static void write_bar(struct page *page, int64_t count, int64_t locked, int64_t most) {
    int64_t width = most > 0 ? count * 100 / most : 0;
    int64_t part = most > 0 ? locked * 100 / most : 0;
    html_format(page,
                "<td class=\"bar-cell\"><svg class=\"share\" viewBox=\"0 0 100 10\" "
                "preserveAspectRatio=\"none\" aria-hidden=\"true\">"
                "<rect class=\"ground\" width=\"100\" height=\"10\"/>"
                "<rect class=\"bar open\" width=\"%d\" height=\"10\"/>"
                "<rect class=\"bar locked\" width=\"%d\" height=\"10\"/></svg></td>",
                (int)(width < 1 && count > 0 ? 1 : width), (int)part);
}

static void write_number(struct page *page, int64_t number) {
    html_raw(page, number ? "<td class=\"number\">" : "<td class=\"number quiet\">");
    html_count(page, number);
    html_raw(page, "</td>");
}

static const char head[] =
    "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Places of keys\">"
    "<table class=\"small bars\"><thead><tr><th scope=\"col\">Place</th><td></td>"
    "<th scope=\"col\" class=\"number\">Keys</th>"
    "<th scope=\"col\" class=\"number\">Of them locked</th>"
    "<th scope=\"col\" class=\"number\">Places</th></tr></thead><tbody>\n";

enum outcome html_key_locations(struct page *page, struct error *error) {
    struct query *query = query_new(page->inventory, locations, error);
    int64_t rows = 0;
    int64_t most = 0;
    html_raw(page, "<section class=\"card\"><h3>Where private keys live</h3>\n");
    for (; query_next(query); rows++) {
        most = rows == 0 ? query_number(query, 1) : most;
        html_raw(page, rows == 0 ? head : "");
        html_raw(page, "<tr><th scope=\"row\">");
        html_value(page, query_text(query, 0));
        html_raw(page, "</th>");
        write_bar(page, query_number(query, 1), query_number(query, 3), most);
        write_number(page, query_number(query, 1));
        write_number(page, query_number(query, 3));
        write_number(page, query_number(query, 2));
        html_raw(page, "</tr>\n");
    }
    html_raw(page, rows ? "</tbody></table></div>\n<p class=\"quiet\">A key that lies in several "
                          "sorts of places counts in each. Locked: readable only with a "
                          "passphrase.</p>\n</section>\n"
                        : "<p class=\"empty\">No private key was found.</p>\n</section>\n");
    return query_free(query, error);
}
