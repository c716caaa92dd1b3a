/* Texts and rings with keys of other kinds; and the bytes as what stands in armour. */
#include <openssl/evp.h>

#include "examined.h"

static void examine_labelled(struct examined *examined, const char *label, struct span bytes) {
    struct buffer text = {0};
    buffer_format(&text, "-----BEGIN %s-----\n", label);
    if (buffer_reserve(&text, bytes.length / 3 * 4 + 5)) {
        text.length +=
            (size_t)EVP_EncodeBlock(text.bytes + text.length, bytes.bytes, (int)bytes.length);
    }
    buffer_format(&text, "\n-----END %s-----\n", label);
    examine_fuzzed(examined, "fuzzed", buffer_span(&text));
    buffer_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    examine_fuzzed(&examined, "fuzzed.key", span_of(bytes, length));
    if (length <= 1 << 16) {
        examine_labelled(&examined, "ATTRIBUTE CERTIFICATE", span_of(bytes, length));
        examine_labelled(&examined, "NEBULA X25519 PRIVATE KEY", span_of(bytes, length));
    }
    return 0;
}
