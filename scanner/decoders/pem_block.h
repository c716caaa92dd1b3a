/* The blocks of a text: what lies between a BEGIN marker and its END, or what there is instead. */
#ifndef DECODERS_PEM_BLOCK_H
#define DECODERS_PEM_BLOCK_H

#include "decoders/pem_marker.h"

struct pem_block {
    struct pem_marker begin;
    struct pem_marker end; /* only where ended */
    struct span body;      /* as written, between the markers */
    size_t body_offset;
    size_t next; /* where the search for the next block goes on */
    bool ended;  /* has an END marker before the next BEGIN */
};

/* The next block at from or later. Without END the body reaches to the next BEGIN or the end of the
 * text, and next is where base64 stops. */
bool pem_next_block(struct pem_walk *walk, size_t from, struct pem_block *block);

#endif
