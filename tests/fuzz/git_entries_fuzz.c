/* A tree, and a delta upon it, both hostile: length of the base in two bytes, the base, the delta
 * behind its sizes in git's form. What is read upon the base is what is read of the whole. */
#include "fuzz.h"
#include "sources/git_entries.h"

static uint32_t judge(void *context, const struct tree_entry *entry) {
    (void)context;
    return entry->id[0] % 3 ? entry->id[0] : NOWHERE;
}

static void compare(struct span base, struct span tree, const struct delta_runs *runs,
                    size_t id_bytes) {
    struct entries upon = {.judge = judge, .id_bytes = id_bytes};
    struct entries whole = {.judge = judge, .id_bytes = id_bytes};
    const struct entries_level *one = NULL, *other = NULL;
    if (entries_read(&upon, &(struct unpacked){.bytes = base})) {
        one = entries_read(&upon, &(struct unpacked){.bytes = tree, .depth = 1, .runs = runs});
    }
    other = entries_read(&whole, &(struct unpacked){.bytes = tree});
    if (one && other) {
        require(one->start_count == other->start_count && one->mark_count == other->mark_count,
                "as many entries");
        require(memcmp(one->starts, other->starts, one->start_count * sizeof *one->starts) == 0,
                "entries begin at the same places");
        for (size_t i = 0; i < one->mark_count; i++) {
            require(one->marks[i].at == other->marks[i].at &&
                        one->marks[i].value == other->marks[i].value,
                    "the same entries matter");
        }
    }
    entries_release(&upon);
    entries_release(&whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
    enum { RESULT_MOST = 1 << 16 };
    struct span delta = span_of(bytes, length);
    uint64_t from = 0, size = 0;
    if (length < 2) {
        return 0;
    }
    struct span base = span_part(delta, 2, (size_t)bytes[0] << 8 | bytes[1]);
    delta = span_from(delta, 2 + base.length);
    if (!delta_sizes(&delta, &from, &size) || size > RESULT_MOST) {
        return 0;
    }
    struct delta_runs runs = {0};
    uint8_t *out = malloc((size_t)size + 1);
    if (out && delta_apply(delta, base, out, (size_t)size, &runs)) {
        compare(base, span_of(out, (size_t)size), &runs, 20);
        compare(base, span_of(out, (size_t)size), &runs, 32);
    }
    free(out);
    delta_runs_release(&runs);
    return 0;
}
