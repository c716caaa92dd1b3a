/* Containers that are not opened: the bytes as they are, and behind each of the shorter marks. */
#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    static const char *const marks[] = {"hsqs", "sqsh", "\x85\x19\x03\x20", "UBI#", "QFI\xFB",
                                        "PACK", "KDMV"};
    examine_fuzzed(&examined, "fuzzed.bin", span_of(bytes, length));
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        struct buffer image = {0};
        buffer_append(&image, marks[i], 4);
        buffer_append(&image, bytes, length);
        examine_fuzzed(&examined, "fuzzed.bin", buffer_span(&image));
        buffer_release(&image);
    }
    return 0;
}
