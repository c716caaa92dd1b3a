/* SSH public keys: the bytes are a key, written as a line with the name it begins with; and as they
 * are. */
#include <openssl/evp.h>

#include "decoders/ssh_wire.h"
#include "examined.h"

static void append_base64(struct buffer *out, struct span bytes) {
    if (buffer_reserve(out, bytes.length / 3 * 4 + 5)) {
        int written = EVP_EncodeBlock(out->bytes + out->length, bytes.bytes, (int)bytes.length);
        out->length += (size_t)written;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    struct span key = span_of(bytes, length), rest = key, name;
    struct buffer line = {0};
    examine_fuzzed(&examined, "authorized_keys", key);
    if (length <= 1 << 20 && ssh_take_string(&rest, &name)) {
        buffer_append(&line, name.bytes, name.length);
        buffer_append_byte(&line, ' ');
        append_base64(&line, key);
        examine_fuzzed(&examined, "authorized_keys", buffer_span(&line));
        require(examined.artifacts + examined.problems > 0 ||
                    (!ssh_type_named(name) && !ssh_type_certified(name)),
                "a key of a known type is found, or said to be damaged");
    }
    buffer_release(&line);
    return 0;
}
