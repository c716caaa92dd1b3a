/* The HTML page while it is being written: what all its parts share. The first screen, the pictures
 * and the account are written as they are shown; the long tables are blocks of data (html_data.h)
 * that the script draws. */
#ifndef REPORTERS_HTML_PAGE_H
#define REPORTERS_HTML_PAGE_H

#include "base/text.h"
#include "inventory/query.h"
#include "reporter.h"

struct page {
    FILE *out;
    struct inventory *inventory;
    const struct report_options *options;
    int64_t now;              /* options->at, seconds since 1970 */
    char at[TIME_TEXT_BYTES]; /* the same as text that compares with the inventory's */
    int64_t soon_days;        /* in which expiry is near */
    int64_t row_limit;        /* rows of a table that fit on the page, as a LIMIT: -1 is all */
    struct buffer shown;      /* scratch of html_text and html_json */
    bool out_of_memory;       /* a text is missing: the page must not be used */
};

/* Parts of the overview. */
enum outcome html_overview(struct page *page, struct error *error);
enum outcome html_swept(struct page *page, struct error *error);
enum outcome html_not_swept(struct page *page, struct error *error);
enum outcome html_actions(struct page *page, struct error *error);
enum outcome html_timeline(struct page *page, struct error *error);
enum outcome html_algorithms(struct page *page, struct error *error);
enum outcome html_key_locations(struct page *page, struct error *error);

enum outcome html_account(struct page *page, struct error *error);

/* All errors as a plain table, for readers without JavaScript. */
enum outcome html_plain(struct page *page, struct error *error);

/* Most places of one thing that the page lists. Part of an SQL text. */
#define HTML_PLACES_LISTED "100"

/* Order of severities in SQL: the worst first. */
#define HTML_WORST_FIRST                                                                           \
    "CASE finding.severity WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END"

#endif
