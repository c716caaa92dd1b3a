/* How a PEM file is written, where that matters to programs that will read it. Only for files that
 * are PEM in their own right: in source code, YAML or JSON the same is as it should be. */
#ifndef DECODERS_PEM_LAYOUT_H
#define DECODERS_PEM_LAYOUT_H

#include "decoders/key_report.h"
#include "decoders/pem_block.h"
#include "decoders/pem_body.h"

enum { LAYOUT_ROWS_MOST = 64, LAYOUT_DETAIL_BYTES = 160 };

/* Notes gathered over one blob, reported at its end. */
struct pem_layout {
    struct span text;
    struct text_lines counter;
    size_t last;   /* behind the last block */
    bool has_crlf; /* noted already */
    bool has_text_around;
    bool has_comments_around;
    bool has_blocks;
    bool after_end; /* the last block has its END marker */
    size_t count;
    struct pem_note {
        const char *code;
        uint64_t line, column;
        char detail[LAYOUT_DETAIL_BYTES];
    } notes[LAYOUT_ROWS_MOST];
};

void pem_layout_begin(struct pem_layout *layout, const struct blob *blob);

/* Notes a deviation at an offset of the text; notes beyond the most are dropped. */
void pem_layout_note(struct pem_layout *layout, const char *code, size_t offset, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));

/* What the markers and the body of one block show; blocks in their order. */
void pem_layout_block(struct pem_layout *layout, const struct pem_block *block,
                      const struct pem_body *body);

/* Is this a name that only PEM and DER files have? */
bool pem_layout_promised(const char *name);

/* Reports the notes, if the blob is a PEM file in its own right. */
void pem_layout_report(struct pem_layout *layout, const struct blob *blob,
                       struct examiner *examiner);

#endif
