/* Text that holds keys in other forms than PEM files: escaped, in base64, in hexadecimal, in
 * UTF-16. The same text in UTF-16 holds as much as it does in ASCII. */
#include "decoders/archive_magic.h"
#include "examined.h"

static bool is_ascii(struct span text) {
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == 0 || text.bytes[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

/* UTF-16, little-endian, with its mark. */
static void widen(struct span text, struct buffer *wide) {
    buffer_append(wide, "\xFF\xFE", 2);
    for (size_t i = 0; i < text.length; i++) {
        buffer_append_byte(wide, text.bytes[i]);
        buffer_append_byte(wide, 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined, again;
    struct span text = span_of(bytes, length);
    if (archive_magic(text) != MAGIC_NONE) {
        return 0; /* left to the target for archives */
    }
    examine_fuzzed(&examined, "fuzzed.txt", text);
    if (is_ascii(text) && length < 1 << 14) {
        struct buffer wide = {0};
        widen(text, &wide);
        examine_fuzzed(&again, "fuzzed.txt", buffer_span(&wide));
        require(again.artifacts >= examined.artifacts || again.problems > examined.problems,
                "UTF-16 text holds what the same text holds in ASCII");
        buffer_release(&wide);
    }
    return 0;
}
