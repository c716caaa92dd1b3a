/* When certificates expire: a bar a month, from a year before the moment of judgement to two years
 * after it. What lies outside is told in numbers, so that roots valid for decades do not flatten
 * the months that matter. */
#include <inttypes.h>
#include <stdlib.h>

#include "html_write.h"

enum {
    MONTHS_BEFORE = 12,
    MONTHS = 37,
    SLOT = 22, /* width of a month, in the units of the picture */
    BAR = 16,
    LEFT = 8,
    TOP = 26,
    HEIGHT = 120,
    BOTTOM = 40,
    WIDTH = LEFT * 2 + MONTHS * SLOT,
};

static const char by_month[] =
    "SELECT CAST(substr(not_after, 1, 4) AS INTEGER) * 12 + "
    "  CAST(substr(not_after, 6, 2) AS INTEGER) - 1, count(*), sum(not_after < ?1) "
    "FROM artifact WHERE kind = 'certificate' AND not_after <> '' GROUP BY 1 ORDER BY 1";

struct timeline {
    int64_t first; /* months since the year 0 */
    int64_t counts[MONTHS];
    int64_t expired[MONTHS]; /* of counts; only the month of the moment has some of each */
    int64_t earlier;
    int64_t later;
    int64_t most;
};

static const char *const month_names[] = {"January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December"};

static enum outcome collect(struct page *page, struct timeline *timeline, struct error *error) {
    struct query *query = query_new(page->inventory, by_month, error);
    if (!query) {
        return FAILED;
    }
    query_bind_text(query, 1, page->at);
    while (query_next(query)) {
        int64_t slot = query_number(query, 0) - timeline->first;
        int64_t count = query_number(query, 1);
        if (slot < 0) {
            timeline->earlier += count;
        } else if (slot >= MONTHS) {
            timeline->later += count;
        } else {
            timeline->counts[slot] = count;
            timeline->expired[slot] = query_number(query, 2);
            timeline->most = count > timeline->most ? count : timeline->most;
        }
    }
    return query_free(query, error);
}

static void write_month(struct page *page, const struct timeline *timeline, int slot) {
    int64_t month = timeline->first + slot;
    html_format(page, "%s %04" PRId64, month_names[month % 12], month / 12);
}

static int bar_height(const struct timeline *timeline, int64_t count) {
    int height = (int)(count * HEIGHT / (timeline->most ? timeline->most : 1));
    return count > 0 && height < 3 ? 3 : height;
}

/* "March 2026: 4 certificates, 1 of them expired". */
static void write_words(struct page *page, const struct timeline *timeline, int slot) {
    write_month(page, timeline, slot);
    html_raw(page, ": ");
    html_counted(page, timeline->counts[slot], "certificate", "certificates");
    if (timeline->expired[slot]) {
        html_raw(page, ", ");
        html_count(page, timeline->expired[slot]);
        html_raw(page, " of them expired");
    }
}

static void write_bar(struct page *page, const struct timeline *timeline, int slot) {
    int64_t count = timeline->counts[slot];
    int64_t expired = timeline->expired[slot];
    int x = LEFT + slot * SLOT + (SLOT - BAR) / 2;
    int whole = bar_height(timeline, count);
    int past = count ? (int)(whole * expired / count) : 0;
    const char *kind = slot <= MONTHS_BEFORE + 1 ? "near" : "later";
    int64_t month = timeline->first + slot;
    html_format(page, "<a href=\"#certificates?month=%04" PRId64 "-%02" PRId64 "\" aria-label=\"",
                month / 12, month % 12 + 1);
    write_words(page, timeline, slot);
    html_raw(page, "\"><title>");
    write_words(page, timeline, slot);
    html_format(page,
                "</title><rect class=\"bar %s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                kind, x, TOP + HEIGHT - whole, BAR, whole - past);
    html_format(page, "<rect class=\"bar expired\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                x, TOP + HEIGHT - past, BAR, past);
    html_format(page, "<text class=\"amount\" x=\"%d\" y=\"%d\">", x + BAR / 2,
                TOP + HEIGHT - whole - 4);
    html_count(page, count);
    html_raw(page, "</text></a>\n");
}

/* A letter a month, a year below January and below the first month. */
static void write_axis(struct page *page, const struct timeline *timeline) {
    html_format(page, "<path class=\"axis\" d=\"M%d %dH%d\"/>\n", LEFT, TOP + HEIGHT, WIDTH - LEFT);
    for (int slot = 0; slot < MONTHS; slot++) {
        int64_t month = timeline->first + slot;
        int x = LEFT + slot * SLOT + SLOT / 2;
        html_format(page, "<text class=\"month\" x=\"%d\" y=\"%d\">%c</text>", x, TOP + HEIGHT + 14,
                    *month_names[month % 12]);
        if (month % 12 == 0 || (slot == 0 && month % 12 != 11)) { /* two would not fit */
            html_format(page, "<text class=\"year\" x=\"%d\" y=\"%d\">%04" PRId64 "</text>\n",
                        x - 4, TOP + HEIGHT + 30, month / 12);
        }
    }
    int now = LEFT + MONTHS_BEFORE * SLOT;
    html_format(page, "<path class=\"now\" d=\"M%d %dV%d\"/>", now, 14, TOP + HEIGHT + 4);
    html_format(page, "<text class=\"now-words\" x=\"%d\" y=\"10\">month of judgement</text>\n",
                now + 2);
}

static void write_picture(struct page *page, const struct timeline *timeline) {
    html_format(page,
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Timeline\">"
                "<svg class=\"timeline\" viewBox=\"0 0 %d %d\" role=\"group\" "
                "aria-label=\"Certificates that expire, by month\">\n"
                "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" "
                "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
                "<rect class=\"hatch-ground\" width=\"6\" height=\"6\"/>"
                "<path class=\"hatch-line\" d=\"M1 0V6\"/></pattern></defs>\n",
                WIDTH, TOP + HEIGHT + BOTTOM);
    write_axis(page, timeline);
    for (int slot = 0; slot < MONTHS; slot++) {
        if (timeline->counts[slot]) {
            write_bar(page, timeline, slot);
        }
    }
    html_raw(page, "</svg></div>\n");
}

static void write_outside(struct page *page, const struct timeline *timeline) {
    html_raw(page, "<p class=\"legend\"><span class=\"key expired\"></span> expired "
                   "<span class=\"key near\"></span> this month or next "
                   "<span class=\"key later\"></span> later");
    html_raw(page, "<span class=\"outside\"><strong>");
    html_count(page, timeline->earlier);
    html_raw(page, "</strong> expired before ");
    write_month(page, timeline, 0);
    html_raw(page, ", <strong>");
    html_count(page, timeline->later);
    html_raw(page, "</strong> expire after ");
    write_month(page, timeline, MONTHS - 1);
    html_raw(page, "</span></p>\n");
}

static void write_numbers(struct page *page, const struct timeline *timeline) {
    html_raw(page, "<details><summary>The same as a table</summary>\n<table class=\"small\">"
                   "<thead><tr><th scope=\"col\">Month</th>"
                   "<th scope=\"col\" class=\"number\">Certificates</th>"
                   "<th scope=\"col\" class=\"number\">Of them expired</th></tr></thead><tbody>\n");
    for (int slot = 0; slot < MONTHS; slot++) {
        if (timeline->counts[slot]) {
            html_raw(page, "<tr><th scope=\"row\">");
            write_month(page, timeline, slot);
            html_raw(page, "</th><td class=\"number\">");
            html_count(page, timeline->counts[slot]);
            html_raw(page, "</td><td class=\"number\">");
            html_count(page, timeline->expired[slot]);
            html_raw(page, "</td></tr>\n");
        }
    }
    html_raw(page, "</tbody></table></details>\n");
}

enum outcome html_timeline(struct page *page, struct error *error) {
    int64_t year = strtoll(page->at, NULL, 10);
    int64_t month = strtoll(page->at + 5, NULL, 10);
    struct timeline timeline = {.first = year * 12 + month - 1 - MONTHS_BEFORE};
    timeline.first = timeline.first < 0 ? 0 : timeline.first;
    if (collect(page, &timeline, error) != DONE) {
        return FAILED;
    }
    html_raw(page, "<section class=\"card\"><h3>When certificates expire</h3>\n");
    if (timeline.most > 0) {
        write_picture(page, &timeline);
    }
    write_outside(page, &timeline);
    if (timeline.most > 0) {
        write_numbers(page, &timeline);
    }
    html_raw(page, "</section>\n");
    return DONE;
}
