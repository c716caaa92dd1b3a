/* One chain, drawn: the certificates of its path as boxes, how each follows from the next, and the
 * link that is broken. */
#ifndef REPORTERS_HTML_CHAIN_H
#define REPORTERS_HTML_CHAIN_H

#include "html_page.h"

/* The verdict as a tag; a dash where the certificate has none (a CA). */
void html_chain_verdict(struct page *page, const char *verdict);

/* The path of this leaf as a list of boxes. */
void html_chain_path(struct page *page, int64_t certificate, const char *verdict);

#endif
