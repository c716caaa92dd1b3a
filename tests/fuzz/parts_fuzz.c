/* Texts of several parts, in any of the notations that are told apart. The first byte
 * says in which notation. */
#include "base/buffer.h"
#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static const char *const heads[] = {"<ca>\n", "data:\n  ca.crt: LS0tLS1CRUdJTiB",
                                        "{\n\"ca\": \"LS0tLS1CRUdJTiB", "a: |\n  -----BEGIN "};
    static struct examined examined;
    struct buffer text = {0};
    if (length > 0) {
        buffer_append_text(&text, heads[bytes[0] % 4]);
    }
    buffer_append(&text, bytes, length);
    examine_fuzzed(&examined, "fuzzed.yaml", buffer_span(&text));
    buffer_release(&text);
    return 0;
}
