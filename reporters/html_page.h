/* The HTML page while it is being written: what all its parts share. Each view of the report is one
 * file with one function, listed in html.c. */
#ifndef REPORTERS_HTML_PAGE_H
#define REPORTERS_HTML_PAGE_H

#include "base/text.h"
#include "inventory/query.h"
#include "reporter.h"

/* Rows of the inventory that have a row on the page, so that no link leads nowhere. */
struct html_marks {
    uint8_t *bits; /* by id */
    int64_t ids;   /* bits has room for ids below this */
};

/* Questions that many rows ask again. Prepared once a page, see html_lookup.h. */
struct html_lookups {
    struct query *places;
    struct query *findings;
    struct query *links;
    struct query *truststores;
    struct query *key_members;
    struct query *truststore_members;
};

struct page {
    FILE *out;
    struct inventory *inventory;
    const struct report_options *options;
    int64_t now;              /* options->at, seconds since 1970 */
    char at[TIME_TEXT_BYTES]; /* the same as text that compares with the inventory's */
    int64_t soon_days;        /* in which expiry is near */
    struct buffer shown;      /* scratch of html_text */
    bool out_of_memory;       /* a text is missing: the page must not be used */
    struct html_marks certificates;
    struct html_marks keys;
    struct html_marks findings;
    struct html_lookups lookups;
};

/* One part of the page: a heading, an entry of the navigation, an address. */
struct html_view {
    const char *id; /* the address, "#findings" */
    const char *title;
    const char *count; /* SELECT of its rows; NULL: the navigation shows no number */
    enum outcome (*write)(struct page *page, int64_t total, struct error *error);
};

extern const struct html_view html_overview;
extern const struct html_view html_findings;
extern const struct html_view html_keys;
extern const struct html_view html_certificates;
extern const struct html_view html_chains;
extern const struct html_view html_truststores;
extern const struct html_view html_others;
extern const struct html_view html_problems;
extern const struct html_view html_account;

/* Parts of the overview. */
enum outcome html_swept(struct page *page, struct error *error);
enum outcome html_not_swept(struct page *page, struct error *error);
enum outcome html_actions(struct page *page, struct error *error);
enum outcome html_timeline(struct page *page, struct error *error);
enum outcome html_algorithms(struct page *page, struct error *error);
enum outcome html_key_locations(struct page *page, struct error *error);

/* The rows of a table that fit on the page, as a LIMIT; a row_limit of 0 means all. */
int64_t html_row_limit(const struct page *page);

/* SELECT of the ids of the rows that are shown, in their order; ?1 is the limit. */
extern const char html_finding_rows[];
extern const char html_key_rows[];
extern const char html_certificate_rows[];

/* Most of anything that one row lists; the inventory has the rest. */
enum { HTML_PLACES_LISTED = 100, HTML_MEMBERS_LISTED = 500, HTML_NAMES_BYTES = 8192 };
#define HTML_FINDINGS_LISTED "20" /* part of an SQL text */

/* Order of severities in SQL: the worst first. */
#define HTML_WORST_FIRST                                                                           \
    "CASE finding.severity WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END"

/* Two queries to begin a SELECT with: "related" has for each owner (an artifact, or a key) its
 * worst severity, its number of findings, and the ids of the first few. */
#define HTML_RELATED(owner, source)                                                                \
    "WITH numbered AS (SELECT " owner " AS owner, finding.id, " HTML_WORST_FIRST                   \
    " AS rank, row_number() OVER (PARTITION BY " owner " ORDER BY finding.id) AS number "          \
    "FROM " source " WHERE " owner " IS NOT NULL), "                                               \
    "related AS (SELECT owner, min(rank) AS worst, count(*) AS total, "                            \
    "group_concat(id) FILTER (WHERE number <= " HTML_FINDINGS_LISTED                               \
    ") AS ids FROM numbered GROUP BY owner) "
#define HTML_RELATED_ARTIFACT HTML_RELATED("finding.artifact", "finding")
#define HTML_RELATED_KEY                                                                           \
    HTML_RELATED("artifact.key", "finding JOIN artifact ON artifact.id = finding.artifact")

#endif
