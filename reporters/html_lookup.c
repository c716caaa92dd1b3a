#include "html_lookup.h"

#include <inttypes.h>
#include <stdlib.h>

#include "html_table.h"
#include "html_write.h"

static const char places[] =
    "SELECT path, trail, revision, encoding, structure, locked, lock, live, source "
    "FROM artifact_place WHERE artifact = ?1 ORDER BY place";
static const char findings[] = "SELECT severity, title FROM finding WHERE id = ?1";
static const char links[] =
    "SELECT link.source, member.id, member.sha256, member.subject, member.issuer, signature.verdict "
    "FROM chain_link AS link JOIN artifact AS member ON member.id = link.member "
    "LEFT JOIN chain_link AS next "
    "  ON next.certificate = link.certificate AND next.position = link.position + 1 "
    "LEFT JOIN artifact AS issuer ON issuer.id = next.member "
    "LEFT JOIN signature "
    "  ON signature.certificate = link.member AND signature.issuer_key = issuer.key "
    "WHERE link.certificate = ?1 ORDER BY link.position";
static const char truststores[] =
    "SELECT DISTINCT file.path, file.container, file.revision FROM place "
    "JOIN truststore ON truststore.file = place.file JOIN file ON file.id = place.file "
    "WHERE place.artifact = ?1 ORDER BY file.id";
static const char key_members[] =
    "SELECT id, kind, subject, sha256, not_after FROM artifact WHERE key = ?1 "
    "ORDER BY CASE kind WHEN 'private-key' THEN 1 WHEN 'certificate' THEN 2 ELSE 3 END, id";
static const char truststore_members[] =
    "SELECT DISTINCT member.id, member.sha256, member.subject, member.not_after, member.issuer, "
    "  member.is_ca = 0 AND member.is_self_signed = 0, "
    "  member.is_self_signed = 1 OR EXISTS (SELECT 1 FROM artifact AS issuer "
    "    JOIN place AS other ON other.artifact = issuer.id WHERE other.file = ?1 "
    "    AND issuer.kind = 'certificate' AND issuer.subject_name = member.issuer_name) "
    "FROM place JOIN artifact AS member ON member.id = place.artifact "
    "WHERE place.file = ?1 AND member.kind = 'certificate' ORDER BY place.position, member.id";

/* Notes the ids of the rows that the page shows. highest is a SELECT of the largest id. */
static enum outcome mark(struct page *page, struct html_marks *marks, const char *highest,
                         const char *rows, struct error *error) {
    int64_t last = 0;
    if (query_single(page->inventory, highest, &last, error) != DONE) {
        return FAILED;
    }
    marks->ids = last + 1;
    marks->bits = calloc((size_t)marks->ids / 8 + 1, 1);
    if (!marks->bits) {
        return fail(error, "out of memory");
    }
    struct query *query = html_rows(page, rows, error);
    if (!query) {
        return FAILED;
    }
    while (query_next(query)) {
        int64_t id = query_number(query, 0);
        if (id >= 0 && id < marks->ids) {
            marks->bits[id / 8] |= (uint8_t)(1 << id % 8);
        }
    }
    return query_free(query, error);
}

static bool is_marked(const struct html_marks *marks, int64_t id) {
    return id >= 0 && id < marks->ids && (marks->bits[id / 8] >> id % 8 & 1);
}

static void release_marks(struct html_marks *marks) {
    free(marks->bits);
    *marks = (struct html_marks){0};
}

enum outcome html_lookups_open(struct page *page, struct error *error) {
    const struct {
        struct query **query;
        const char *select;
    } all[] = {
        {&page->lookups.places, places},
        {&page->lookups.findings, findings},
        {&page->lookups.links, links},
        {&page->lookups.truststores, truststores},
        {&page->lookups.key_members, key_members},
        {&page->lookups.truststore_members, truststore_members},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        *all[i].query = query_new(page->inventory, all[i].select, error);
        if (!*all[i].query) {
            return FAILED;
        }
    }
    if (mark(page, &page->certificates, "SELECT max(id) FROM artifact", html_certificate_rows,
             error) != DONE ||
        mark(page, &page->keys, "SELECT max(id) FROM key", html_key_rows, error) != DONE) {
        return FAILED;
    }
    return mark(page, &page->findings, "SELECT max(id) FROM finding", html_finding_rows, error);
}

enum outcome html_lookups_close(struct page *page, struct error *error) {
    struct query *const all[] = {page->lookups.places,      page->lookups.findings,
                                 page->lookups.links,       page->lookups.truststores,
                                 page->lookups.key_members, page->lookups.truststore_members};
    enum outcome outcome = DONE;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i] && query_free(all[i], error) != DONE) {
            outcome = FAILED;
        }
    }
    page->lookups = (struct html_lookups){0};
    release_marks(&page->certificates);
    release_marks(&page->keys);
    release_marks(&page->findings);
    return outcome;
}

void html_where(struct page *page, const char *path, const char *trail, const char *revision) {
    html_raw(page, "<bdi class=\"path\">");
    html_text(page, path);
    html_raw(page, "</bdi>");
    if (*trail) {
        html_raw(page, " <bdi class=\"trail\">&rsaquo;&nbsp;");
        html_text(page, trail);
        html_raw(page, "</bdi>");
    }
    if (*revision) {
        html_raw(page, " <span class=\"quiet\">at commit</span> <code class=\"revision\" title=\"");
        html_text(page, revision);
        html_raw(page, "\">");
        html_text(page, revision);
        html_raw(page, "</code>");
    }
}

static void write_place(struct page *page, struct query *place) {
    html_where(page, query_text(place, 0), query_text(place, 1), query_text(place, 2));
    html_raw(page, " <bdi class=\"quiet\">(");
    html_text(page, query_text(place, 3));
    html_raw(page, ", ");
    html_text(page, query_text(place, 4));
    html_raw(page, ")</bdi>");
    if (query_number(place, 5)) {
        html_raw(page, " <span class=\"tag plain\">Locked</span> <bdi class=\"quiet\">");
        html_text(page, query_text(place, 6));
        html_raw(page, "</bdi>");
    }
    if (!query_number(place, 7)) {
        html_raw(page, " <span class=\"tag plain\">Only in history</span>");
    }
}

void html_place_list(struct page *page, int64_t artifact) {
    struct query *query = page->lookups.places;
    int64_t count = 0;
    query_rewind(query);
    query_bind_number(query, 1, artifact);
    html_raw(page, "<ul class=\"places\">\n");
    while (query_next(query)) {
        if (++count <= HTML_PLACES_LISTED) {
            html_raw(page, "<li>");
            write_place(page, query);
            html_raw(page, "</li>\n");
        }
    }
    if (count > HTML_PLACES_LISTED) {
        html_raw(page, "<li class=\"quiet\">and ");
        html_counted(page, count - HTML_PLACES_LISTED, "more place", "more places");
        html_raw(page, ": see <code>csv/artifacts.csv</code></li>\n");
    }
    html_raw(page, "</ul>\n");
}

static void write_finding(struct page *page, int64_t id) {
    struct query *query = page->lookups.findings;
    query_rewind(query);
    query_bind_number(query, 1, id);
    if (query_next(query)) {
        html_raw(page, "<li>");
        html_severity(page, query_text(query, 0));
        html_raw(page, " ");
        html_finding_link(page, id, query_text(query, 1));
        html_raw(page, "</li>\n");
    }
}

void html_finding_list(struct page *page, const char *ids, int64_t total) {
    if (total == 0) {
        return;
    }
    int64_t listed = 0;
    html_raw(page, "<h3>Findings</h3>\n<ul class=\"related\">\n");
    while (*ids) {
        char *end = NULL;
        write_finding(page, strtoll(ids, &end, 10));
        listed++;
        ids = *end == ',' ? end + 1 : "";
    }
    if (total > listed) {
        html_raw(page, "<li class=\"quiet\">and ");
        html_counted(page, total - listed, "more", "more");
        html_raw(page, ": see <code>csv/findings.csv</code></li>\n");
    }
    html_raw(page, "</ul>\n");
}

void html_certificate_link(struct page *page, int64_t id, struct span sha256, const char *subject) {
    bool shown = is_marked(&page->certificates, id);
    html_raw(page, shown ? "<a href=\"#certificate-" : "<bdi>");
    if (shown) {
        html_hex(page, sha256, 8);
        html_raw(page, "\">");
    }
    html_text(page, *subject ? subject : "(empty subject)");
    html_raw(page, shown ? "</a>" : "</bdi>");
}

void html_key_link(struct page *page, int64_t id, struct span spki_sha256) {
    bool shown = is_marked(&page->keys, id);
    if (shown) {
        html_raw(page, "<a href=\"#key-");
        html_hex(page, spki_sha256, 8);
        html_raw(page, "\">");
    }
    html_raw(page, "<code>");
    html_hex(page, spki_sha256, 8);
    html_raw(page, shown ? "</code></a>" : "</code>");
}

void html_finding_link(struct page *page, int64_t id, const char *words) {
    bool shown = is_marked(&page->findings, id);
    if (shown) {
        html_format(page, "<a href=\"#finding-%" PRId64 "\">", id);
    } else {
        html_raw(page, "<bdi>");
    }
    html_text(page, words);
    html_raw(page, shown ? "</a>" : "</bdi>");
}

void html_algorithm(struct page *page, const char *algorithm, const char *curve, int64_t bits) {
    html_text(page, *algorithm ? algorithm : "unknown");
    if (*curve) {
        html_raw(page, " ");
        html_text(page, curve);
    } else if (bits > 0 && !strpbrk(algorithm, "0123456789")) {
        html_format(page, " %" PRId64, bits);
    }
}

const char *html_kind_name(const char *kind) {
    static const char *const names[][2] = {
        {"certificate", "certificate"}, {"private-key", "private key"},
        {"public-key", "public key"},   {"request", "certificate request"},
        {"crl", "revocation list"},     {"keystore", "keystore"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(kind, names[i][0]) == 0) {
            return names[i][1];
        }
    }
    return "find";
}
