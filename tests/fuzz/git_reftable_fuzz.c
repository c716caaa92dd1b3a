/* A table of refs, hostile but for its footer, which is put right: whatever is told lies inside. */
#include <zlib.h>

#include "fuzz.h"
#include "sources/git_reftable.h"

static void mend(uint8_t *file, size_t length, size_t head) {
    const size_t footer = head + 44;
    memcpy(file + length - footer, file, head);
    uint32_t sum = (uint32_t)crc32(0, file + length - footer, (uInt)(footer - 4));
    for (size_t i = 0; i < 4; i++) {
        file[length - 4 + i] = (uint8_t)(sum >> (24 - 8 * i));
    }
}

static void read_with(struct span file, size_t id_bytes) {
    struct reftable table = {.file = file, .id_bytes = id_bytes};
    struct reftable_record record;
    size_t count = 0;
    if (reftable_begin(&table)) {
        while (reftable_take(&table, &record)) {
            require(++count <= file.length, "a record takes room");
            require(record.name.length > 0 && record.name.length <= REFTABLE_NAME_BYTES,
                    "a name has a bound");
            require(
                record.kind != REFTABLE_ID ||
                    (record.id >= file.bytes && record.id + id_bytes <= file.bytes + file.length),
                "an id lies inside the file");
            require(record.target.length <= REFTABLE_NAME_BYTES, "a target has a bound");
        }
    }
    reftable_release(&table);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    const size_t head = length > 4 && bytes[4] == 2 ? 28 : 24;
    uint8_t *file = malloc(length + 1);
    if (file && length >= 2 * head + 44) {
        memcpy(file, bytes, length);
        mend(file, length, head);
        read_with(span_of(file, length), 20);
        read_with(span_of(file, length), 32);
    }
    free(file);
    return 0;
}
