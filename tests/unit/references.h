/* What a decoder of configurations must hold for any text: the references it names, nothing read
 * beyond the end of a text cut short at each byte, no more references than the limit, and no value
 * that is no path. */
#ifndef REFERENCES_H
#define REFERENCES_H

#include "collected.h"

/* One text and the references in it, as struct link shows them, one a line. */
struct configured {
    const char *text;
    const char *links;
};

static inline void links_of(const struct collected *collected, struct buffer *out) {
    buffer_clear(out);
    for (size_t i = 0; i < collected->link_count; i++) {
        buffer_format(out, "%s\n", collected->links[i].text);
    }
}

static inline void assert_configured(const char *name, const struct configured *rows,
                                     size_t count) {
    static struct collected collected;
    struct buffer links = {0};
    for (size_t i = 0; i < count; i++) {
        collect(&collected, name, span_text(rows[i].text), NULL);
        links_of(&collected, &links);
        if (strcmp(buffer_text(&links), rows[i].links) != 0) {
            fail_msg("row %zu:\n%s", i, buffer_text(&links));
        }
        assert_int_equal(collected.complaint_count, 0);
    }
    buffer_release(&links);
}

/* The sanitizers judge; a reference stands on a line that is there. */
static inline void assert_cut_short(const char *name, const struct configured *rows, size_t count) {
    static struct collected collected;
    for (size_t i = 0; i < count; i++) {
        for (size_t length = 0; length < strlen(rows[i].text); length++) {
            struct span cut = exact_copy(span_of(rows[i].text, length));
            collect(&collected, name, cut, NULL);
            exact_free(cut);
        }
    }
}

/* text names one file; repeated, it meets the limit and says so once. */
static inline void assert_limited(const char *name, const char *text) {
    static struct collected collected;
    struct limits limits = limits_default();
    struct buffer many = {0};
    limits.references = 7;
    for (size_t i = 0; i < 20; i++) {
        buffer_append_text(&many, text);
    }
    collect(&collected, name, buffer_span(&many), &limits);
    assert_int_equal(collected.link_count, 7);
    assert_int_equal(collected.complaint_count, 1);
    assert_non_null(complaint_of(&collected, "limit"));
    buffer_release(&many);
}

#endif
