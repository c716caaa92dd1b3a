/* OpenSSH private keys behind their magic, which chance would not find. */
#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static const char magic[] = "openssh-key-v1";
    static struct examined examined;
    struct buffer file = {0};
    buffer_append(&file, magic, sizeof magic);
    buffer_append(&file, bytes, length);
    examine_fuzzed(&examined, "fuzzed", buffer_span(&file));
    require(examined.artifacts + examined.problems > 0, "an OpenSSH key is never passed over");
    buffer_release(&file);
    return 0;
}
