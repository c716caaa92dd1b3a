/* A pointer of Git LFS, hostile: what is told of one can be made part of a path. */
#include "fuzz.h"
#include "sources/git_lfs.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    struct lfs_pointer pointer;
    if (lfs_pointer_read(span_of(bytes, length), &pointer)) {
        require(strspn(pointer.id, "0123456789abcdef") == LFS_ID_DIGITS &&
                    pointer.id[LFS_ID_DIGITS] == 0,
                "an id is digits and nothing else");
        require(length < LFS_POINTER_BYTES, "a pointer has a bound");
    }
    return 0;
}
