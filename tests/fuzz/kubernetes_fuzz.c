/* Manifests: whatever the text, what is observed lies on one of its lines. The first byte says
 * whether the words stand there that the decoder waits for. */
#include "base/buffer.h"
#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static const char head[] = "kind: Secret\ntype: kubernetes.io/tls\n";
    static struct examined examined;
    struct buffer text = {0};
    if (length > 0 && bytes[0] & 1) {
        buffer_append_text(&text, head);
    }
    buffer_append(&text, bytes, length);
    examine_fuzzed(&examined, "fuzzed.yaml", buffer_span(&text));
    buffer_release(&text);
    return 0;
}
