/* Rows of the inventory as the page's script reads them: one JSON block a table, column by column.
 *
 *   {"rows": 2, "total": 7,                       rows written, rows there are
 *    "strings": ["", "CN = a"],                   each distinct text of the block, once
 *    "text": {"subject": [1, 0]},                 an index into strings for each row
 *    "number": {"bits": [2048, -1]},              -1: there is none
 *    "digest": {"sha256": [64, "0a1b..."]}}       characters a row, and all rows in one run
 */
#ifndef REPORTERS_HTML_DATA_H
#define REPORTERS_HTML_DATA_H

#include "html_page.h"

/* A digest is hexadecimal, of the length of SHA-256 or SHA-1; dashes where there is none. */
enum html_type { HTML_TEXT, HTML_NUMBER, HTML_SHA256, HTML_SHA1 };

struct html_column {
    const char *name; /* NULL ends the list */
    enum html_type type;
    const char *select; /* SQL expression */
};

enum { HTML_COLUMNS = 48, HTML_TEXT_BYTES = 8192 };

struct html_data {
    const char *id;    /* of the element, behind "data-" */
    const char *total; /* SELECT of how many rows there are */
    const char *with;  /* SQL in front of SELECT */
    /* SQL behind the columns; ?1 is the limit, ?2 the moment of judgement */
    const char *from;
    struct html_column columns[HTML_COLUMNS];
};

/* In the order of the page, NULL-terminated. A new table is an entry here and its use in the
 * script. */
extern const struct html_data *const html_tables[];

/* Texts longer than HTML_TEXT_BYTES are cut, and say so. */
enum outcome html_write_data(struct page *page, const struct html_data *data, struct error *error);

#endif
