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

static bool add(struct list_pointers *pointers, uint64_t issuer, int64_t certificate) {
    if (pointers->count == pointers->room) {
        size_t room = pointers->room ? pointers->room * 2 : 64;
        void *grown = realloc(pointers->pointers, room * sizeof *pointers->pointers);
        if (!grown) {
            return false;
        }
        pointers->pointers = grown;
        pointers->room = room;
    }
    pointers->pointers[pointers->count++] = (struct list_pointer){issuer, certificate};
    return true;
}

static int compare(const void *one, const void *other) {
    const struct list_pointer *a = one, *b = other;
    return a->issuer != b->issuer
               ? (a->issuer > b->issuer) - (a->issuer < b->issuer)
               : (a->certificate > b->certificate) - (a->certificate < b->certificate);
}

enum outcome list_pointers_load(struct list_pointers *pointers, struct inventory *inventory,
                                struct error *error) {
    struct query *rows = query_new(inventory, select_pointing, error);
    enum outcome outcome = DONE;
    while (outcome == DONE && query_next(rows)) {
        struct foreign_points foreign = {.rest = query_text(rows, 1)};
        while (outcome == DONE && scope_next_foreign(&foreign)) {
            if (!add(pointers, foreign.issuer, query_number(rows, 0))) {
                outcome = fail(error, "out of memory");
            }
        }
    }
    if (pointers->count) {
        qsort(pointers->pointers, pointers->count, sizeof *pointers->pointers, compare);
    }
    return query_free(rows, error) == DONE ? outcome : FAILED;
}

struct list_pointer_range list_pointers_to(const struct list_pointers *pointers,
                                           const uint8_t *issuer) {
    uint64_t wanted = scope_issuer_number(issuer);
    size_t first = 0, end = pointers->count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (pointers->pointers[middle].issuer < wanted) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    while (end < pointers->count && pointers->pointers[end].issuer == wanted) {
        end++;
    }
    return first < end
               ? (struct list_pointer_range){pointers->pointers + first, pointers->pointers + end}
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
    free(pointers->pointers);
    *pointers = (struct list_pointers){0};
}
