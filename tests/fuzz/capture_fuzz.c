/* Captures: the bytes as they are, as packets of plain IP, as blocks of pcapng, and as records. */
#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    static const struct {
        const char *bytes;
        size_t length;
    } heads[] = {
        {"\xD4\xC3\xB2\xA1\2\0\4\0\0\0\0\0\0\0\0\0\377\377\0\0\1\0\0\0", 24},
        {"\xA1\xB2\xC3\xD4\0\2\0\4\0\0\0\0\0\0\0\0\0\0\377\377\0\0\0\x65", 24},
        {"\x0A\x0D\x0D\x0A\0\0\0\x1C\x1A\x2B\x3C\x4D\0\1\0\0\377\377\377\377\377\377\377\377\0\0"
         "\0\x1C\0\0\0\1\0\0\0\x14\0\1\0\0\0\0\0\0\0\0\0\x14",
         48},
        {"\x16\3\3\1\0\x0B\0\0\xFC\0\0\xF9", 12},
    };
    examine_fuzzed(&examined, "fuzzed.bin", span_of(bytes, length));
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        struct buffer capture = {0};
        buffer_append(&capture, heads[i].bytes, heads[i].length);
        buffer_append(&capture, bytes, length);
        examine_fuzzed(&examined, "fuzzed.bin", buffer_span(&capture));
        buffer_release(&capture);
    }
    return 0;
}
