/* Binary files in which keys and certificates are looked for: what is found is a whole structure at
 * the byte its trail names. */
#define _GNU_SOURCE
#include <string.h>

#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    struct buffer program = {0};
    buffer_append(&program,
                  "\x7F"
                  "ELF\0",
                  5);
    buffer_append(&program, bytes, length);
    if (!program.failed && !memmem(bytes, length, "BEGIN", 5)) {
        examine_fuzzed(&examined, "fuzzed", buffer_span(&program));
        require(examined.problems + examined.artifacts <= length + 1,
                "no more is reported than there are bytes");
    }
    buffer_release(&program);
    return 0;
}
