/* Databases of NSS: the bytes as they are, and behind the head of an SQLite database that names the
 * tables. */
#include "examined.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    static struct examined examined;
    struct buffer file = {0};
    examine_fuzzed(&examined, "fuzzed.db", span_of(bytes, length));
    buffer_append(&file, "SQLite format 3", 16);
    buffer_append(&file, bytes, length);
    buffer_append_text(&file, "nssPublic");
    examine_fuzzed(&examined, "fuzzed.db", buffer_span(&file));
    buffer_release(&file);
    return 0;
}
