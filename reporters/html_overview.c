/* The first screen: what was swept and what was not, how bad it is, and what to do first. */
#include <inttypes.h>

#include "html_table.h"
#include "html_write.h"

enum { ROOTS_IN_TITLE = 3 };

static enum outcome write_title(struct page *page, struct error *error) {
    struct query *query = query_new(page->inventory, "SELECT shown FROM root ORDER BY id", error);
    int64_t count = 0;
    html_raw(page, "<h2 class=\"title\">Keys and certificates in ");
    while (query_next(query)) {
        if (++count <= ROOTS_IN_TITLE) {
            html_raw(page, count > 1 ? ", <span class=\"root\">" : "<span class=\"root\">");
            html_value(page, query_text(query, 0));
            html_raw(page, "</span>");
        }
    }
    if (count > ROOTS_IN_TITLE) {
        html_format(page, " and %" PRId64 " more", count - ROOTS_IN_TITLE);
    }
    html_raw(page, "</h2>\n");
    return query_free(query, error);
}

static enum outcome write_moment(struct page *page, struct error *error) {
    struct query *query =
        query_new(page->inventory, "SELECT value FROM scan WHERE name = 'version'", error);
    html_raw(page, "<p class=\"lead\">Judged as of <strong>");
    html_text(page, page->at);
    html_raw(page, "</strong> by certsweep");
    if (query_next(query)) {
        html_raw(page, " ");
        html_value(page, query_text(query, 0));
    }
    html_raw(page, ", from files alone and without any network.</p>\n");
    return query_free(query, error);
}

/* A number that leads to the rows it counts; filter is what the script puts into the fragment. */
struct tile {
    const char *one;
    const char *many;
    const char *kind;
    const char *view;
    const char *filter;
    const char *count;
};

static const struct tile tiles[] = {
    {"error", "errors", "error", "findings", "severity=Error",
     "SELECT count(*) FROM finding WHERE severity = 'error'"},
    {"warning", "warnings", "warning", "findings", "severity=Warning",
     "SELECT count(*) FROM finding WHERE severity = 'warning'"},
    {"note", "notes", "note", "findings", "severity=Note",
     "SELECT count(*) FROM finding WHERE severity = 'note'"},
    {"problem", "problems", "problem", "problems", "", "SELECT count(*) FROM problem"},
    {"certificate", "certificates", "plain", "certificates", "",
     "SELECT count(*) FROM artifact WHERE kind = 'certificate'"},
    {"private key", "private keys", "plain", "keys", "",
     "SELECT count(*) FROM artifact WHERE kind = 'private-key'"},
    {"truststore", "truststores", "plain", "truststores", "", "SELECT count(*) FROM truststore"},
};

static enum outcome write_tiles(struct page *page, struct error *error) {
    html_raw(page, "<ul class=\"tiles\">\n");
    for (size_t i = 0; i < sizeof tiles / sizeof *tiles; i++) {
        int64_t count = 0;
        if (query_single(page->inventory, tiles[i].count, &count, error) != DONE) {
            return FAILED;
        }
        html_format(page, "<li class=\"%s%s\"><a href=\"#%s\" data-filter=\"%s\"><strong>",
                    tiles[i].kind, count ? "" : " zero", tiles[i].view, tiles[i].filter);
        html_count(page, count);
        html_format(page, "</strong> <span>%s</span></a></li>\n",
                    count == 1 ? tiles[i].one : tiles[i].many);
    }
    html_raw(page, "</ul>\n");
    return DONE;
}

static const char limits[] =
    "<section class=\"card\"><h3>What files cannot tell</h3>\n"
    "<p>Three causes of a refused connection leave no trace in files. If everything here is in "
    "order and a client is still refused, look at these:</p>\n<ul>\n"
    "<li>whether the host name resolves, and to the right host;</li>\n"
    "<li>whether the client sends its whole chain, not only its own certificate;</li>\n"
    "<li>whether the service has applied the version of the truststore that was read here.</li>\n"
    "</ul>\n</section>\n";

static enum outcome write_view(struct page *page, int64_t total, struct error *error) {
    (void)total;
    if (write_title(page, error) != DONE || write_moment(page, error) != DONE ||
        write_tiles(page, error) != DONE) {
        return FAILED;
    }
    html_raw(page, "<div class=\"columns\">\n<div class=\"main\">\n");
    if (html_actions(page, error) != DONE) {
        return FAILED;
    }
    html_raw(page, "</div>\n<div class=\"side\">\n");
    if (html_swept(page, error) != DONE || html_not_swept(page, error) != DONE) {
        return FAILED;
    }
    html_raw(page, limits);
    html_raw(page, "</div>\n</div>\n");
    if (html_timeline(page, error) != DONE) {
        return FAILED;
    }
    html_raw(page, "<div class=\"columns even\">\n");
    if (html_algorithms(page, error) != DONE || html_key_locations(page, error) != DONE) {
        return FAILED;
    }
    html_raw(page, "</div>\n");
    return DONE;
}

const struct html_view html_overview = {"overview", "Overview", NULL, write_view};
