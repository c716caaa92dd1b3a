/* What every unit test program includes: cmocka, with the headers it needs before it, and the small
 * assertions about spans that many of them share. */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buffer.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* The bytes of a string literal, NULs inside included, the one at its end not. */
#define LITERAL(text) span_of((text), sizeof(text) - 1)

/* Spans that differ fail with the number of the table's row, which cmocka's line does not tell. */
static inline void assert_span_equal(struct span found, struct span expected, size_t row) {
    if (!span_equal(found, expected)) {
        fail_msg("row %zu: %zu bytes, expected %zu, or other bytes", row, found.length,
                 expected.length);
    }
}

/* A copy in a block of memory of exactly its length, so that AddressSanitizer sees a read beyond
 * it. */
static inline struct span exact_copy(struct span bytes) {
    uint8_t *copy = malloc(bytes.length ? bytes.length : 1);
    assert_non_null(copy);
    if (bytes.length) {
        memcpy(copy, bytes.bytes, bytes.length);
    }
    return span_of(copy, bytes.length);
}

static inline void exact_free(struct span copy) {
    free((void *)(uintptr_t)copy.bytes);
}

#endif
