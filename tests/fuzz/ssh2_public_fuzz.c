/* Keys of ssh.com: the bytes are a key, public or private, in armour. */
#include <openssl/evp.h>

#include "examined.h"

static void append_base64(struct buffer *out, struct span bytes) {
    if (buffer_reserve(out, bytes.length / 3 * 4 + 5)) {
        int written = EVP_EncodeBlock(out->bytes + out->length, bytes.bytes, (int)bytes.length);
        out->length += (size_t)written;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static const char *const labels[] = {"PUBLIC KEY", "ENCRYPTED PRIVATE KEY"};
    static struct examined examined;
    for (size_t i = 0; i < 2 && length <= 1 << 20; i++) {
        struct buffer text = {0};
        buffer_format(&text, "---- BEGIN SSH2 %s ----\n", labels[i]);
        append_base64(&text, span_of(bytes, length));
        buffer_format(&text, "\n---- END SSH2 %s ----\n", labels[i]);
        examine_fuzzed(&examined, "fuzzed", buffer_span(&text));
        buffer_release(&text);
    }
    return 0;
}
