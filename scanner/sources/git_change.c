#include "sources/git_change.h"

bool change_is_worth(const struct intake *intake, struct span bytes,
                     const struct delta_runs *runs) {
    const size_t reach = intake_reach(intake);
    size_t from = 0; /* of the bytes that are to be searched next */
    size_t to = 0;
    size_t end = 0; /* of the run before */
    bool worth = false;
    for (size_t i = 0; i <= runs->count && !worth; i++) {
        const struct delta_run *run = i < runs->count ? &runs->items[i] : NULL;
        const struct delta_run *before = i ? &runs->items[i - 1] : NULL;
        size_t next = run ? run->at : bytes.length;
        bool same_front = !before && run && run->at == 0 && run->from == 0;
        bool same_end = !run && before && end == bytes.length &&
                        before->from + before->length == runs->base_length;
        size_t start = end > reach ? end - reach : 0;
        end = run ? run->at + run->length : bytes.length;
        if (same_front || same_end) {
            continue;
        }
        if (start > to) {
            worth = from < to && intake_worth(intake, bytes, from, to);
            from = start;
        }
        to = bytes.length - next > reach ? next + reach : bytes.length;
    }
    return worth || (from < to && intake_worth(intake, bytes, from, to));
}
