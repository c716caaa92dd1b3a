/* Bytes that stand in pieces in a file, put together, with where each piece came from. */
#ifndef DECODERS_SCATTERED_H
#define DECODERS_SCATTERED_H

#include "base/buffer.h"

struct scattered {
    struct buffer bytes;
    struct buffer pieces; /* of struct scattered_piece, ascending */
};

/* The bytes from at on, up to the next piece, stand from origin on in the file. */
struct scattered_piece {
    size_t at;
    size_t origin;
};

/* Out of memory is seen by the failed of both buffers. */
void scattered_append(struct scattered *scattered, struct span bytes, size_t origin);

/* Appends length bytes of other from at on, each with its origin. */
void scattered_append_part(struct scattered *scattered, const struct scattered *other, size_t at,
                           size_t length);

/* Where the byte at stands in the file. */
size_t scattered_origin(const struct scattered *scattered, size_t at);

/* The end of the piece that holds the byte at. */
size_t scattered_piece_end(const struct scattered *scattered, size_t at);

/* Do these bytes, at least one, stand in the file just so, one behind the other? */
bool scattered_is_one_piece(const struct scattered *scattered, size_t at, size_t length);

void scattered_clear(struct scattered *scattered);
void scattered_release(struct scattered *scattered);

#endif
