#include "html_table.h"

#include <inttypes.h>

#include "html_write.h"

int64_t html_row_limit(const struct page *page) {
    uint64_t limit = page->options->row_limit;
    return limit == 0 || limit > INT64_MAX ? INT64_MAX : (int64_t)limit;
}

struct query *html_rows(struct page *page, const char *select, struct error *error) {
    struct query *query = query_new(page->inventory, select, error);
    if (query) {
        query_bind_number(query, 1, html_row_limit(page));
    }
    return query;
}

void html_lead(struct page *page, const char *markup) {
    html_format(page, "<p class=\"lead\">%s</p>\n", markup);
}

static void write_cap(struct page *page, const struct html_table *table, int64_t total) {
    int64_t limit = html_row_limit(page);
    if (total <= limit) {
        return;
    }
    html_raw(page, "<p class=\"notice\"><strong>Only the first ");
    html_count(page, limit);
    html_raw(page, " of ");
    html_count(page, total);
    html_raw(page, " rows are on this page.</strong> All of them are in ");
    if (table->file) {
        html_format(page, "<code>%s</code> and in ", table->file);
    }
    html_format(page, "<code>inventory.db</code> (%s), beside this file.</p>\n", table->tables);
}

void html_table_open(struct page *page, const struct html_table *table, int64_t total) {
    write_cap(page, table, total);
    html_format(page,
                "<table class=\"records\" id=\"%s\">\n"
                "<caption>%s</caption>\n<thead><tr>",
                table->id, table->caption);
    for (unsigned i = 0; i < table->count; i++) {
        html_format(page, "<th scope=\"col\" class=\"%s\">%s</th>", table->columns[i].classes,
                    table->columns[i].title);
    }
    html_raw(page, "</tr></thead>\n");
}

void html_table_close(struct page *page) {
    html_raw(page, "</table>\n");
}

void html_record_open(struct page *page, const char *id) {
    if (*id) {
        html_format(page, "<tbody id=\"%s\"><tr>", id);
    } else {
        html_raw(page, "<tbody><tr>");
    }
}

void html_record_open_digest(struct page *page, const char *prefix, struct span digest) {
    html_format(page, "<tbody id=\"%s-", prefix);
    html_hex(page, digest, 8);
    html_raw(page, "\"><tr>");
}

void html_record_open_number(struct page *page, const char *prefix, int64_t number) {
    html_format(page, "<tbody id=\"%s-%" PRId64 "\"><tr>", prefix, number);
}

void html_cell(struct page *page, const char *label) {
    html_format(page, "<td data-label=\"%s\">", label);
}

void html_cell_sorted(struct page *page, const char *label, int64_t sort) {
    html_format(page, "<td data-label=\"%s\" data-sort=\"%" PRId64 "\">", label, sort);
}

void html_cell_facet(struct page *page, const char *label, const char *facet) {
    html_format(page, "<td data-label=\"%s\" data-facet=\"%s\">", label, facet);
}

void html_cell_number(struct page *page, const char *label, int64_t number) {
    html_format(page, "<td data-label=\"%s\" class=\"number\">", label);
    html_count(page, number);
    html_raw(page, "</td>");
}

void html_cell_worst(struct page *page, int64_t worst) {
    static const char *const names[] = {"", "error", "warning", "note"};
    html_cell_sorted(page, "Findings", worst >= 1 && worst <= 3 ? worst : 4);
    html_severity(page, names[worst >= 1 && worst <= 3 ? worst : 0]);
    html_raw(page, "</td>");
}

void html_cell_name(struct page *page) {
    html_raw(page, "<th scope=\"row\">");
}

void html_detail_open(struct page *page, const struct html_table *table) {
    html_format(page,
                "</tr>\n<tr class=\"more\"><td colspan=\"%u\"><details><summary>Details</summary>"
                "<div class=\"detail\">\n",
                table->count);
}

void html_detail_close(struct page *page) {
    html_raw(page, "</div></details></td></tr></tbody>\n");
}

void html_record_close(struct page *page) {
    html_raw(page, "</tr></tbody>\n");
}

void html_fields_open(struct page *page) {
    html_raw(page, "<dl class=\"fields\">\n");
}

void html_fields_close(struct page *page) {
    html_raw(page, "</dl>\n");
}

void html_field(struct page *page, const char *label) {
    html_format(page, "<dt>%s</dt><dd>", label);
}

void html_field_close(struct page *page) {
    html_raw(page, "</dd>\n");
}

void html_field_text(struct page *page, const char *label, const char *value) {
    if (*value) {
        html_field(page, label);
        html_excerpt(page, value, HTML_NAMES_BYTES);
        html_field_close(page);
    }
}

void html_field_digest(struct page *page, const char *label, struct span digest) {
    if (digest.length) {
        html_field(page, label);
        html_digest(page, digest);
        html_field_close(page);
    }
}
