/* Whole files as Dropbear writes them. */
#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    examine_fuzzed(&examined, "dropbear_host_key", span_of(bytes, length));
    return 0;
}
