/* Texts with PuTTY keys in them. */
#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    examine_fuzzed(&examined, "fuzzed.ppk", span_of(bytes, length));
    return 0;
}
