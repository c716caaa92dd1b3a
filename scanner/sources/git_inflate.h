/* One zlib stream whose unpacked size is known, unpacked in one call. */
#ifndef SOURCES_GIT_INFLATE_H
#define SOURCES_GIT_INFLATE_H

#include "base/span.h"

struct libdeflate_decompressor;

/* Kept by the caller between calls; the zero state is ready for use. */
struct inflater {
    struct libdeflate_decompressor *decompressor;
};

/* Fills out with exactly length bytes from the front of packed, of which a stream may leave some
 * unused. False: the stream is damaged, holds more or less, or memory ran out. */
bool inflate_exactly(struct inflater *inflater, struct span packed, uint8_t *out, size_t length);
void inflater_release(struct inflater *inflater);

#endif
