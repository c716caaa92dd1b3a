/* The frame of the report's tables. One record is a row group: a row of cells, and a row that spans
 * the table and opens to the details. */
#ifndef REPORTERS_HTML_TABLE_H
#define REPORTERS_HTML_TABLE_H

#include "html_page.h"

struct html_column {
    const char *title;
    /* What the script offers: "facet" a filter with the column's values, "group" headings between
     * its values, "number" ordering by size. */
    const char *classes;
};

struct html_table {
    const char *id; /* of the table element: the view's id and "-table" */
    const char *caption;
    const struct html_column *columns;
    unsigned count;
    const char *file;   /* where all rows are besides: "csv/findings.csv"; NULL */
    const char *tables; /* of inventory.db */
};

/* The rows of a table: a SELECT whose ?1 is the most of them that the page shows. NULL and error on
 * failure; free with query_free. */
struct query *html_rows(struct page *page, const char *select, struct error *error);

/* What the view is about, in a sentence or two of our own. */
void html_lead(struct page *page, const char *markup);

/* Says so when total is more than the page shows, and opens the table. */
void html_table_open(struct page *page, const struct html_table *table, int64_t total);
void html_table_close(struct page *page);

/* <tbody><tr> with an address made of prefix and digest or number; "" for none. */
void html_record_open(struct page *page, const char *id);
void html_record_open_digest(struct page *page, const char *prefix, struct span digest);
void html_record_open_number(struct page *page, const char *prefix, int64_t number);

/* Cells. The label stands before the cell where the screen is too narrow for columns. */
void html_cell(struct page *page, const char *label);
/* A cell that sorts and filters by another text than it shows; sort is a number. */
void html_cell_sorted(struct page *page, const char *label, int64_t sort);
void html_cell_facet(struct page *page, const char *label, const char *facet);
void html_cell_number(struct page *page, const char *label, int64_t number);
/* The worst severity of the findings about a record: 1 error, 2 warning, 3 note, 0 none. */
void html_cell_worst(struct page *page, int64_t worst);
/* The cell that names the record. */
void html_cell_name(struct page *page);

/* Ends the row of cells and opens the details. */
void html_detail_open(struct page *page, const struct html_table *table);
/* Ends the details and the record. */
void html_detail_close(struct page *page);
/* Ends a record that has no details. */
void html_record_close(struct page *page);

/* A list of labelled values. */
void html_fields_open(struct page *page);
void html_fields_close(struct page *page);
void html_field(struct page *page, const char *label);
void html_field_close(struct page *page);
/* A labelled value of the inventory; nothing where it is empty. */
void html_field_text(struct page *page, const char *label, const char *value);
void html_field_digest(struct page *page, const char *label, struct span digest);

#endif
