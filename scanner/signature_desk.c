#define _GNU_SOURCE
#include "signature_desk.h"

#include <stdlib.h>

#include "base/memory.h"

enum { BATCH_QUESTIONS = 256, BATCH_BYTES = 1 << 20 };

struct signature_pair {
    int64_t certificate;
    int64_t issuer_key;
    enum verdict verdict;
    const char *lost; /* code of the problem; NULL: none */
    char *detail;
};

void signature_desk_release(struct signature_desk *desk) {
    for (size_t i = 0; i < desk->count; i++) {
        free(desk->pairs[i].detail);
    }
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
        (struct signature_pair){certificate, issuer_key, VERDICT_UNDECIDED, NULL, NULL};
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

static enum outcome store(struct signature_desk *desk, struct signature_pair *pair,
                          struct error *error) {
    enum outcome outcome = inventory_add_signature(desk->inventory, pair->certificate,
                                                   pair->issuer_key, pair->verdict, error);
    if (outcome == DONE && pair->lost) {
        outcome = inventory_add_unchecked(desk->inventory, pair->certificate, pair->lost,
                                          pair->detail, error);
    }
    free(pair->detail);
    pair->detail = NULL;
    return outcome;
}

/* Answers are stored in the order of the questions, whichever worker was first. */
static enum outcome finish(void *context, struct error *error) {
    struct signature_desk *desk = context;
    if (submit(desk, error) != DONE || crew_drain(desk->crew, error) != DONE) {
        return FAILED;
    }
    for (size_t i = 0; i < desk->count; i++) {
        if (store(desk, &desk->pairs[i], error) != DONE) {
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

void signature_desk_lost(struct signature_desk *desk, const struct job_item *item,
                         const struct problem *problem) {
    struct signature_item question = {0};
    struct exchange exchange = {.in = item->payload};
    if (!signature_item_exchange(&exchange, &question) || question.pair >= desk->count ||
        desk->pairs[question.pair].lost) {
        return;
    }
    struct signature_pair *pair = &desk->pairs[question.pair];
    pair->lost = problem->code;
    pair->detail = strdup(problem->detail);
    if (!pair->detail) {
        memory_ran_out();
    }
}
