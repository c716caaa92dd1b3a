/* PKCS#12 stores; whatever the other decoders take for theirs is left to their targets. */
#include "decoders/decoder.h"
#include "unlocked.h"

extern const struct decoder pkcs12_decoder;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    struct span span = span_of(bytes, length);
    struct blob blob = {.trail = "", .container = "", .name = "", .label = "", .bytes = span};
    if (pkcs12_decoder.accepts(&blob)) {
        examine_unlocked(&examined, span);
    }
    return 0;
}
