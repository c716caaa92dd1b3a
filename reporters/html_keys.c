#include "html_lookup.h"
#include "html_table.h"
#include "html_write.h"

#define ORDER " ORDER BY ifnull(related.worst, 9), key.id LIMIT ?1"

const char html_key_rows[] =
    HTML_RELATED_KEY "SELECT key.id FROM key LEFT JOIN related ON related.owner = key.id" ORDER;

static const char rows[] = HTML_RELATED_KEY
    "SELECT key.id, key.spki_sha256, key.algorithm, key.curve, key.bits, key.modulus_sha1, "
    "  key_group.private_keys, key_group.certificates, key_group.requests, key_group.places, "
    "  key_group.state, related.worst, related.ids, related.total, "
    "  (SELECT subject FROM artifact WHERE artifact.key = key.id AND subject <> '' "
    "   ORDER BY kind, id LIMIT 1) "
    "FROM key LEFT JOIN key_group ON key_group.key = key.id "
    "LEFT JOIN related ON related.owner = key.id" ORDER;

enum {
    ID,
    SPKI_SHA256,
    ALGORITHM,
    CURVE,
    BITS,
    MODULUS_SHA1,
    PRIVATE_KEYS,
    CERTIFICATES,
    REQUESTS,
    PLACES,
    STATE,
    WORST,
    RELATED,
    RELATED_TOTAL,
    NAME
};

static const struct html_column columns[] = {
    {"Key", ""},
    {"Algorithm", "facet group"},
    {"State", "facet group"},
    {"Private keys", "number"},
    {"Certificates", "number"},
    {"Requests", "number"},
    {"Places", "number"},
    {"Findings", "facet"},
    {"modulus_sha1", ""},
};
static const struct html_table table = {
    .id = "keys-table",
    .caption = "Keys: everything that has the same public key is one row",
    .columns = columns,
    .count = sizeof columns / sizeof *columns,
    .file = "csv/groups.csv",
    .tables = "table key",
};

/* An orphaned key is what someone forgot; the rest is ordinary. */
static void write_state(struct page *page, struct query *row) {
    static const char *const states[][3] = {{"paired", "good", "Paired"},
                                            {"orphaned key", "warning", "Orphaned key"},
                                            {"certificate only", "plain", "Certificate only"},
                                            {"request only", "plain", "Request only"},
                                            {"public key only", "plain", "Public key only"}};
    const char *state = query_text(row, STATE);
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (strcmp(state, states[i][0]) == 0) {
            html_tag(page, states[i][1], states[i][2]);
        }
    }
    if (strcmp(state, "orphaned key") == 0 && query_number(row, REQUESTS) > 0) {
        html_raw(page, " <span class=\"quiet\">request pending</span>");
    }
}

static void write_member(struct page *page, struct query *member) {
    const char *kind = query_text(member, 1);
    html_format(page, "<li><h4>%s", html_kind_name(kind));
    if (strcmp(kind, "certificate") == 0) {
        html_raw(page, " ");
        html_certificate_link(page, query_number(member, 0), query_span(member, 3),
                              query_text(member, 2));
        html_raw(page, ", ");
        html_expiry(page, query_text(member, 4));
    } else if (*query_text(member, 2)) {
        html_raw(page, " ");
        html_value(page, query_text(member, 2));
    }
    html_raw(page, "</h4>\n");
    html_place_list(page, query_number(member, 0));
    html_raw(page, "</li>\n");
}

static void write_members(struct page *page, int64_t key) {
    struct query *query = page->lookups.key_members;
    int64_t count = 0;
    query_rewind(query);
    query_bind_number(query, 1, key);
    html_raw(page, "<h3>Members and their places</h3>\n<ul class=\"members\">\n");
    while (query_next(query)) {
        if (++count <= HTML_MEMBERS_LISTED) {
            write_member(page, query);
        }
    }
    if (count > HTML_MEMBERS_LISTED) {
        html_raw(page, "<li class=\"quiet\">and ");
        html_counted(page, count - HTML_MEMBERS_LISTED, "more member", "more members");
        html_raw(page, ": see <code>csv/artifacts.csv</code></li>\n");
    }
    html_raw(page, "</ul>\n");
}

static void write_detail(struct page *page, struct query *row) {
    html_detail_open(page, &table);
    html_fields_open(page);
    html_field_digest(page, "SHA-256 of the public key", query_span(row, SPKI_SHA256));
    html_field_digest(page, "modulus_sha1", query_span(row, MODULUS_SHA1));
    html_fields_close(page);
    html_finding_list(page, query_text(row, RELATED), query_number(row, RELATED_TOTAL));
    write_members(page, query_number(row, ID));
    html_detail_close(page);
}

static void write_name(struct page *page, struct query *row) {
    html_cell_name(page);
    html_raw(page, "<code>");
    html_hex(page, query_span(row, SPKI_SHA256), 8);
    html_raw(page, "</code>");
    if (*query_text(row, NAME)) {
        html_raw(page, " <div class=\"clamp quiet\">");
        html_value(page, query_text(row, NAME));
        html_raw(page, "</div>");
    }
    html_raw(page, "</th>");
}

static void write_row(struct page *page, struct query *row) {
    html_record_open_digest(page, "key", query_span(row, SPKI_SHA256));
    write_name(page, row);
    html_cell(page, "Algorithm");
    html_algorithm(page, query_text(row, ALGORITHM), query_text(row, CURVE),
                   query_number(row, BITS));
    html_raw(page, "</td>");
    html_cell(page, "State");
    write_state(page, row);
    html_raw(page, "</td>");
    html_cell_number(page, "Private keys", query_number(row, PRIVATE_KEYS));
    html_cell_number(page, "Certificates", query_number(row, CERTIFICATES));
    html_cell_number(page, "Requests", query_number(row, REQUESTS));
    html_cell_number(page, "Places", query_number(row, PLACES));
    html_cell_worst(page, query_number(row, WORST));
    html_cell(page, "modulus_sha1");
    html_raw(page, "<code class=\"short\">");
    html_hex(page, query_span(row, MODULUS_SHA1), 20);
    html_raw(page, "</code></td>");
    write_detail(page, row);
}

static enum outcome write_view(struct page *page, int64_t total, struct error *error) {
    html_lead(page,
              "Private keys, certificates, requests and public keys that share one public "
              "key are one row, wherever they lie. Two things with equal "
              "<code>modulus_sha1</code> belong together; it is what <code>openssl rsa -noout "
              "-modulus -in FILE | openssl sha1</code> prints, and <code>openssl x509</code> "
              "likewise for a certificate.");
    if (total == 0) {
        html_raw(page, "<p class=\"empty\">No key and no certificate was found.</p>\n");
        return DONE;
    }
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

const struct html_view html_keys = {"keys", "Keys", "SELECT count(*) FROM key", write_view};
