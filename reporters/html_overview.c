/* The first screen: what was swept and what was not, how bad it is, and what to do first. */
#include <inttypes.h>
#include <string.h>

#include "html_write.h"

enum { ROOTS_IN_TITLE = 3 };

static enum outcome write_title(struct page *page, struct error *error) {
    struct query *query = query_new(page->inventory, "SELECT shown FROM root ORDER BY id", error);
    int64_t count = 0;
    html_raw(page, "<h2 class=\"title\">Keys and certificates in ");
    while (query_next(query)) {
        if (++count <= ROOTS_IN_TITLE) {
            html_raw(page, count > 1 ? ", <span class=\"root\">" : "<span class=\"root\">");
            const char *root = query_text(query, 0);
            html_value(page, strcmp(root, ".") == 0 ? "the folder it was run in" : root);
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

/* A number that leads to the rows it counts. */
struct tile {
    const char *one;
    const char *many;
    const char *kind;
    const char *address;
    const char *count; /* ?1: the moment of judgement, ?2: the days in which expiry is near */
};

static const struct tile tiles[] = {
    {"error", "errors", "error", "findings?severity=Error",
     "SELECT count(*) FROM finding WHERE severity = 'error'"},
    {"warning", "warnings", "warning", "findings?severity=Warning",
     "SELECT count(*) FROM finding WHERE severity = 'warning'"},
    {"note", "notes", "note", "findings?severity=Note",
     "SELECT count(*) FROM finding WHERE severity = 'note'"},
    {"problem", "problems", "problem", "problems?", "SELECT count(*) FROM problem"},
    {"has expired", "have expired", "error", "certificates?expires=expired",
     "SELECT count(*) FROM artifact WHERE kind = 'certificate' AND not_after < ?1 "
     "AND not_after <> '' AND ?2 IS NOT NULL"},
    {"expires soon", "expire soon", "warning", "certificates?expires=soon",
     "SELECT count(*) FROM artifact WHERE kind = 'certificate' AND not_after >= ?1 "
     "AND not_after <= strftime('%Y-%m-%dT%H:%M:%SZ', ?1, ?2 || ' days')"},
    {"certificate", "certificates", "plain", "certificates?",
     "SELECT count(*) FROM artifact WHERE kind = 'certificate'"},
    {"private key", "private keys", "plain", "others?kind=private%20key",
     "SELECT count(*) FROM artifact WHERE kind = 'private-key'"},
    {"truststore", "truststores", "plain", "truststores?", "SELECT count(*) FROM truststore"},
};

static enum outcome count_rows(struct page *page, const char *select, int64_t *count,
                               struct error *error) {
    struct query *query = query_new(page->inventory, select, error);
    if (!query) {
        return FAILED;
    }
    if (strstr(select, "?1")) {
        query_bind_text(query, 1, page->at);
        query_bind_number(query, 2, page->soon_days);
    }
    *count = query_next(query) ? query_number(query, 0) : 0;
    return query_free(query, error);
}

static enum outcome write_tiles(struct page *page, struct error *error) {
    html_raw(page, "<ul class=\"tiles\">\n");
    for (size_t i = 0; i < sizeof tiles / sizeof *tiles; i++) {
        int64_t count = 0;
        if (count_rows(page, tiles[i].count, &count, error) != DONE) {
            return FAILED;
        }
        html_format(page, "<li class=\"%s%s\"><a href=\"#%s\"><strong>", tiles[i].kind,
                    count ? "" : " zero", tiles[i].address);
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

enum outcome html_overview(struct page *page, struct error *error) {
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
