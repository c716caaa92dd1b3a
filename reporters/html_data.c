#include "html_data.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "base/id_set.h"
#include "html_write.h"

/* A block while its rows are read: texts go out at once, columns when all rows are known. */
struct block {
    const struct html_data *data;
    struct id_set strings; /* SHA-256 of a text to its index */
    uint64_t string_count;
    struct buffer columns[HTML_COLUMNS];
    size_t count; /* of columns */
    int64_t rows;
    bool failed;
};

static size_t digest_width(enum html_type type) {
    return type == HTML_SHA256 ? 2 * SHA256_BYTES : 2 * SHA1_BYTES;
}

static void compose(struct block *block, struct buffer *select) {
    const struct html_data *data = block->data;
    buffer_append_text(select, data->with);
    buffer_append_text(select, "SELECT ");
    for (; data->columns[block->count].name; block->count++) {
        buffer_append_text(select, block->count ? ", " : "");
        buffer_append_text(select, data->columns[block->count].select);
    }
    buffer_append_text(select, " ");
    buffer_append_text(select, data->from);
}

/* The index of a text, which is written to the page when it is new. */
static uint64_t index_of(struct page *page, struct block *block, const char *text) {
    uint8_t digest[SHA256_BYTES];
    bool added = false;
    struct span whole = span_text(text);
    uint64_t *index = digest_sha256(whole, digest)
                          ? id_set_add(&block->strings, span_of(digest, sizeof digest), &added)
                          : NULL;
    if (!index) {
        block->failed = true;
        return 0;
    }
    if (added) {
        *index = block->string_count++;
        html_raw(page, *index ? "," : "");
        html_json(page, text, HTML_TEXT_BYTES);
    }
    return *index;
}

static void append_digest(struct buffer *column, struct span digest, size_t width) {
    if (digest.length * 2 == width) {
        text_hex(column, digest);
        return;
    }
    for (size_t i = 0; i < width; i++) {
        buffer_append_byte(column, '-');
    }
}

static void add_row(struct page *page, struct block *block, struct query *row) {
    for (size_t i = 0; i < block->count; i++) {
        struct buffer *column = &block->columns[i];
        enum html_type type = block->data->columns[i].type;
        int at = (int)i;
        if (type != HTML_TEXT && type != HTML_NUMBER) {
            append_digest(column, query_span(row, at), digest_width(type));
            continue;
        }
        buffer_append_text(column, block->rows ? "," : "");
        if (type == HTML_TEXT) {
            buffer_format(column, "%" PRIu64, index_of(page, block, query_text(row, at)));
        } else {
            buffer_format(column, "%" PRId64, query_null(row, at) ? -1 : query_number(row, at));
        }
    }
    block->rows++;
}

/* The columns of one sort, or of two: the digests have two lengths. */
static void write_columns(struct page *page, struct block *block, const char *name,
                          enum html_type first, enum html_type last) {
    bool some = false;
    html_format(page, ",\n\"%s\":{", name);
    for (size_t i = 0; i < block->count; i++) {
        const struct html_column *column = &block->data->columns[i];
        if (column->type < first || column->type > last) {
            continue;
        }
        struct span content = buffer_span(&block->columns[i]);
        bool digest = column->type >= HTML_SHA256;
        html_format(page, "%s\"%s\":[", some ? ",\n" : "", column->name);
        if (digest) {
            html_format(page, "%zu,\"", digest_width(column->type));
        }
        if (content.length) {
            fwrite(content.bytes, 1, content.length, page->out);
        }
        html_raw(page, digest ? "\"]" : "]");
        block->failed |= block->columns[i].failed;
        some = true;
    }
    html_raw(page, "}");
}

static enum outcome write_rows(struct page *page, struct block *block, struct query *query,
                               int64_t total) {
    query_bind_number(query, 1, page->row_limit);
    query_bind_text(query, 2, page->at);
    html_format(page, "<script type=\"application/json\" id=\"data-%s\">{\"strings\":[",
                block->data->id);
    while (query_next(query)) {
        add_row(page, block, query);
    }
    html_format(page, "],\n\"rows\":%" PRId64 ",\"total\":%" PRId64, block->rows, total);
    write_columns(page, block, "text", HTML_TEXT, HTML_TEXT);
    write_columns(page, block, "number", HTML_NUMBER, HTML_NUMBER);
    write_columns(page, block, "digest", HTML_SHA256, HTML_SHA1);
    html_raw(page, "}</script>\n");
    return block->failed ? FAILED : DONE;
}

enum outcome html_write_data(struct page *page, const struct html_data *data, struct error *error) {
    struct block block = {.data = data};
    struct buffer select = {0};
    int64_t total = 0;
    enum outcome outcome = FAILED;
    compose(&block, &select);
    struct query *query = query_new(page->inventory, buffer_text(&select), error);
    if (!query || query_single(page->inventory, data->total, &total, error) != DONE) {
        goto out;
    }
    outcome = write_rows(page, &block, query, total);
    if (outcome != DONE) {
        fail(error, "out of memory while writing the HTML report");
    }
out:
    if (query && query_free(query, outcome == DONE ? error : NULL) != DONE) {
        outcome = FAILED;
    }
    for (size_t i = 0; i < HTML_COLUMNS; i++) {
        buffer_release(&block.columns[i]);
    }
    id_set_release(&block.strings);
    buffer_release(&select);
    return outcome;
}
