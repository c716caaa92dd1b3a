/* The lines that open and close PEM blocks (RFC 7468 section 2), as they are found in life: four or
 * more dashes, spaces around them, a label whose spaces are escaped or lost, several on one line.
 */
#ifndef DECODERS_PEM_MARKER_H
#define DECODERS_PEM_MARKER_H

#include "base/span.h"

enum { PEM_LABEL_BYTES = 64 };

struct pem_marker {
    size_t start;         /* offset of the first dash */
    size_t end;           /* behind the last dash */
    size_t before, after; /* dashes on either side; those shared with a neighbour are divided */
    bool spaced;          /* space between dashes and words, as only RFC 4716 writes it */
    bool escaped;         /* not written as plain text */
    bool plus_is_space;   /* written as in an HTML form: + stands for a space */
    char label[PEM_LABEL_BYTES + 1];
};

/* A walk over the markers of one text, forward only; each byte is looked at a bounded number of
 * times. */
struct pem_walk {
    struct span text;
    size_t begin; /* of the next word BEGIN not tried yet */
    size_t end;   /* likewise END */
};

/* What every BEGIN marker has: an anchor (decoder.h), and its confirmation, which says no of what
 * is surely OpenPGP's. */
#define PEM_ANCHOR "[-dD; ]BEGIN"
bool pem_anchor_confirms(struct span text, size_t at);

struct pem_walk pem_walk_of(struct span text);

/* The first BEGIN, or END, marker that starts at from or later; from never goes back. False where
 * there is none. An END marker is only looked for before the offset until. */
bool pem_walk_begin(struct pem_walk *walk, size_t from, struct pem_marker *marker);
bool pem_walk_end(struct pem_walk *walk, size_t from, size_t until, struct pem_marker *marker);

#endif
