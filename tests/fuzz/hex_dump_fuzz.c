/* Dumps: the bytes as they are, and as rows of digits behind an offset. */
#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    struct buffer text = {0};
    examine_fuzzed(&examined, "fuzzed.txt", span_of(bytes, length));
    for (size_t i = 0; i < length; i++) {
        if (i % 16 == 0) {
            buffer_format(&text, "%s%08zx:", i ? "\n" : "", i);
        }
        buffer_format(&text, " %02x", bytes[i]);
    }
    examine_fuzzed(&examined, "fuzzed.txt", buffer_span(&text));
    buffer_release(&text);
    return 0;
}
