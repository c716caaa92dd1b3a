/* Lists of numbers: the bytes as they are, and written as decimal numbers. */
#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    struct buffer text = {0};
    examine_fuzzed(&examined, "fuzzed.txt", span_of(bytes, length));
    for (size_t i = 0; i < length; i++) {
        buffer_format(&text, "%u,", bytes[i]);
    }
    examine_fuzzed(&examined, "fuzzed.txt", buffer_span(&text));
    buffer_release(&text);
    return 0;
}
