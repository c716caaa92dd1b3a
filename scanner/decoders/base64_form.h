/* What a base64 value in a text holds, told by its first digits. */
#ifndef DECODERS_BASE64_FORM_H
#define DECODERS_BASE64_FORM_H

#include "base/span.h"

enum form {
    FORM_NONE,
    FORM_DER,
    FORM_TEXT,   /* armour, configuration, JSON, ... */
    FORM_TWICE,  /* base64 of DER or armour once more */
    FORM_BINARY, /* keystores, gzip, wide text */
};

enum form base64_form_at(struct span text);

/* Base64 of a text: what its first digits say is all printable. By chance that happens once in a
 * hundred thousand times. */
bool base64_is_text(struct span text);

#endif
