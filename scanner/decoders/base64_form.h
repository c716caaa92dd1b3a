/* What a base64 value in a text holds, told by its first digits. */
#ifndef DECODERS_BASE64_FORM_H
#define DECODERS_BASE64_FORM_H

#include "base/span.h"

enum form {
    FORM_NONE,
    FORM_DER,
    FORM_TEXT,    /* armour, configuration, JSON, ... */
    FORM_TWICE,   /* base64 of DER or armour once more */
    FORM_BINARY,  /* keystores, archives, wide text */
    FORM_CARRIER, /* anything, with armour further on */
};

enum form base64_form_at(struct span text);

/* Where base64 of a BEGIN marker, plain or in UTF-16, stands in a text, whatever bytes came before
 * it. The zero state is the start of a search. */
enum { BASE64_MARKS = 6 };
struct base64_marks {
    size_t next[BASE64_MARKS]; /* one more than where each stands next; 0: not yet looked for */
};

/* The first that begins at from or later; SIZE_MAX where there is none. from never goes back. */
size_t base64_next_mark(struct base64_marks *marks, struct span text, size_t from);

/* Base64 of a text: what its first digits say is all printable. By chance that happens once in a
 * hundred thousand times. */
bool base64_is_text(struct span text);

#endif
