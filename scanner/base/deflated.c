#include "base/deflated.h"

#include <libdeflate.h>

#include "base/memory.h"

enum { HEAD_BYTES = 8, LEVEL = 1 /* what is kept repeats itself much, and is written often */ };

bool deflated_make(struct span whole, struct buffer *out) {
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(LEVEL);
    if (!compressor) {
        memory_ran_out();
    }
    buffer_clear(out);
    for (unsigned i = 0; i < HEAD_BYTES; i++) {
        buffer_append_byte(out, (uint8_t)((uint64_t)whole.length >> 8 * i));
    }
    size_t most = libdeflate_deflate_compress_bound(compressor, whole.length);
    bool done = buffer_reserve(out, most);
    if (done) {
        size_t length = libdeflate_deflate_compress(compressor, whole.bytes, whole.length,
                                                    out->bytes + HEAD_BYTES, most);
        out->length += length;
        done = length != 0;
    }
    libdeflate_free_compressor(compressor);
    return done;
}

bool deflated_read(struct span deflated, size_t most, struct buffer *out) {
    uint64_t length = 0;
    buffer_clear(out);
    if (deflated.length < HEAD_BYTES) {
        return false;
    }
    for (unsigned i = 0; i < HEAD_BYTES; i++) {
        length |= (uint64_t)deflated.bytes[i] << 8 * i;
    }
    if (length > most || !buffer_reserve(out, (size_t)length + 1)) {
        return false;
    }
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    if (!decompressor) {
        memory_ran_out();
    }
    struct span stream = span_from(deflated, HEAD_BYTES);
    bool done = libdeflate_deflate_decompress(decompressor, stream.bytes, stream.length, out->bytes,
                                              (size_t)length, NULL) == LIBDEFLATE_SUCCESS;
    libdeflate_free_decompressor(decompressor);
    out->length = done ? (size_t)length : 0;
    return done;
}
