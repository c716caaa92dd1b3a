/* A difference and its base, both hostile: length of the base in two bytes, the base, the rest.
 * What comes out is told by the runs wherever it is not new. */
#include "fuzz.h"
#include "sources/git_delta.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    enum { RESULT_MOST = 1 << 20 };
    struct span delta = span_of(bytes, length);
    if (length < 2) {
        return 0;
    }
    size_t base_length = (size_t)bytes[0] << 8 | bytes[1];
    struct span base = span_part(delta, 2, base_length);
    delta = span_from(delta, 2 + base.length);
    uint64_t from = 0;
    uint64_t size = 0;
    if (!delta_sizes(&delta, &from, &size) || size > RESULT_MOST) {
        return 0;
    }
    struct delta_runs runs = {0};
    uint8_t *out = malloc((size_t)size + 1);
    if (out && delta_apply(delta, base, out, (size_t)size, &runs)) {
        size_t end = 0;
        for (size_t i = 0; i < runs.count; i++) {
            const struct delta_run *run = &runs.items[i];
            require(run->at >= end && run->length <= size - run->at, "runs lie in order inside");
            require(memcmp(out + run->at, base.bytes + run->from, run->length) == 0,
                    "a run is what the base has there");
            end = run->at + run->length;
        }
    }
    free(out);
    delta_runs_release(&runs);
    return 0;
}
