/* The index of a work tree, hostile: whatever is told lies inside the file. */
#include "fuzz.h"
#include "sources/git_common.h"
#include "sources/git_index.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct index_reader reader = {.rest = span_of(bytes, length)};
    struct index_entry entry;
    if (index_begin(&reader)) {
        while (index_take(&reader, &entry)) {
            require(entry.id >= bytes && entry.id + GIT_ID_BYTES <= bytes + length,
                    "an id lies inside the file");
            require(entry.path.length <= PATH_BYTES, "a path has a bound");
        }
        index_finish(&reader);
    }
    index_release(&reader);
    return 0;
}
