/* What is known by its first digits: each head in hexadecimal, with the input behind it, and the
 * input as text. */
#include "base/text.h"
#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static const char *const heads[] = {"504b0304",
                                        "377abcaf271c",
                                        "1f8b0800",
                                        "425a6839",
                                        "fd377a585a00",
                                        "28b52ffd",
                                        "04224d18",
                                        "5d000080",
                                        "3037303730",
                                        "213c617263683e0a",
                                        "2d2d2d2d2d424547494e20",
                                        "feedfeed00000002",
                                        "cececece00000002"};
    static struct examined examined;
    struct buffer text = {0};
    if (length == 0) {
        return 0;
    }
    buffer_append_text(&text, heads[bytes[0] % (sizeof heads / sizeof *heads)]);
    text_hex(&text, span_of(bytes + 1, length - 1));
    examine_fuzzed(&examined, "fuzzed.txt", buffer_span(&text));
    buffer_append(&text, bytes + 1, length - 1);
    examine_fuzzed(&examined, "fuzzed.txt", buffer_span(&text));
    buffer_release(&text);
    return 0;
}
