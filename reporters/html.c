/* The HTML report: one file that needs nothing else and allows nothing else to load. This is the
 * frame of the page; html_page.h names its parts. */
#include "html_page.h"

#include <inttypes.h>

#include "embedded.h"
#include "html_data.h"
#include "html_write.h"

/* Entries of the navigation. Views without a table of their own have no count; the chains are a
 * view of the certificates. */
static const struct {
    const char *id;
    const char *title;
    const char *count;
} views[] = {
    {"overview", "Overview", NULL},
    {"findings", "Findings", "SELECT count(*) FROM finding"},
    {"keys", "Keys", "SELECT count(*) FROM key"},
    {"certificates", "Certificates", "SELECT count(*) FROM artifact WHERE kind = 'certificate'"},
    {"chains", "Chains", "SELECT count(*) FROM chain"},
    {"truststores", "Truststores", "SELECT count(*) FROM truststore"},
    {"references", "Configuration", "SELECT count(*) FROM reference"},
    {"others", "Other finds", "SELECT count(*) FROM artifact WHERE kind <> 'certificate'"},
    {"problems", "Problems", "SELECT count(*) FROM problem"},
    {"account", "Account", NULL},
};
enum { VIEWS = sizeof views / sizeof views[0] };

/* An option of 0 means all. */
static int64_t row_limit(uint64_t limit) {
    return limit == 0 || limit > INT64_MAX / 8 ? -1 : (int64_t)limit;
}

static enum outcome write_policy(struct page *page, struct error *error) {
    html_raw(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "base-uri 'none'; form-action 'none'; style-src ");
    if (html_write_hash(page, span_of(report_css, report_css_length), error) != DONE) {
        return FAILED;
    }
    html_raw(page, "; script-src ");
    if (html_write_hash(page, span_of(report_js, report_js_length), error) != DONE) {
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
    fwrite(report_css, 1, report_css_length, page->out);
    html_raw(page, "</style>\n</head>\n<body>\n"
                   "<a class=\"skip\" href=\"#content\">To the report</a>\n");
    return DONE;
}

static enum outcome write_navigation(struct page *page, struct error *error) {
    html_raw(page, "<header>\n<h1 class=\"brand\">certsweep</h1>\n<nav aria-label=\"Views\">\n");
    for (size_t i = 0; i < VIEWS; i++) {
        html_format(page, "<a href=\"#%s\">%s", views[i].id, views[i].title);
        if (views[i].count) {
            int64_t count = 0;
            if (query_single(page->inventory, views[i].count, &count, error) != DONE) {
                return FAILED;
            }
            html_raw(page, " <span class=\"count\">");
            html_count(page, count);
            html_raw(page, "</span>");
        }
        html_raw(page, "</a>\n");
    }
    html_raw(page, "</nav>\n</header>\n");
    return DONE;
}

/* What the reader sees first comes first in the file: the browser shows it while it reads on. */
static enum outcome write_views(struct page *page, struct error *error) {
    html_raw(page, "<main id=\"content\" tabindex=\"-1\">\n<section class=\"view\" id=\"overview\" "
                   "aria-label=\"Overview\">\n");
    if (html_overview(page, error) != DONE) {
        return FAILED;
    }
    html_raw(page, "</section>\n<section class=\"view\" id=\"records\" aria-live=\"off\" hidden>"
                   "</section>\n<section class=\"view\" id=\"account\" aria-label=\"Account\">\n");
    if (html_account(page, error) != DONE || html_plain(page, error) != DONE) {
        return FAILED;
    }
    html_raw(page, "</section>\n</main>\n<footer><p>Written by certsweep, which reads and never "
                   "changes what it sweeps. This report holds no private key and no passphrase. It "
                   "loads nothing and sends nothing. The same content, for machines: "
                   "<code>csv/</code> and <code>inventory.db</code>.</p></footer>\n");
    return DONE;
}

/* The numbers that the script needs besides the tables. */
static void write_constants(struct page *page) {
    html_format(page,
                "<script type=\"application/json\" id=\"data-page\">{\"at\":\"%s\",\"now\":%" PRId64
                ",\"soonDays\":%" PRId64 "}</script>\n",
                page->at, page->now, page->soon_days);
}

static enum outcome write_page(struct page *page, struct error *error) {
    static const char soon[] = "SELECT ifnull((SELECT CAST(value AS INTEGER) FROM scan "
                               "WHERE name = 'expires_soon_days'), 30)";
    if (query_single(page->inventory, soon, &page->soon_days, error) != DONE ||
        write_head(page, error) != DONE || write_navigation(page, error) != DONE ||
        write_views(page, error) != DONE) {
        return FAILED;
    }
    write_constants(page);
    for (size_t i = 0; html_tables[i]; i++) {
        if (html_write_data(page, html_tables[i], error) != DONE) {
            return FAILED;
        }
    }
    html_raw(page, "<script>");
    fwrite(report_js, 1, report_js_length, page->out);
    html_raw(page, "</script>\n</body>\n</html>\n");
    return DONE;
}

static enum outcome html_write(struct inventory *inventory, const struct report_options *options,
                               FILE *out, struct error *error) {
    struct page page = {.out = out,
                        .inventory = inventory,
                        .options = options,
                        .row_limit = row_limit(options->row_limit)};
    if (text_parse_time(options->at, &page.now)) {
        text_format_time(page.now, page.at);
    }
    if (!*page.at) {
        return fail(error, "the moment of judgement is no time: %s", options->at);
    }
    enum outcome outcome = write_page(&page, error);
    buffer_release(&page.shown);
    if (outcome == DONE && page.out_of_memory) {
        outcome = fail(error, "out of memory while writing the HTML report");
    }
    return outcome;
}

const struct reporter html_reporter = {"html", NULL, html_write};
