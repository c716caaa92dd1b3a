/* Bytes in a smaller form, to be kept: eight bytes of length, little-endian, and a deflate stream.
 */
#ifndef BASE_DEFLATED_H
#define BASE_DEFLATED_H

#include "base/buffer.h"

/* Replaces what out holds. The same bytes give the same. False: memory ran out. */
bool deflated_make(struct span whole, struct buffer *out);

/* The way back, for at most most bytes. False: damaged, too long, or memory ran out. */
bool deflated_read(struct span deflated, size_t most, struct buffer *out);

#endif
