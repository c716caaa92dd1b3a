/* Hexadecimal text: the bytes as they are, and written as pairs of digits. */
#include "base/text.h"
#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    struct buffer text = {0};
    examine_fuzzed(&examined, "fuzzed.txt", span_of(bytes, length));
    buffer_append_text(&text, "value: ");
    text_hex(&text, span_of(bytes, length));
    examine_fuzzed(&examined, "fuzzed.txt", buffer_span(&text));
    buffer_release(&text);
    return 0;
}
