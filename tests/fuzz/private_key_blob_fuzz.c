/* Windows key files. */
#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    examine_fuzzed(&examined, "fuzzed.pvk", span_of(bytes, length));
    return 0;
}
