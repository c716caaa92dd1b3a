/* What stands before the lines of a PEM block on each of them: marks of comments and quoted mail,
 * numbers, times and names of logs and listings, and the quotes of source code. */
#ifndef DECODERS_PEM_PREFIX_H
#define DECODERS_PEM_PREFIX_H

#include "base/span.h"

/* What stands before the marker at this offset on its line, up to the first quote, without space
 * at its end; empty where that is nothing but space. */
struct span pem_prefix_of(struct span file, size_t marker);

/* All that stands there, where lines of a log, of a listing or of JSON may begin the same way: it
 * holds a number or a quote, and ends in neither letter nor digit. Empty otherwise. */
struct span pem_shape_of(struct span file, size_t marker);

/* How much of the line has this shape: numbers of any length stand for numbers, blanks for blanks,
 * all else for itself. 0 where it has not. */
size_t pem_shape_length(struct span shape, struct span line);

/* The quote on the rest of the marker's line, which closes the string that the marker stands in; 0
 * where there is none. */
int pem_quote_of(struct span body);

/* Length of the comment mark at the front of a line, 0 where there is none. */
size_t pem_mark_length(struct span line);

/* Is this one run of at least so many base64 digits, or nothing? */
bool pem_is_token(struct span line, size_t least);

#endif
