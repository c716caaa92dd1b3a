/* uuencoded text: the bytes behind a head, and the bytes encoded. */
#include "examined.h"

static void append_line(struct buffer *text, struct span bytes) {
    buffer_append_byte(text, (uint8_t)(' ' + bytes.length));
    for (size_t i = 0; i < bytes.length; i += 3) {
        uint32_t gathered = 0;
        for (size_t j = i; j < i + 3; j++) {
            gathered = gathered << 8 | (j < bytes.length ? bytes.bytes[j] : 0);
        }
        for (int shift = 18; shift >= 0; shift -= 6) {
            uint8_t six = (uint8_t)(gathered >> shift & 0x3F);
            buffer_append_byte(text, six ? (uint8_t)(' ' + six) : '`');
        }
    }
    buffer_append_byte(text, '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    static const char head[] = "begin 644 fuzzed\n";
    struct buffer text = {0};
    buffer_append_text(&text, head);
    buffer_append(&text, bytes, length);
    examine_fuzzed(&examined, "fuzzed.txt", buffer_span(&text));
    buffer_clear(&text);
    buffer_append_text(&text, head);
    for (size_t i = 0; i < length; i += 45) {
        append_line(&text, span_part(span_of(bytes, length), i, 45));
    }
    buffer_append_text(&text, "`\nend\n");
    examine_fuzzed(&examined, "fuzzed.txt", buffer_span(&text));
    buffer_release(&text);
    return 0;
}
