/* One character of text, however it is written down: as itself, escaped as in source code, JSON,
 * properties files, PowerShell, RTF, URLs (RFC 3986 section 2.1), quoted-printable (RFC 2045
 * section 6.7), HTML, XML, spreadsheets, or as `cat -A` shows it. Meant for text that holds PEM,
 * where none of the introducing characters stands for itself.
 */
#ifndef DECODERS_TEXT_ESCAPE_H
#define DECODERS_TEXT_ESCAPE_H

#include "base/span.h"

struct character {
    int value;     /* 0 to 127; -1 for anything beyond ASCII */
    bool escaped;  /* not written as itself */
    size_t length; /* bytes it takes in the text, at least 1 */
};

/* The character at offset at, which must be inside text. Runs of backslashes count as one, so that
 * text escaped twice reads the same; tags read as a space. Looks ahead less than 300 bytes, save
 * over a run of backslashes, which it takes whole. */
struct character text_character_at(struct span text, size_t at);

#endif
