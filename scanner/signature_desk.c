#include "signature_desk.h"

#include <stdlib.h>

enum { BATCH_QUESTIONS = 256, BATCH_BYTES = 1 << 20 };

struct signature_pair {
    int64_t certificate;
    int64_t issuer_key;
    enum verdict verdict;
};

void signature_desk_release(struct signature_desk *desk) {
    free(desk->pairs);
    buffer_release(&desk->batch);
    *desk = (struct signature_desk){0};
}

static enum outcome submit(struct signature_desk *desk, struct error *error) {
    struct job_item items[BATCH_QUESTIONS] = {0};
    struct job job = {
        .kind = JOB_SIGNATURES, .argument = "", .items = items, .item_count = desk->batch_count};
    for (unsigned i = 0; i < desk->batch_count; i++) {
        items[i].payload = span_part(buffer_span(&desk->batch), desk->offsets[i],
                                     desk->offsets[i + 1] - desk->offsets[i]);
    }
    enum outcome outcome = DONE;
    if (desk->batch.failed) {
        outcome = fail(error, "out of memory");
    } else if (desk->batch_count) {
        outcome = crew_submit(desk->crew, &job, error);
    }
    desk->batch_count = 0;
    buffer_clear(&desk->batch);
    return outcome;
}

static bool remember(struct signature_desk *desk, int64_t certificate, int64_t issuer_key) {
    if (desk->count == desk->capacity) {
        size_t capacity = desk->capacity ? desk->capacity * 2 : 256;
        struct signature_pair *grown = realloc(desk->pairs, capacity * sizeof *grown);
        if (!grown) {
            return false;
        }
        desk->pairs = grown;
        desk->capacity = capacity;
    }
    desk->pairs[desk->count++] =
        (struct signature_pair){certificate, issuer_key, VERDICT_UNDECIDED};
    return true;
}

static enum outcome ask(void *context, int64_t certificate, int64_t issuer_key,
                        struct span certificate_der, struct span issuer_spki, struct error *error) {
    struct signature_desk *desk = context;
    struct signature_item item = {desk->count, certificate_der, issuer_spki};
    struct exchange exchange = {.out = &desk->batch};
    if (!remember(desk, certificate, issuer_key)) {
        return fail(error, "out of memory");
    }
    desk->offsets[desk->batch_count] = desk->batch.length;
    signature_item_exchange(&exchange, &item);
    desk->offsets[++desk->batch_count] = desk->batch.length;
    bool full = desk->batch_count == BATCH_QUESTIONS || desk->batch.length > BATCH_BYTES;
    return full ? submit(desk, error) : DONE;
}

/* Answers are stored in the order of the questions, whichever worker was first. */
static enum outcome finish(void *context, struct error *error) {
    struct signature_desk *desk = context;
    if (submit(desk, error) != DONE || crew_drain(desk->crew, error) != DONE) {
        return FAILED;
    }
    for (size_t i = 0; i < desk->count; i++) {
        const struct signature_pair *pair = &desk->pairs[i];
        if (inventory_add_signature(desk->inventory, pair->certificate, pair->issuer_key,
                                    pair->verdict, error) != DONE) {
            return FAILED;
        }
    }
    desk->count = 0;
    return DONE;
}

struct signature_service signature_desk_service(struct signature_desk *desk) {
    return (struct signature_service){.context = desk, .ask = ask, .finish = finish};
}

void signature_desk_answer(struct signature_desk *desk, uint64_t pair, enum verdict verdict) {
    if (pair < desk->count) {
        desk->pairs[pair].verdict = verdict;
    }
}
