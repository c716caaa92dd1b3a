#include <inttypes.h>

#include "html_chain.h"
#include "html_lookup.h"
#include "html_table.h"
#include "html_write.h"

#define FROM                                                                                       \
    "FROM artifact LEFT JOIN related ON related.owner = artifact.id "                              \
    "LEFT JOIN key ON key.id = artifact.key "                                                      \
    "LEFT JOIN chain ON chain.certificate = artifact.id "                                          \
    "WHERE artifact.kind = 'certificate' "                                                         \
    "ORDER BY ifnull(related.worst, 9), artifact.not_after, artifact.id LIMIT ?1"

const char html_certificate_rows[] = HTML_RELATED_ARTIFACT "SELECT artifact.id " FROM;

static const char rows[] = HTML_RELATED_ARTIFACT
    "SELECT artifact.id, artifact.sha256, artifact.subject, artifact.issuer, artifact.serial, "
    "  artifact.not_before, artifact.not_after, artifact.algorithm, artifact.signature_algorithm, "
    "  artifact.version, artifact.is_ca, artifact.is_self_issued, artifact.is_self_signed, "
    "  artifact.path_length, artifact.key_usage, artifact.extended_key_usage, "
    "  artifact.subject_key_identifier, artifact.authority_key_identifier, "
    "  artifact.alternative_names, artifact.role, artifact.role_reason, "
    "  key.id, key.spki_sha256, key.modulus_sha1, key.curve, key.bits, "
    "  chain.verdict, chain.detail, related.worst, related.ids, related.total, "
    "  (SELECT count(*) FROM place WHERE place.artifact = artifact.id) " FROM;

enum {
    ID,
    SHA256,
    SUBJECT,
    ISSUER,
    SERIAL,
    NOT_BEFORE,
    NOT_AFTER,
    ALGORITHM,
    SIGNATURE_ALGORITHM,
    VERSION,
    IS_CA,
    IS_SELF_ISSUED,
    IS_SELF_SIGNED,
    PATH_LENGTH,
    KEY_USAGE,
    EXTENDED_KEY_USAGE,
    SUBJECT_KEY_IDENTIFIER,
    AUTHORITY_KEY_IDENTIFIER,
    ALTERNATIVE_NAMES,
    ROLE,
    ROLE_REASON,
    KEY,
    SPKI_SHA256,
    MODULUS_SHA1,
    CURVE,
    BITS,
    VERDICT,
    CHAIN_DETAIL,
    WORST,
    RELATED,
    RELATED_TOTAL,
    PLACES
};

static const struct html_column columns[] = {
    {"Certificate", ""},          {"Expires", "facet"},     {"Role", "facet group"},
    {"Algorithm", "facet group"}, {"Chain", "facet group"}, {"Findings", "facet"},
    {"Places", "number"},
};
static const struct html_table table = {
    .id = "certificates-table",
    .caption = "Certificates: those with the worst findings first, then by expiry",
    .columns = columns,
    .count = sizeof columns / sizeof *columns,
    .file = "csv/artifacts.csv",
    .tables = "table artifact",
};

/* RFC 5280 section 4.2.1.3, in the order of its bits; numbered as the inventory stores them. */
static void write_key_usage(struct page *page, int64_t usage) {
    static const struct {
        int64_t bit;
        const char *name;
    } bits[] = {
        {0x80, "digitalSignature"}, {0x40, "nonRepudiation"}, {0x20, "keyEncipherment"},
        {0x10, "dataEncipherment"}, {0x08, "keyAgreement"},   {0x04, "keyCertSign"},
        {0x02, "cRLSign"},          {0x01, "encipherOnly"},   {0x8000, "decipherOnly"},
    };
    const char *separator = "";
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
        if (usage & bits[i].bit) {
            html_format(page, "%s%s", separator, bits[i].name);
            separator = ", ";
        }
    }
    html_raw(page, *separator ? "" : "none");
}

static void write_extensions(struct page *page, struct query *row) {
    html_field(page, "Version");
    html_format(page, "%" PRId64, query_number(row, VERSION));
    html_field_close(page);
    html_field(page, "Basic constraints");
    html_raw(page, query_number(row, IS_CA) ? "CA" : "not a CA");
    if (!query_null(row, PATH_LENGTH)) {
        html_format(page, ", path length %" PRId64, query_number(row, PATH_LENGTH));
    }
    html_field_close(page);
    html_field(page, "Key usage");
    if (query_null(row, KEY_USAGE)) {
        html_raw(page, "<span class=\"quiet\">no restriction</span>");
    } else {
        write_key_usage(page, query_number(row, KEY_USAGE));
    }
    html_field_close(page);
    html_field(page, "Extended key usage");
    if (query_null(row, EXTENDED_KEY_USAGE)) {
        html_raw(page, "<span class=\"quiet\">no restriction</span>");
    } else {
        html_excerpt(page, query_text(row, EXTENDED_KEY_USAGE), HTML_NAMES_BYTES);
    }
    html_field_close(page);
    html_field_text(page, "Subject key identifier", query_text(row, SUBJECT_KEY_IDENTIFIER));
    html_field_text(page, "Authority key identifier", query_text(row, AUTHORITY_KEY_IDENTIFIER));
}

static void write_names(struct page *page, struct query *row) {
    html_field_text(page, "Subject", query_text(row, SUBJECT));
    html_field_text(page, "Alternative names", query_text(row, ALTERNATIVE_NAMES));
    html_field_text(page, "Issuer", query_text(row, ISSUER));
    html_field_text(page, "Serial", query_text(row, SERIAL));
    html_field(page, "Valid");
    html_text(page, query_text(row, NOT_BEFORE));
    html_raw(page, " to ");
    html_text(page, query_text(row, NOT_AFTER));
    html_field_close(page);
    html_field(page, "Role");
    html_value(page, query_text(row, ROLE));
    if (*query_text(row, ROLE_REASON)) {
        html_raw(page, " <span class=\"quiet\">because: ");
        html_value(page, query_text(row, ROLE_REASON));
        html_raw(page, "</span>");
    }
    html_field_close(page);
}

static void write_keys(struct page *page, struct query *row) {
    html_field_digest(page, "SHA-256 of the DER", query_span(row, SHA256));
    html_field_digest(page, "SHA-256 of the public key", query_span(row, SPKI_SHA256));
    html_field_digest(page, "modulus_sha1", query_span(row, MODULUS_SHA1));
    if (!query_null(row, KEY)) {
        html_field(page, "Key");
        html_algorithm(page, query_text(row, ALGORITHM), query_text(row, CURVE),
                       query_number(row, BITS));
        html_raw(page, ", ");
        html_key_link(page, query_number(row, KEY), query_span(row, SPKI_SHA256));
        html_field_close(page);
    }
    html_field_text(page, "Signature", query_text(row, SIGNATURE_ALGORITHM));
    html_field(page, "Signed by");
    html_raw(page, query_number(row, IS_SELF_SIGNED)   ? "its own key: self-signed"
                   : query_number(row, IS_SELF_ISSUED) ? "another key of the same name"
                                                       : "not its own key");
    html_field_close(page);
}

/* The truststores that hold this certificate. */
static void write_truststores(struct page *page, int64_t artifact) {
    struct query *query = page->lookups.truststores;
    int64_t count = 0;
    query_rewind(query);
    query_bind_number(query, 1, artifact);
    while (query_next(query)) {
        if (++count == 1) {
            html_raw(page, "<h3>In these truststores</h3>\n<ul class=\"places\">\n");
        }
        if (count <= HTML_PLACES_LISTED) {
            html_raw(page, "<li>");
            html_where(page, query_text(query, 0), query_text(query, 1), query_text(query, 2));
            html_raw(page, "</li>\n");
        }
    }
    if (count > HTML_PLACES_LISTED) {
        html_raw(page, "<li class=\"quiet\">and ");
        html_counted(page, count - HTML_PLACES_LISTED, "more", "more");
        html_raw(page, "</li>\n");
    }
    html_raw(page, count ? "</ul>\n" : "");
}

static void write_detail(struct page *page, struct query *row) {
    html_detail_open(page, &table);
    html_finding_list(page, query_text(row, RELATED), query_number(row, RELATED_TOTAL));
    html_raw(page, "<div class=\"pair\">\n");
    html_fields_open(page);
    write_names(page, row);
    write_extensions(page, row);
    html_fields_close(page);
    html_fields_open(page);
    write_keys(page, row);
    html_fields_close(page);
    html_raw(page, "</div>\n");
    if (!query_null(row, VERDICT)) {
        html_raw(page, "<h3>Chain</h3>\n");
        html_chain_path(page, query_number(row, ID), query_text(row, VERDICT));
        html_raw(page, "<p>");
        html_excerpt(page, query_text(row, CHAIN_DETAIL), HTML_NAMES_BYTES);
        html_raw(page, "</p>\n");
    }
    html_raw(page, "<h3>Places</h3>\n");
    html_place_list(page, query_number(row, ID));
    write_truststores(page, query_number(row, ID));
    html_detail_close(page);
}

static void write_name(struct page *page, struct query *row) {
    html_cell_name(page);
    html_raw(page, "<div class=\"clamp\">");
    html_value(page, *query_text(row, SUBJECT) ? query_text(row, SUBJECT) : "(empty subject)");
    html_raw(page, "</div> <div class=\"clamp quiet\">");
    if (query_number(row, IS_SELF_SIGNED)) {
        html_raw(page, "self-signed");
    } else {
        html_raw(page, "issued by ");
        html_value(page, query_text(row, ISSUER));
    }
    html_raw(page, "</div></th>");
}

static void write_row(struct page *page, struct query *row) {
    const char *not_after = query_text(row, NOT_AFTER);
    html_record_open_digest(page, "certificate", query_span(row, SHA256));
    write_name(page, row);
    html_cell_facet(page, "Expires", html_expiry_name(html_expiry_of(page, not_after)));
    html_expiry(page, not_after);
    html_raw(page, "</td>");
    html_cell(page, "Role");
    html_text(page, query_text(row, ROLE));
    html_raw(page, "</td>");
    html_cell(page, "Algorithm");
    html_algorithm(page, query_text(row, ALGORITHM), query_text(row, CURVE),
                   query_number(row, BITS));
    html_raw(page, "</td>");
    html_cell(page, "Chain");
    html_chain_verdict(page, query_text(row, VERDICT));
    html_raw(page, "</td>");
    html_cell_worst(page, query_number(row, WORST));
    html_cell_number(page, "Places", query_number(row, PLACES));
    write_detail(page, row);
}

static enum outcome write_view(struct page *page, int64_t total, struct error *error) {
    html_lead(page, "Each certificate is one row, however many places hold it. Days are counted "
                    "from the moment of judgement at the top of this report.");
    if (total == 0) {
        html_raw(page, "<p class=\"empty\">No certificate was found.</p>\n");
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

const struct html_view html_certificates = {
    "certificates", "Certificates", "SELECT count(*) FROM artifact WHERE kind = 'certificate'",
    write_view};
