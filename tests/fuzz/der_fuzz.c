/* DER of every structure. A file whose name promises a key is never passed over in silence. */
#define _GNU_SOURCE
#include <string.h>

#include "decoders/archive_magic.h"
#include "decoders/decoder.h"
#include "examined.h"
#include "symmetric.h"

extern const struct decoder pkcs7_decoder;
extern const struct decoder pkcs12_decoder;

/* A container may well be empty, or hold nothing but what was encrypted to somebody. */
static bool is_container(struct span der) {
    struct blob blob = {.trail = "", .container = "", .name = "", .label = "", .bytes = der};
    return pkcs7_decoder.accepts(&blob) || pkcs12_decoder.accepts(&blob);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    struct span der = span_of(bytes, length);
    if (archive_magic(der) != MAGIC_NONE || is_container(der) || may_be_symmetric(der) ||
        (length && memmem(bytes, length, "BEGIN", 5))) {
        return 0; /* left to their own targets */
    }
    examine_fuzzed(&examined, "fuzzed.der", der);
    require(examined.artifacts + examined.problems + examined.observations > 0,
            "a name that promises a key is never passed over in silence");
    return 0;
}
