/* What something writes to a stream, as text: for tests of reporters. */
#ifndef WRITTEN_H
#define WRITTEN_H

#include <stdio.h>

#include "unit.h"

struct written {
    char *text;
    size_t length;
    FILE *out;
};

static inline FILE *written_open(struct written *written) {
    written->out = open_memstream(&written->text, &written->length);
    assert_non_null(written->out);
    return written->out;
}

/* Compares all that was written, and forgets it. */
static inline void assert_written(struct written *written, const char *expected) {
    assert_int_equal(fclose(written->out), 0);
    assert_string_equal(written->text, expected);
    free(written->text);
    *written = (struct written){0};
}

#endif
