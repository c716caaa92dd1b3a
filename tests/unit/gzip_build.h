/* Makes gzip files for tests. */
#ifndef GZIP_BUILD_H
#define GZIP_BUILD_H

#include <zlib.h>

#include "base/buffer.h"
#include "unit.h"

static void append_gzip(struct buffer *out, struct span plain) {
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&stream, plain.length) + 64;
    assert_true(buffer_reserve(out, room));
    stream.next_in = (uint8_t *)(uintptr_t)plain.bytes;
    stream.avail_in = (uInt)plain.length;
    stream.next_out = out->bytes + out->length;
    stream.avail_out = (uInt)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out->length += stream.total_out;
    deflateEnd(&stream);
}

#endif
