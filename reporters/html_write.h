/* How anything gets onto the page. Our own markup goes through html_raw and html_format; every
 * value of the inventory goes through html_text, without exception. */
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
/* As html_text, cut after most bytes; says how many are left out. For a value that has a cell, or
 * another block of its own: that keeps its direction apart already. */
void html_excerpt(struct page *page, const char *text, size_t most);

/* As html_text, shortened by the style to a few lines until its row is opened. */
void html_clamped(struct page *page, const char *text);

/* The first bytes of a digest as lower-case hexadecimal. */
void html_hex(struct page *page, struct span digest, size_t bytes);
/* A whole digest that can be copied; a dash where there is none. */
void html_digest(struct page *page, struct span digest);

/* 1234567 as 1,234,567, whatever the locale. */
void html_count(struct page *page, int64_t count);
/* "1 place", "1,200 places". */
void html_counted(struct page *page, int64_t count, const char *singular, const char *plural);
/* "1.4 MiB", rounded down. */
void html_bytes(struct page *page, int64_t bytes);

/* Where a moment lies, seen from the page's. */
enum html_expiry { EXPIRY_UNKNOWN, EXPIRY_PAST, EXPIRY_SOON, EXPIRY_LATER };
enum html_expiry html_expiry_of(const struct page *page, const char *moment);
/* "expired", "soon", "later", "no date". */
const char *html_expiry_name(enum html_expiry expiry);
/* "2026-05-01" and how far away that is, in days. */
void html_expiry(struct page *page, const char *moment);

/* A row of the class "tag": coloured, and readable without the colour. Kind and word are ours. */
void html_tag(struct page *page, const char *kind, const char *word);
/* The tag of a severity of the inventory. */
void html_severity(struct page *page, const char *severity);

/* The source expression of a Content-Security-Policy that allows exactly these bytes inline. */
enum outcome html_write_hash(struct page *page, struct span content, struct error *error);

#endif
