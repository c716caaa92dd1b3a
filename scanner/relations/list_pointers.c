#include "relations/list_pointers.h"

#include <stdlib.h>

#include "relations/revocation_scope.h"

struct list_pointer {
    uint64_t issuer; /* as scope_issuer_number */
    int64_t certificate;
};

static const char select_pointing[] =
    "SELECT id, policy FROM artifact"
    " WHERE kind = 'certificate' AND instr(policy, ' elsewhere:') > 0";

static struct list_pointer *items(const struct list_pointers *pointers, size_t *count) {
    *count = pointers->sorted.length / sizeof(struct list_pointer);
    return (struct list_pointer *)(void *)pointers->sorted.bytes;
}

static int compare(const void *one, const void *other) {
    const struct list_pointer *a = one, *b = other;
    return a->issuer != b->issuer
               ? (a->issuer > b->issuer) - (a->issuer < b->issuer)
               : (a->certificate > b->certificate) - (a->certificate < b->certificate);
}

enum outcome list_pointers_load(struct list_pointers *pointers, struct inventory *inventory,
                                struct error *error) {
    if (pointers->loaded) {
        return DONE;
    }
    struct query *rows = query_new(inventory, select_pointing, error);
    pointers->loaded = true;
    while (query_next(rows)) {
        struct foreign_points foreign = {.rest = query_text(rows, 1)};
        while (scope_next_foreign(&foreign)) {
            struct list_pointer pointer = {foreign.issuer, query_number(rows, 0)};
            buffer_append(&pointers->sorted, &pointer, sizeof pointer);
        }
    }
    size_t count;
    struct list_pointer *sorted = items(pointers, &count);
    if (count) {
        qsort(sorted, count, sizeof *sorted, compare);
    }
    enum outcome outcome = query_free(rows, error);
    return outcome == DONE && pointers->sorted.failed ? fail(error, "out of memory") : outcome;
}

struct list_pointer_range list_pointers_to(const struct list_pointers *pointers,
                                           const uint8_t *issuer) {
    const uint64_t wanted = scope_issuer_number(issuer);
    size_t count, first = 0;
    const struct list_pointer *sorted = items(pointers, &count);
    size_t end = count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (sorted[middle].issuer < wanted) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    while (end < count && sorted[end].issuer == wanted) {
        end++;
    }
    return first < end ? (struct list_pointer_range){sorted + first, sorted + end}
                       : (struct list_pointer_range){0};
}

int64_t list_pointers_next(struct list_pointer_range *range) {
    if (range->next == range->end) {
        return 0;
    }
    int64_t certificate = range->next->certificate;
    while (range->next < range->end && range->next->certificate == certificate) {
        range->next++;
    }
    return certificate;
}

void list_pointers_release(struct list_pointers *pointers) {
    buffer_release(&pointers->sorted);
    *pointers = (struct list_pointers){0};
}
