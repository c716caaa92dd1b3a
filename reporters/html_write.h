/* How anything gets onto the page. Our own markup goes through html_raw and html_format; every
 * value of the inventory goes through html_text or html_json, without exception. */
#ifndef REPORTERS_HTML_WRITE_H
#define REPORTERS_HTML_WRITE_H

#include "html_page.h"

/* Our own markup, as it is. */
void html_raw(struct page *page, const char *markup);
/* Our own markup with numbers and our own words in it. */
void html_format(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A value: safe in an element and in a double-quoted attribute. What is not valid UTF-8, controls,
 * and what would reorder the text around it become visible escapes. */
void html_text(struct page *page, const char *text);
/* As html_text, kept apart from the direction of the text around it. */
void html_value(struct page *page, const char *text);
/* As html_text, cut after most bytes; says how many are left out. */
void html_excerpt(struct page *page, const char *text, size_t most);
/* A value as a JSON string, quotes included, that no HTML parser takes for markup: as html_excerpt,
 * with < as \u003c. */
void html_json(struct page *page, const char *text, size_t most);

/* A path, the place inside the file, the commit. */
void html_where(struct page *page, const char *path, const char *trail, const char *revision);
/* "RSA 2048", "EC P-256", "Ed25519". bits 0: says nothing. */
void html_algorithm(struct page *page, const char *algorithm, const char *curve, int64_t bits);

/* 1234567 as 1,234,567, whatever the locale. */
void html_count(struct page *page, int64_t count);
/* "1 place", "1,200 places". */
void html_counted(struct page *page, int64_t count, const char *singular, const char *plural);
/* "1.4 MiB", rounded down. */
void html_bytes(struct page *page, int64_t bytes);

/* The tag of a severity of the inventory: coloured, and readable without the colour. */
void html_severity(struct page *page, const char *severity);

/* The source expression of a Content-Security-Policy that allows exactly these bytes inline. */
enum outcome html_write_hash(struct page *page, struct span content, struct error *error);

#endif
