/* The inside of a PEM block, freed of all that is not its text: escapes, the quotes and operators
 * of source code, the marks of comments and quoted mail. */
#ifndef DECODERS_PEM_BODY_H
#define DECODERS_PEM_BODY_H

#include "base/buffer.h"
#include "decoders/pem_block.h"

struct pem_body {
    struct buffer text;  /* lines as meant, headers first; may hold a private key */
    struct span headers; /* of text: RFC 1421 section 4.6 and RFC 4716 section 3.3, or empty */
    struct span content; /* of text: what follows the headers */
    struct buffer bytes; /* content decoded; may hold a private key */
    bool clean;          /* nothing but base64 and white space in content, rightly padded */
    bool over_limit;     /* more than the limit: nothing can be used */
    bool escaped;        /* characters written as escapes, or line ends as spaces */
    uint64_t bad_line;   /* lines below the marker to the first byte that does not belong */
    size_t indented;     /* offsets in the file of the first indented line, empty line and */
    size_t empty;        /* comment; SIZE_MAX where there is none */
    size_t comment;
};

/* Reads and decodes a block of file. limit: bytes of decoded content. False where the block is a
 * mention in prose or source code without content. In either case the caller releases. */
bool pem_body_read(struct span file, const struct pem_block *block, uint64_t limit,
                   struct pem_body *body);

/* Overwrites and frees. */
void pem_body_release(struct pem_body *body);

#endif
