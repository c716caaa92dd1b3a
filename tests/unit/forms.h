/* Files of the store formats-text, cut short and damaged: for the decoders of text. */
#ifndef FORMS_H
#define FORMS_H

#include "damaged.h"
#include "expected.h"

/* A form, and how its first find is reported. */
struct form {
    const char *file; /* below formats-text */
    const char *encoding;
    const char *trail;
};

static inline struct buffer form_file(const char *name) {
    char path[128];
    snprintf(path, sizeof path, "formats-text/%s", name);
    return corpus_file(path);
}

static inline void check_forms(const struct form *forms, size_t count) {
    static struct collected collected;
    for (size_t i = 0; i < count; i++) {
        struct buffer file = form_file(forms[i].file);
        collect(&collected, forms[i].file, buffer_span(&file), NULL);
        if (collected.find_count == 0 || collected.complaint_count ||
            strcmp(collected.finds[0].encoding, forms[i].encoding) != 0 ||
            strcmp(collected.finds[0].trail, forms[i].trail) != 0) {
            fail_msg("%s: %zu finds, the first %s at \"%s\"", forms[i].file, collected.find_count,
                     collected.finds[0].encoding, collected.finds[0].trail);
        }
        buffer_release(&file);
    }
}

/* Shorter beginnings of each form yield nothing that the whole does not. */
static inline void check_forms_cut_short(const struct form *forms, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct buffer file = form_file(forms[i].file);
        check_cut_short(forms[i].file, buffer_span(&file), NAME_PROMISES_NOTHING);
        buffer_release(&file);
    }
}

static inline void check_form_turned(const char *name) {
    struct buffer file = form_file(name);
    check_bits_turned(name, buffer_span(&file), NAME_PROMISES_NOTHING);
    buffer_release(&file);
}

static inline void expect_nothing(struct span text) {
    static struct collected collected;
    struct span copy = exact_copy(text);
    collect(&collected, "text", copy, NULL);
    if (collected.find_count + collected.complaint_count + collected.remark_count) {
        fail_msg("something was found in: %.80s", (const char *)text.bytes);
    }
    exact_free(copy);
}

/* A megabyte of one piece again and again yields no find, and soon. */
static inline void check_noise(struct span piece) {
    static struct collected collected;
    struct buffer text = {0};
    while (text.length < 1 << 20) {
        buffer_append(&text, piece.bytes, piece.length);
    }
    collect(&collected, "text", buffer_span(&text), NULL);
    assert_int_equal(collected.find_count, 0);
    buffer_release(&text);
}

#endif
