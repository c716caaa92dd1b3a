/* Text that is safe to show and to store: names come from anywhere and may be any bytes. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/buffer.h"

/* Length of the printable ASCII at the front: text_show leaves it as it is. */
size_t text_plain_length(struct span text);

/* Appends text as valid UTF-8 that no terminal, page or spreadsheet acts on: bytes that are not
 * UTF-8, C0 and C1 controls become \xHH, bidirectional and other invisible controls \u{HHHH}. */
void text_show(struct buffer *out, struct span text);

/* Likewise a path or a name as it was met, and writes a backslash as two: no two names look alike.
 * What has been shown once is not shown so again. */
void text_show_name(struct buffer *out, struct span name);

/* Appends two lower-case hexadecimal digits a byte. */
void text_hex(struct buffer *out, struct span bytes);

/* Appends the text with its ASCII letters in lower case. */
void text_lower(struct buffer *out, const char *text);

/* Length of the valid UTF-8 character at the front (RFC 3629), 0 where there is none; its code
 * point goes to *point. */
size_t text_character(struct span text, uint32_t *point);

/* Reads YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ (RFC 3339, UTC) into seconds since 1970. */
bool text_parse_time(const char *text, int64_t *seconds);

/* Writes YYYY-MM-DDTHH:MM:SSZ and NUL: 21 bytes for the years 0 to 9999; "" outside those. */
enum { TIME_TEXT_BYTES = 21 };
void text_format_time(int64_t seconds, char out[TIME_TEXT_BYTES]);

/* True when the file name (last path element) ends in extension, a dot and what follows,
 * ASCII case ignored. */
bool text_has_extension(const char *name, const char *extension);

/* ... in one of these, up to a NULL. */
bool text_has_extension_of(const char *name, const char *const *extensions);

/* The part after the last '/'. */
const char *text_base_name(const char *path);

#endif
