/* Reporting keys that have no DER of their own: the place in a text or file, and the artifact with
 * its identity. */
#ifndef DECODERS_KEY_REPORT_H
#define DECODERS_KEY_REPORT_H

#include "decoders/decoder.h"

enum { PLACE_TRAIL_BYTES = 8192, PLACE_ELEMENT_BYTES = 160 };

/* A place inside a blob to report at; at.trail points into trail. */
struct place {
    struct blob at;
    char element[PLACE_ELEMENT_BYTES];
    char trail[PLACE_TRAIL_BYTES];
};

/* element "" stands for the whole blob. offset: where it starts in the blob. */
void place_set(struct place *place, const struct blob *blob, const char *element, size_t offset);

/* Counts lines going forward: offsets must not fall. The state starts as {0}. */
struct text_lines {
    size_t offset;
    uint64_t breaks; /* line ends before offset */
};
uint64_t text_line_at(struct text_lines *lines, struct span text, size_t offset);

/* Where the line of offset begins, or most bytes before offset where that is farther away. */
size_t text_line_start(struct span text, size_t offset, size_t most);

/* As place_set with the element "line N". */
void place_at_line(struct place *place, const struct blob *blob, struct text_lines *lines,
                   size_t offset);

/* Reports a key. Its identity is its public half; where that is not known, the digest of
 * ciphertext. */
void report_key(struct examiner *examiner, const struct blob *at, struct artifact *artifact,
                struct span ciphertext);

/* First place of needle in text from offset on; SIZE_MAX where there is none. */
size_t text_find(struct span text, size_t from, const char *needle);

#endif
