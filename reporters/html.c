/* The HTML report: one file that needs nothing else, allows nothing else to load, and is complete
 * without its script. This is the frame of the page; html_page.h names its parts. */
#include "html_page.h"

#include <inttypes.h>

#include "embedded.h"
#include "html_lookup.h"
#include "html_write.h"

/* In the order of the page. A new view is a file and a line. */
static const struct html_view *const views[] = {
    &html_overview,    &html_findings, &html_keys,     &html_certificates, &html_chains,
    &html_truststores, &html_others,   &html_problems, &html_account,
};
enum { VIEWS = sizeof views / sizeof views[0] };

static enum outcome write_policy(struct page *page, struct error *error) {
    html_raw(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "base-uri 'none'; form-action 'none'; style-src ");
    if (html_write_hash(page, span_of(style_css, style_css_length), error) != DONE) {
        return FAILED;
    }
    html_raw(page, "; script-src ");
    if (html_write_hash(page, span_of(script_js, script_js_length), error) != DONE) {
        return FAILED;
    }
    html_raw(page, "\">\n");
    return DONE;
}

static enum outcome write_head(struct page *page, struct error *error) {
    html_raw(page, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    if (write_policy(page, error) != DONE) {
        return FAILED;
    }
    html_raw(page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n"
                   "<meta name=\"referrer\" content=\"no-referrer\">\n"
                   "<title>Keys and certificates, judged as of ");
    html_text(page, page->at);
    html_raw(page, "</title>\n<style>");
    fwrite(style_css, 1, style_css_length, page->out);
    html_raw(page, "</style>\n<script>");
    fwrite(script_js, 1, script_js_length, page->out);
    html_raw(page, "</script>\n</head>\n<body>\n"
                   "<a class=\"skip\" href=\"#overview\">To the report</a>\n");
    return DONE;
}

static void write_navigation(struct page *page, const int64_t totals[]) {
    html_raw(page, "<header>\n<h1 class=\"brand\">certsweep</h1>\n"
                   "<nav aria-label=\"Views\">\n");
    for (size_t i = 0; i < VIEWS; i++) {
        html_format(page, "<a href=\"#%s\">%s", views[i]->id, views[i]->title);
        if (views[i]->count) {
            html_raw(page, " <span class=\"count\">");
            html_count(page, totals[i]);
            html_raw(page, "</span>");
        }
        html_raw(page, "</a>\n");
    }
    html_raw(page, "</nav>\n</header>\n");
}

static enum outcome write_views(struct page *page, const int64_t totals[], struct error *error) {
    html_raw(page, "<main>\n");
    for (size_t i = 0; i < VIEWS; i++) {
        bool titled = views[i] != &html_overview; /* which brings the title of the page */
        html_format(page, "<section class=\"view\" id=\"%s\" aria-label=\"%s\">\n", views[i]->id,
                    views[i]->title);
        if (titled) {
            html_format(page, "<h2>%s</h2>\n", views[i]->title);
        }
        if (views[i]->write(page, totals[i], error) != DONE) {
            return FAILED;
        }
        html_raw(page, "</section>\n");
    }
    html_raw(page, "</main>\n");
    return DONE;
}

static enum outcome write_page(struct page *page, struct error *error) {
    static const char soon[] = "SELECT ifnull((SELECT CAST(value AS INTEGER) FROM scan "
                               "WHERE name = 'expires_soon_days'), 30)";
    int64_t totals[VIEWS] = {0};
    if (query_single(page->inventory, soon, &page->soon_days, error) != DONE) {
        return FAILED;
    }
    for (size_t i = 0; i < VIEWS; i++) {
        if (views[i]->count &&
            query_single(page->inventory, views[i]->count, &totals[i], error) != DONE) {
            return FAILED;
        }
    }
    if (html_lookups_open(page, error) != DONE || write_head(page, error) != DONE) {
        return FAILED;
    }
    write_navigation(page, totals);
    if (write_views(page, totals, error) != DONE) {
        return FAILED;
    }
    html_raw(page, "<footer><p>Written by certsweep, which reads and never changes what it sweeps. "
                   "This report holds no private key and no passphrase. It loads nothing and sends "
                   "nothing. The same content, for machines: <code>csv/</code> and "
                   "<code>inventory.db</code>.</p></footer>\n</body>\n</html>\n");
    return DONE;
}

static enum outcome html_write(struct inventory *inventory, const struct report_options *options,
                               FILE *out, struct error *error) {
    struct page page = {.out = out, .inventory = inventory, .options = options};
    if (text_parse_time(options->at, &page.now)) {
        text_format_time(page.now, page.at);
    }
    if (!*page.at) {
        return fail(error, "the moment of judgement is no time: %s", options->at);
    }
    enum outcome outcome = write_page(&page, error);
    if (html_lookups_close(&page, outcome == DONE ? error : NULL) != DONE) {
        outcome = FAILED;
    }
    buffer_release(&page.shown);
    if (outcome == DONE && page.out_of_memory) {
        outcome = fail(error, "out of memory while writing the HTML report");
    }
    return outcome;
}

const struct reporter html_reporter = {"html", NULL, html_write};
