/* Streams of zlib: the bytes as they are, and behind a good header. */
#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    struct buffer stream = {0};
    examine_fuzzed(&examined, "fuzzed.bin", span_of(bytes, length));
    buffer_append(&stream, "\x78\x9C", 2);
    buffer_append(&stream, bytes, length);
    examine_fuzzed(&examined, "fuzzed.bin", buffer_span(&stream));
    buffer_release(&stream);
    return 0;
}
