/* What many rows ask again: the places of an artifact, the findings about it, the links to it. */
#ifndef REPORTERS_HTML_LOOKUP_H
#define REPORTERS_HTML_LOOKUP_H

#include "html_page.h"

/* Prepares the page's lookups and notes which rows the page shows. Close in any case. */
enum outcome html_lookups_open(struct page *page, struct error *error);
/* FAILED when one of the lookups failed on the way. */
enum outcome html_lookups_close(struct page *page, struct error *error);

/* Path, place inside it, commit. */
void html_where(struct page *page, const char *path, const char *trail, const char *revision);

/* The places of an artifact, as a list. */
void html_place_list(struct page *page, int64_t artifact);

/* Findings by the ids that HTML_RELATED collected, with a heading; nothing where total is 0. */
void html_finding_list(struct page *page, const char *ids, int64_t total);

/* Links to rows, plain text where the page does not show the row. */
void html_certificate_link(struct page *page, int64_t id, struct span sha256, const char *subject);
void html_key_link(struct page *page, int64_t id, struct span spki_sha256);
void html_finding_link(struct page *page, int64_t id, const char *words);

/* "RSA 2048", "EC P-256", "ML-DSA-65". bits 0: none. */
void html_algorithm(struct page *page, const char *algorithm, const char *curve, int64_t bits);

/* "certificate", "private key", for people. */
const char *html_kind_name(const char *kind);

#endif
