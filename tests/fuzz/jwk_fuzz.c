/* Texts with JSON Web Keys in them. */
#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    examine_fuzzed(&examined, "fuzzed.json", span_of(bytes, length));
    return 0;
}
