/* Files cut short and files with single bits turned over: what a decoder must do with each. */
#ifndef DAMAGED_H
#define DAMAGED_H

#include "collected.h"

/* What a shorter file owes: nothing, or a find or problem however short it is. */
enum promise_of_name { NAME_PROMISES_NOTHING, NAME_PROMISES_A_KEY };

/* Finds, problems and remarks: a text that is no key is worth a remark alone. */
static inline size_t noticed(const struct collected *collected) {
    return collected->find_count + collected->complaint_count + collected->remark_count;
}

/* Each shorter beginning of the file yields no find that the whole file does not yield, and where
 * the name promises something it is never passed over in silence. */
static inline void check_cut_short(const char *name, struct span whole,
                                   enum promise_of_name promise) {
    static struct collected full, part;
    collect(&full, name, whole, NULL);
    for (size_t length = 0; length < whole.length; length++) {
        struct span cut = exact_copy(span_part(whole, 0, length));
        collect(&part, name, cut, NULL);
        for (size_t i = 0; i < part.find_count; i++) {
            if (!holds_find(&full, &part.finds[i])) {
                fail_msg("%s cut to %zu bytes yields another artifact", name, length);
            }
        }
        if (promise == NAME_PROMISES_A_KEY && noticed(&part) == 0) {
            fail_msg("%s cut to %zu bytes is passed over in silence", name, length);
        }
        exact_free(cut);
    }
}

/* Every bit of the file in turn; the sanitizers judge. */
static inline void check_bits_turned(const char *name, struct span whole,
                                     enum promise_of_name promise) {
    static struct collected part;
    struct span copy = exact_copy(whole);
    uint8_t *bytes = (uint8_t *)(uintptr_t)copy.bytes;
    for (size_t bit = 0; bit < whole.length * 8; bit++) {
        uint8_t mask = (uint8_t)(1 << bit % 8);
        bytes[bit / 8] ^= mask;
        collect(&part, name, copy, NULL);
        if (promise == NAME_PROMISES_A_KEY && noticed(&part) == 0) {
            fail_msg("%s with bit %zu turned is passed over in silence", name, bit);
        }
        bytes[bit / 8] ^= mask;
    }
    exact_free(copy);
}

#endif
