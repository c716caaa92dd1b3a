/* gzip files beside zlib: where zlib takes every member, we take the same and give the same. (ISA-L
 * does not mind incomplete codes that nothing uses; zlib refuses them.) */
#include "decoders/gunzip.h"

#include <zlib.h>

#include "base/buffer.h"
#include "fuzz.h"

enum { MOST = 1 << 22 };

/* Inflates members as long as zlib finds nothing wrong; the bytes they take, 0 where it does. */
static size_t inflate_by_zlib(struct span packed, struct buffer *out) {
    uint8_t block[4096];
    size_t at = 0;
    while (gunzip_begins(span_from(packed, at)) && out->length < MOST) {
        z_stream stream = {0};
        require(inflateInit2(&stream, 31) == Z_OK, "zlib starts");
        stream.next_in = (uint8_t *)(uintptr_t)packed.bytes + at;
        stream.avail_in = (uInt)(packed.length - at);
        int status = Z_OK;
        while (status == Z_OK && out->length < MOST) {
            stream.next_out = block;
            stream.avail_out = sizeof block;
            status = inflate(&stream, Z_NO_FLUSH);
            buffer_append(out, block, sizeof block - stream.avail_out);
        }
        at = packed.length - stream.avail_in;
        inflateEnd(&stream);
        if (status != Z_STREAM_END) {
            return 0;
        }
    }
    return at;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct span packed = span_of(bytes, length);
    struct buffer expected = {.limit = 2 * MOST}, found = {.limit = 2 * MOST};
    if (!gunzip_begins(packed)) {
        return 0;
    }
    struct gunzip *gunzip = gunzip_new(packed);
    struct span block = {0};
    while (gunzip && found.length < MOST && (block = gunzip_next(gunzip)).length) {
        buffer_append(&found, block.bytes, block.length);
    }
    size_t taken = inflate_by_zlib(packed, &expected);
    if (gunzip && found.length < MOST && expected.length < MOST) {
        require(gunzip_consumed(gunzip) <= length, "no more is taken than there is");
        require(!taken || !gunzip_fault(gunzip), "nothing is wrong where zlib finds nothing wrong");
        require(!taken || gunzip_consumed(gunzip) == taken, "the same members are taken");
        require(!taken || span_equal(buffer_span(&found), buffer_span(&expected)),
                "the same bytes come out");
    }
    gunzip_free(gunzip);
    buffer_wipe(&expected);
    buffer_wipe(&found);
    return 0;
}
