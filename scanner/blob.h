/* Bytes to be looked at, and how we came to them. */
#ifndef BLOB_H
#define BLOB_H

#include "origin.h"

struct blob {
    const struct origin *origin; /* the outermost file or git object */
    const char *trail;           /* place inside it, elements joined by '!'; "" for the whole */
    const char *container; /* trail of the file or archive member that holds it; "" outermost */
    uint64_t position;     /* byte where it starts in that container, as far as known */
    const char *name;      /* file or member name, "" where unknown */
    const char *label;     /* PEM label, "" outside armour */
    const char *encoding;  /* how it is written there: "der" until something unwraps it */
    struct span bytes;
    unsigned depth; /* containers unwrapped so far */
};

#endif
