/* What a migration has to replace, and where private keys lie: tables with a bar in each row. */
#include <inttypes.h>

#include "html_lookup.h"
#include "html_write.h"

enum { ALGORITHMS_LISTED = 14, HORIZONS = 5 };

/* Years from the moment of judgement; the dates are put together from its own text, so that they
 * compare with the inventory's. */
static const char algorithms[] =
    "WITH held AS (SELECT key.id, key.algorithm, key.curve, key.bits FROM key), "
    "due AS (SELECT artifact.key, sum(not_after < ?1) AS past, "
    "    sum(not_after >= ?1 AND not_after < ?2) AS one, "
    "    sum(not_after >= ?2 AND not_after < ?3) AS three, "
    "    sum(not_after >= ?3 AND not_after < ?4) AS ten, sum(not_after >= ?4) AS more "
    "  FROM artifact WHERE kind = 'certificate' AND key IS NOT NULL GROUP BY artifact.key) "
    "SELECT held.algorithm, held.curve, held.bits, count(*), ifnull(sum(due.past), 0), "
    "  ifnull(sum(due.one), 0), ifnull(sum(due.three), 0), ifnull(sum(due.ten), 0), "
    "  ifnull(sum(due.more), 0) "
    "FROM held LEFT JOIN due ON due.key = held.id "
    "GROUP BY held.algorithm, held.curve, held.bits "
    "ORDER BY count(*) DESC, held.algorithm, held.curve, held.bits";

static const char locations[] =
    "SELECT CASE WHEN source = 'input' THEN 'Standard input' "
    "  WHEN source = 'git' AND at_head = 1 THEN 'Git, at HEAD' "
    "  WHEN source = 'git' AND reachable = 1 THEN 'Git, only in history' "
    "  WHEN source = 'git' THEN 'Git, reached by no ref' "
    "  WHEN container <> '' THEN 'Inside an archive or container' "
    "  ELSE 'File on disk' END AS location, count(DISTINCT artifact), count(*), "
    "  count(DISTINCT CASE WHEN locked THEN artifact END) "
    "FROM artifact_place WHERE kind = 'private-key' GROUP BY location ORDER BY 2 DESC, location";

/* FIPS 203 to 205 and the hash-based signatures of SP 800-208, by how their names begin. */
static bool is_post_quantum(const char *algorithm) {
    static const char *const names[] = {"ML-DSA", "ML-KEM", "SLH-DSA", "FN-DSA",
                                        "LMS",    "HSS",    "XMSS"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strncmp(algorithm, names[i], strlen(names[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* A bar as wide as the cell at most. The number stands beside it: the bar itself says nothing new.
 */
static void write_bar(struct page *page, const char *kind, int64_t count, int64_t most) {
    int64_t width = most > 0 ? count * 100 / most : 0;
    html_format(page,
                "<td class=\"bar-cell\"><svg class=\"share\" viewBox=\"0 0 100 10\" "
                "preserveAspectRatio=\"none\" aria-hidden=\"true\">"
                "<rect class=\"ground\" width=\"100\" height=\"10\"/>"
                "<rect class=\"bar %s\" width=\"%d\" height=\"10\"/></svg></td>",
                kind, (int)(width < 1 && count > 0 ? 1 : width));
}

static void write_number(struct page *page, int64_t number) {
    html_raw(page, number ? "<td class=\"number\">" : "<td class=\"number quiet\">");
    html_count(page, number);
    html_raw(page, "</td>");
}

static void write_algorithm(struct page *page, struct query *row, int64_t most) {
    bool safe = is_post_quantum(query_text(row, 0));
    html_raw(page, "<tr><th scope=\"row\">");
    html_algorithm(page, query_text(row, 0), query_text(row, 1), query_number(row, 2));
    html_raw(page, safe ? " <span class=\"tag plain\">post-quantum</span>" : "");
    html_raw(page, "</th>");
    write_bar(page, safe ? "quantum" : "plain", query_number(row, 3), most);
    for (int column = 3; column < 4 + HORIZONS; column++) {
        write_number(page, query_number(row, column));
    }
    html_raw(page, "</tr>\n");
}

/* The same moment so many years later, as text that compares. */
static void bind_horizon(struct query *query, int parameter, const char *at, int64_t years) {
    char moment[64];
    int64_t year = (at[0] - '0') * 1000 + (at[1] - '0') * 100 + (at[2] - '0') * 10 + at[3] - '0';
    year = year + years > 9999 ? 9999 : year + years;
    snprintf(moment, sizeof moment, "%04d%.*s", (int)year, 20, at + 4);
    query_bind_text(query, parameter, moment);
}

static enum outcome write_algorithm_rows(struct page *page, struct error *error) {
    struct query *query = query_new(page->inventory, algorithms, error);
    if (!query) {
        return FAILED;
    }
    bind_horizon(query, 1, page->at, 0);
    bind_horizon(query, 2, page->at, 1);
    bind_horizon(query, 3, page->at, 3);
    bind_horizon(query, 4, page->at, 10);
    int64_t rest[1 + HORIZONS] = {0};
    int64_t most = 0;
    int64_t kinds = 0;
    for (; query_next(query); kinds++) {
        most = kinds == 0 ? query_number(query, 3) : most;
        if (kinds < ALGORITHMS_LISTED) {
            write_algorithm(page, query, most);
        }
        for (int i = 0; kinds >= ALGORITHMS_LISTED && i <= HORIZONS; i++) {
            rest[i] += query_number(query, 3 + i);
        }
    }
    if (kinds > ALGORITHMS_LISTED) {
        html_raw(page, "<tr><th scope=\"row\">");
        html_counted(page, kinds - ALGORITHMS_LISTED, "other", "others");
        html_raw(page, "</th>");
        write_bar(page, "plain", rest[0] < most ? rest[0] : most, most);
        for (int i = 0; i <= HORIZONS; i++) {
            write_number(page, rest[i]);
        }
        html_raw(page, "</tr>\n");
    }
    return query_free(query, error);
}

enum outcome html_algorithms(struct page *page, struct error *error) {
    html_raw(page, "<section class=\"card\"><h3>Algorithms and sizes</h3>\n"
                   "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Algorithms\">"
                   "<table class=\"small bars\"><thead>"
                   "<tr><th scope=\"col\" rowspan=\"2\">Algorithm</th>"
                   "<th scope=\"colgroup\" colspan=\"2\">Distinct keys</th>"
                   "<th scope=\"colgroup\" colspan=\"5\">Certificates, by time left</th></tr>\n"
                   "<tr><td></td><th scope=\"col\" class=\"number\">Keys</th>"
                   "<th scope=\"col\" class=\"number\">Expired</th>"
                   "<th scope=\"col\" class=\"number\">&lt;&nbsp;1&nbsp;year</th>"
                   "<th scope=\"col\" class=\"number\">1&ndash;3</th>"
                   "<th scope=\"col\" class=\"number\">3&ndash;10</th>"
                   "<th scope=\"col\" class=\"number\">longer</th></tr></thead><tbody>\n");
    enum outcome outcome = write_algorithm_rows(page, error);
    html_raw(page, "</tbody></table></div>\n<p class=\"quiet\">A migration to post-quantum "
                   "algorithms has to replace every row without that mark; the further right a "
                   "certificate counts, the longer it would stay valid. An algorithm shown as a "
                   "number is one that has no name here.</p>\n</section>\n");
    return outcome;
}

enum outcome html_key_locations(struct page *page, struct error *error) {
    struct query *query = query_new(page->inventory, locations, error);
    int64_t rows = 0;
    int64_t most = 0;
    html_raw(page,
             "<section class=\"card\"><h3>Where private keys lie</h3>\n"
             "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Places of keys\">"
             "<table class=\"small bars\"><thead><tr>"
             "<th scope=\"col\">Place</th><td></td>"
             "<th scope=\"col\" class=\"number\">Keys</th>"
             "<th scope=\"col\" class=\"number\">Places</th>"
             "<th scope=\"col\" class=\"number\">Locked</th></tr></thead><tbody>\n");
    for (; query_next(query); rows++) {
        most = rows == 0 ? query_number(query, 1) : most;
        html_raw(page, "<tr><th scope=\"row\">");
        html_value(page, query_text(query, 0));
        html_raw(page, "</th>");
        write_bar(page, "plain", query_number(query, 1), most);
        write_number(page, query_number(query, 1));
        write_number(page, query_number(query, 2));
        write_number(page, query_number(query, 3));
        html_raw(page, "</tr>\n");
    }
    html_raw(page, "</tbody></table></div>\n");
    html_raw(page, rows ? "<p class=\"quiet\">A key that lies in several sorts of places counts in "
                          "each. Locked: readable only with a passphrase.</p>\n</section>\n"
                        : "<p class=\"empty\">No private key was found.</p>\n</section>\n");
    return query_free(query, error);
}
