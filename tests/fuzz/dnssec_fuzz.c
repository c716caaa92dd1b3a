/* Zones and private-key files of DNSSEC. */
#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    examine_fuzzed(&examined, "fuzzed.db", span_of(bytes, length));
    return 0;
}
