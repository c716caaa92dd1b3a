#include "html_chain.h"
#include "html_lookup.h"
#include "html_table.h"
#include "html_write.h"

static const char rows[] =
    "SELECT chain.certificate, chain.verdict, chain.detail, artifact.not_after, artifact.role "

    "FROM chain JOIN artifact ON artifact.id = chain.certificate "
    "ORDER BY CASE chain.verdict WHEN 'signature-invalid' THEN 1 WHEN 'issuer-missing' THEN 2 "
    "  WHEN 'elsewhere' THEN 3 WHEN 'unanchored' THEN 4 WHEN 'undecided' THEN 5 "
    "  WHEN 'self-signed' THEN 6 ELSE 7 END, artifact.not_after, artifact.id LIMIT ?1";

enum { CERTIFICATE, VERDICT, DETAIL, NOT_AFTER, ROLE };

static const struct html_column columns[] = {
    {"Verdict", "facet group"}, {"Path, from the certificate to its anchor", ""},
    {"In words", "group"},      {"Role", "facet group"},
    {"Expires", "facet"},
};
static const struct html_table table = {
    .id = "chains-table",
    .caption = "Chains, the broken ones first",
    .columns = columns,
    .count = sizeof columns / sizeof *columns,
    .file = NULL,
    .tables = "tables chain and chain_link",
};

static void write_row(struct page *page, struct query *row) {
    const char *not_after = query_text(row, NOT_AFTER);
    html_record_open(page, "");
    html_cell(page, "");
    html_chain_verdict(page, query_text(row, VERDICT));
    html_raw(page, "</td>");
    html_cell_name(page);
    html_chain_path(page, query_number(row, CERTIFICATE), query_text(row, VERDICT));
    html_raw(page, "</th>");
    html_cell(page, "In words");
    html_clamped(page, query_text(row, DETAIL));
    html_raw(page, "</td>");
    html_cell(page, "Role");
    html_text(page, query_text(row, ROLE));
    html_raw(page, "</td>");
    html_cell_facet(page, "Expires", html_expiry_name(html_expiry_of(page, not_after)));
    html_expiry(page, not_after);
    html_raw(page, "</td>");
    html_record_close(page);
}

static const char verdict_meaning[] =
    "<details class=\"legend\"><summary>What the verdicts mean</summary><dl>"
    "<dt>Complete</dt><dd>The certificate's own file and the truststores give a path that ends at "
    "a trusted certificate.</dd>"
    "<dt>Incomplete here</dt><dd>A path exists only with certificates that lie somewhere else: "
    "whoever receives this file cannot build it.</dd>"
    "<dt>Not anchored</dt><dd>The path ends at a certificate that no truststore holds.</dd>"
    "<dt>Issuer missing</dt><dd>No certificate that was read has the issuer's name.</dd>"
    "<dt>Signature invalid</dt><dd>Certificates with the issuer's name were read, but none of "
    "their keys made the signature.</dd>"
    "<dt>Self-signed</dt><dd>The certificate is its own issuer.</dd>"
    "<dt>Undecided</dt><dd>The signature uses an algorithm that cannot be checked here, or the "
    "search reached its bound.</dd></dl></details>\n";

static enum outcome write_view(struct page *page, int64_t total, struct error *error) {
    html_lead(page, "How each certificate that is not a CA, and each self-signed one, leads to "
                    "something trusted. Boxes with a dashed edge are not where they are needed. "
                    "Follow a box to everything about that certificate.");
    if (total == 0) {
        html_raw(page, "<p class=\"empty\">There was no chain to judge.</p>\n");
        return DONE;
    }
    html_raw(page, verdict_meaning);
    struct query *query = html_rows(page, rows, error);
    if (!query) {
        return FAILED;
    }
    html_table_open(page, &table, total);
    while (query_next(query)) {
        write_row(page, query);
    }
    html_table_close(page);
    return query_free(query, error);
}

const struct html_view html_chains = {"chains", "Chains", "SELECT count(*) FROM chain", write_view};
