#define _GNU_SOURCE
#include "sources/git_delta.h"

#include <stdlib.h>

enum {
    RUNS_MOST = 1 << 20,  /* a hostile delta can have one for each byte */
    COPY_WHOLE = 0x10000, /* what a length of 0 stands for */
    COPY_NUMBERS = 7,     /* bytes of a copy's offset and length, at most */
    SHORT = 16,
};

static bool take_size(struct span *delta, uint64_t *size) {
    uint8_t byte = 0x80;
    *size = 0;
    for (unsigned shift = 0; byte & 0x80; shift += 7) {
        if (delta->length == 0 || shift > 56) {
            return false;
        }
        byte = delta->bytes[0];
        *size |= (uint64_t)(byte & 0x7F) << shift;
        *delta = span_from(*delta, 1);
    }
    return true;
}

bool delta_sizes(struct span *delta, uint64_t *base, uint64_t *result) {
    return take_size(delta, base) && take_size(delta, result);
}

static void add_run(struct delta_runs *runs, struct delta_run run) {
    struct delta_run *last = runs->count ? &runs->items[runs->count - 1] : NULL;
    if (last && last->at + last->length == run.at && last->from + last->length == run.from) {
        last->length += run.length;
        return;
    }
    if (runs->count == runs->capacity) {
        size_t larger = runs->capacity ? runs->capacity * 2 : 256;
        struct delta_run *grown =
            larger > RUNS_MOST ? NULL : reallocarray(runs->items, larger, sizeof *grown);
        if (!grown) {
            runs->incomplete = true;
            return;
        }
        runs->items = grown;
        runs->capacity = larger;
    }
    runs->items[runs->count++] = run;
}

/* The offset and length of a copy whose first byte is code. False: the delta ends in it. */
static bool take_copy(const uint8_t **at, const uint8_t *end, uint8_t code, struct delta_run *run) {
    size_t numbers[2] = {0, 0};
    const uint8_t *next = *at;
    if (end - next < COPY_NUMBERS && end - next < __builtin_popcount(code & 0x7FU)) {
        return false;
    }
    for (unsigned bit = 0; bit < 7; bit++) {
        if (code & 1U << bit) {
            numbers[bit / 4] |= (size_t)*next++ << 8 * (bit % 4);
        }
    }
    *at = next;
    run->from = numbers[0];
    run->length = numbers[1] ? numbers[1] : COPY_WHOLE;
    return true;
}

/* Copies length bytes, most often a few, from where from_room are to where to_room are: as many as
 * a processor takes at once, where there is room; what is too much is written over, or beyond what
 * counts. */
static void copy(uint8_t *to, size_t to_room, const uint8_t *from, size_t from_room,
                 size_t length) {
    if (length <= SHORT && to_room >= SHORT && from_room >= SHORT) {
        memcpy(to, from, SHORT);
    } else {
        memcpy(to, from, length);
    }
}

bool delta_apply(struct span delta, struct span base, uint8_t *out, size_t length,
                 struct delta_runs *runs) {
    const uint8_t *at = delta.bytes;
    const uint8_t *end = delta.bytes + delta.length;
    size_t done = 0;
    runs->count = 0;
    runs->base_length = base.length;
    runs->incomplete = false;
    while (at < end) {
        uint8_t code = *at++;
        if (code & 0x80) {
            struct delta_run run = {.at = done};
            if (!take_copy(&at, end, code, &run) || run.from > base.length ||
                run.length > base.length - run.from || run.length > length - done) {
                return false;
            }
            copy(out + done, length - done, base.bytes + run.from, base.length - run.from,
                 run.length);
            add_run(runs, run);
            done += run.length;
        } else if (code == 0 || code > end - at || code > length - done) {
            return false; /* 0 is reserved */
        } else {
            copy(out + done, length - done, at, (size_t)(end - at), code);
            at += code;
            done += code;
        }
    }
    return done == length;
}

void delta_runs_release(struct delta_runs *runs) {
    free(runs->items);
    *runs = (struct delta_runs){0};
}
