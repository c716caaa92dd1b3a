/* What a post-quantum migration has to replace, and by when it expires: a picture by year, and the
 * same numbers for each algorithm and size. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "crypto_algorithm.h"
#include "html_write.h"

/* Expired, five single years, five more together, later. */
enum { YEARS = 5, SPANS = YEARS + 3, ALGORITHMS_LISTED = 14 };
enum { LEFT = 8, TOP = 18, SLOT = 70, BAR = 44, HEIGHT = 130, BOTTOM = 24 };

#define YEAR "CAST(substr(not_after, 1, 4) AS INTEGER)"
#define LIVE "not_after >= ?1 AND " YEAR
static const char algorithms[] =
    "WITH due AS (SELECT key, sum(not_after < ?1) AS past, sum(" LIVE " = ?2) AS y0, sum(" LIVE
    " = ?2 + 1) AS y1, sum(" LIVE " = ?2 + 2) AS y2, sum(" LIVE " = ?2 + 3) AS y3, sum(" LIVE
    " = ?2 + 4) AS y4, sum(" LIVE " BETWEEN ?2 + 5 AND ?2 + 9) AS decade, sum(" LIVE
    " > ?2 + 9) AS later FROM artifact WHERE kind = 'certificate' AND key IS NOT NULL "
    "GROUP BY key) "
    "SELECT algorithm, curve, bits, count(*), ifnull(sum(past), 0), ifnull(sum(y0), 0), "
    "  ifnull(sum(y1), 0), ifnull(sum(y2), 0), ifnull(sum(y3), 0), ifnull(sum(y4), 0), "
    "  ifnull(sum(decade), 0), ifnull(sum(later), 0) FROM key LEFT JOIN due ON due.key = key.id "
    "GROUP BY algorithm, curve, bits ORDER BY count(*) DESC, algorithm, curve, bits";
enum { ALGORITHM, CURVE, BITS, KEYS, FIRST_SPAN };

enum family { RSA, ELLIPTIC, OTHER, QUANTUM_SAFE, FAMILIES };
static const char *const family_names[] = {"RSA", "elliptic curves", "other",
                                           "post-quantum: may stay"};
static const char *const family_classes[] = {"rsa", "elliptic", "other", "quantum"};

struct algorithms {
    int64_t first_year;
    int64_t spans[SPANS][FAMILIES];
    int64_t most; /* of a span, all families */
    int64_t kinds;
};

static enum family family_of(const char *algorithm) {
    static const struct {
        const char *begin;
        enum family family;
    } names[] = {
        {"RSA", RSA}, {"EC", ELLIPTIC}, {"Ed", ELLIPTIC}, {"X25519", ELLIPTIC}, {"X448", ELLIPTIC}};
    if (crypto_algorithm_of_key(algorithm, 0).quantum_level > 0) {
        return QUANTUM_SAFE;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strncmp(algorithm, names[i].begin, strlen(names[i].begin)) == 0) {
            return names[i].family;
        }
    }
    return OTHER;
}

static void write_span(struct page *page, int64_t year, int span) {
    if (span == 0) {
        html_raw(page, "expired");
    } else if (span <= YEARS) {
        html_format(page, "%" PRId64, year + span - 1);
    } else if (span == YEARS + 1) {
        html_format(page, "%" PRId64 "&ndash;%02" PRId64, year + YEARS,
                    (year + 2 * YEARS - 1) % 100);
    } else {
        html_raw(page, "later");
    }
}

static void write_number(struct page *page, int64_t number) {
    html_raw(page, number ? "<td class=\"number\">" : "<td class=\"number quiet\">");
    html_count(page, number);
    html_raw(page, "</td>");
}

static void write_row(struct page *page, struct query *row) {
    html_raw(page, "<tr><th scope=\"row\"><a href=\"#certificates?algorithm=");
    html_algorithm(page, query_text(row, ALGORITHM), query_text(row, CURVE),
                   query_number(row, BITS));
    html_raw(page, "\">");
    html_algorithm(page, query_text(row, ALGORITHM), query_text(row, CURVE),
                   query_number(row, BITS));
    html_raw(page, "</a>");
    if (family_of(query_text(row, ALGORITHM)) == QUANTUM_SAFE) {
        html_raw(page, " <span class=\"tag good\">post-quantum</span>");
    }
    html_raw(page, "</th>");
    for (int column = KEYS; column < FIRST_SPAN + SPANS; column++) {
        write_number(page, query_number(row, column));
    }
    html_raw(page, "</tr>\n");
}

static void write_head(struct page *page, int64_t year) {
    html_raw(page,
             "<details><summary>By algorithm and size</summary>\n<div class=\"scroll\" "
             "tabindex=\"0\" role=\"region\" aria-label=\"Algorithms\"><table class=\"small\">"
             "<thead><tr><th scope=\"col\">Algorithm</th>"
             "<th scope=\"col\" class=\"number\">Keys</th>");
    for (int span = 0; span < SPANS; span++) {
        html_raw(page, "<th scope=\"col\" class=\"number\">");
        write_span(page, year, span);
        html_raw(page, "</th>");
    }
    html_raw(page, "</tr></thead><tbody>\n");
}

/* The table; fills in what the picture shows. */
static enum outcome write_table(struct page *page, struct algorithms *all, struct error *error) {
    struct query *query = query_new(page->inventory, algorithms, error);
    if (!query) {
        return FAILED;
    }
    query_bind_text(query, 1, page->at);
    query_bind_number(query, 2, all->first_year);
    while (query_next(query)) {
        if (++all->kinds <= ALGORITHMS_LISTED) {
            write_row(page, query);
        }
    }
    html_raw(page, "</tbody></table></div>\n");
    if (all->kinds > ALGORITHMS_LISTED) {
        html_raw(page, "<p class=\"quiet\">and ");
        html_counted(page, all->kinds - ALGORITHMS_LISTED, "other", "others");
        html_raw(page, ": see table <code>key</code> of <code>inventory.db</code></p>\n");
    }
    html_raw(page, "<p class=\"quiet\">Numbers of certificates, and of distinct keys. An algorithm "
                   "shown as a number is one that has no name here.</p></details>\n");
    return query_free(query, error);
}

static enum outcome collect(struct page *page, struct algorithms *all, struct error *error) {
    struct query *query = query_new(page->inventory, algorithms, error);
    if (!query) {
        return FAILED;
    }
    query_bind_text(query, 1, page->at);
    query_bind_number(query, 2, all->first_year);
    while (query_next(query)) {
        enum family family = family_of(query_text(query, ALGORITHM));
        for (int span = 0; span < SPANS; span++) {
            all->spans[span][family] += query_number(query, FIRST_SPAN + span);
        }
    }
    for (int span = 0; span < SPANS; span++) {
        int64_t sum = 0;
        for (int family = 0; family < FAMILIES; family++) {
            sum += all->spans[span][family];
        }
        all->most = sum > all->most ? sum : all->most;
    }
    return query_free(query, error);
}

static int64_t write_stack(struct page *page, const struct algorithms *all, int span) {
    int64_t below = 0;
    for (int family = 0; family < FAMILIES; family++) {
        int64_t count = all->spans[span][family];
        int from = (int)(below * HEIGHT / all->most);
        int to = (int)((below + count) * HEIGHT / all->most);
        if (count) {
            html_format(page,
                        "<rect class=\"bar %s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                        family_classes[family], LEFT + span * SLOT + (SLOT - BAR) / 2,
                        TOP + HEIGHT - to, BAR, to > from ? to - from : 1);
        }
        below += count;
    }
    return below;
}

/* What of the bar is of which family, in words for the pointer and for screen readers. */
static void write_bar_title(struct page *page, const struct algorithms *all, int span) {
    html_raw(page, "<title>");
    write_span(page, all->first_year, span);
    for (int family = 0; family < FAMILIES; family++) {
        if (all->spans[span][family]) {
            html_format(page, ", %s: ", family_names[family]);
            html_count(page, all->spans[span][family]);
        }
    }
    html_raw(page, "</title>");
}

static void write_bar(struct page *page, const struct algorithms *all, int span) {
    int middle = LEFT + span * SLOT + SLOT / 2;
    html_raw(page, "<g>");
    write_bar_title(page, all, span);
    int64_t count = write_stack(page, all, span);
    html_format(page, "<text class=\"amount\" x=\"%d\" y=\"%d\">", middle,
                TOP + HEIGHT - (int)(count * HEIGHT / all->most) - 4);
    html_count(page, count);
    html_format(page, "</text><text class=\"month\" x=\"%d\" y=\"%d\">", middle, TOP + HEIGHT + 16);
    write_span(page, all->first_year, span);
    html_raw(page, "</text></g>\n");
}

static void write_picture(struct page *page, const struct algorithms *all) {
    html_format(page,
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Algorithms by "
                "year of expiry\"><svg class=\"years\" viewBox=\"0 0 %d %d\" role=\"img\" "
                "aria-label=\"Certificates by year of expiry and family of algorithm\">\n",
                2 * LEFT + SPANS * SLOT, TOP + HEIGHT + BOTTOM);
    for (int span = 0; span < SPANS; span++) {
        write_bar(page, all, span);
    }
    html_format(page, "<path class=\"axis\" d=\"M%d %dH%d\"/></svg></div>\n<p class=\"legend\">",
                LEFT, TOP + HEIGHT, LEFT + SPANS * SLOT);
    for (int family = 0; family < FAMILIES; family++) {
        html_format(page, "<span class=\"key %s\"></span> %s ", family_classes[family],
                    family_names[family]);
    }
    html_raw(page, "</p>\n");
}

enum outcome html_algorithms(struct page *page, struct error *error) {
    struct algorithms all = {.first_year = strtoll(page->at, NULL, 10)};
    html_raw(page, "<section class=\"card\"><h3>What a post-quantum migration must replace</h3>\n"
                   "<p class=\"quiet\">Certificates by the year in which they expire. RSA and "
                   "elliptic curves fall to a quantum computer; the further right, the longer they "
                   "would stay valid.</p>\n");
    if (collect(page, &all, error) != DONE) {
        return FAILED;
    }
    if (all.most > 0) {
        write_picture(page, &all);
    }
    write_head(page, all.first_year);
    if (write_table(page, &all, error) != DONE) {
        return FAILED;
    }
    html_raw(page, "</section>\n");
    return DONE;
}
