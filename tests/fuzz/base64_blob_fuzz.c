/* Base64 in text: the bytes as they are, and as the content of a value. */
#include <openssl/evp.h>

#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    struct buffer text = {0};
    examine_fuzzed(&examined, "fuzzed.txt", span_of(bytes, length));
    buffer_append_text(&text, "value: ");
    if (length <= 1 << 16 && buffer_reserve(&text, length * 4 / 3 + 8)) {
        text.length += (size_t)EVP_EncodeBlock(text.bytes + text.length, bytes, (int)length);
    }
    examine_fuzzed(&examined, "fuzzed.txt", buffer_span(&text));
    buffer_release(&text);
    return 0;
}
