/* The index of a work tree, hostile: whatever is told lies inside the file. */
#include "fuzz.h"
#include "sources/git_common.h"
#include "sources/git_index.h"

static void read_with(const uint8_t *bytes, size_t length, size_t id_bytes) {
    struct index_reader reader = {.rest = span_of(bytes, length), .id_bytes = id_bytes};
    struct index_entry entry;
    if (index_begin(&reader)) {
        while (index_take(&reader, &entry)) {
            require(entry.id >= bytes && entry.id + id_bytes <= bytes + length,
                    "an id lies inside the file");
            require(entry.path.length <= PATH_BYTES, "a path has a bound");
        }
        index_finish(&reader);
    }
    index_release(&reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    read_with(bytes, length, 20);
    read_with(bytes, length, 32);
    return 0;
}
