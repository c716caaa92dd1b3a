/* Tables of files and of all that must be found in each. */
#ifndef EXPECTED_H
#define EXPECTED_H

#include "base/text.h"
#include "collected.h"
#include "corpus.h"

enum { EXPECTED_FINDS_MOST = 8 };

struct expected_find {
    enum artifact_kind kind; /* 0 ends the list */
    const char *structure;
    const char *algorithm;
    const char *curve;
    uint64_t bits;
    const char *trail;
};

struct expected_file {
    const char *file; /* below the corpus */
    struct expected_find finds[EXPECTED_FINDS_MOST];
};

static inline void check_find(const char *file, const struct find *find,
                              const struct expected_find *expected) {
    if (find->kind != expected->kind || strcmp(find->structure, expected->structure) != 0 ||
        strcmp(find->algorithm, expected->algorithm) != 0 ||
        strcmp(find->curve, expected->curve) != 0 || find->bits != expected->bits ||
        strcmp(find->trail, expected->trail) != 0) {
        fail_msg("%s: found %s %s %s %s %llu at \"%s\", expected %s %s %s %s %llu at \"%s\"", file,
                 artifact_kind_name(find->kind), find->structure, find->algorithm, find->curve,
                 (unsigned long long)find->bits, find->trail, artifact_kind_name(expected->kind),
                 expected->structure, expected->algorithm, expected->curve,
                 (unsigned long long)expected->bits, expected->trail);
    }
}

/* Each file yields exactly these finds, in this order, and no problem. */
static inline void check_files(const struct expected_file *rows, size_t count) {
    static struct collected collected;
    for (size_t i = 0; i < count; i++) {
        struct buffer file = corpus_file(rows[i].file);
        struct span copy = exact_copy(buffer_span(&file));
        size_t finds = 0;
        collect(&collected, text_base_name(rows[i].file), copy, NULL);
        for (; finds < EXPECTED_FINDS_MOST && rows[i].finds[finds].kind; finds++) {
            if (finds < collected.find_count) {
                check_find(rows[i].file, &collected.finds[finds], &rows[i].finds[finds]);
            }
        }
        if (collected.find_count != finds || collected.complaint_count) {
            fail_msg("%s: %zu finds, expected %zu; %zu problems", rows[i].file,
                     collected.find_count, finds, collected.complaint_count);
        }
        exact_free(copy);
        buffer_release(&file);
    }
}

/* Examines a file of the corpus under its own name. */
static inline void collect_file(struct collected *collected, const char *file,
                                const struct limits *limits) {
    struct buffer content = corpus_file(file);
    collect(collected, text_base_name(file), buffer_span(&content), limits);
    buffer_release(&content);
}

#endif
