#include "sources/git_inflate.h"

#include <libdeflate.h>

bool inflate_exactly(struct inflater *inflater, struct span packed, uint8_t *out, size_t length) {
    if (!inflater->decompressor) {
        inflater->decompressor = libdeflate_alloc_decompressor();
    }
    size_t taken = 0;
    size_t got = 0;
    return inflater->decompressor &&
           libdeflate_zlib_decompress_ex(inflater->decompressor, packed.bytes, packed.length, out,
                                         length, &taken, &got) == LIBDEFLATE_SUCCESS &&
           got == length;
}

void inflater_release(struct inflater *inflater) {
    libdeflate_free_decompressor(inflater->decompressor);
    inflater->decompressor = NULL;
}
