#include "base/relay.h"

#include <openssl/crypto.h>
#include <pthread.h>
#include <stdlib.h>

enum { SLOTS = 16 }; /* enough for a while without the other thread */

struct slot {
    uint8_t *bytes;
    size_t capacity;
    size_t length;
};

/* Slots from taken up to put are full; the one that was taken last stays untouched until the next
 * is. */
struct relay {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct slot slots[SLOTS];
    unsigned put;   /* counted on, modulo SLOTS a slot */
    unsigned taken; /* likewise */
    bool held;      /* the slot before taken is still looked at */
    bool finished;
    bool stopped;
};

struct relay *relay_new(void) {
    struct relay *relay = calloc(1, sizeof *relay);
    if (relay) {
        pthread_mutex_init(&relay->mutex, NULL);
        pthread_cond_init(&relay->changed, NULL);
    }
    return relay;
}

void relay_free(struct relay *relay) {
    if (!relay) {
        return;
    }
    for (unsigned i = 0; i < SLOTS; i++) {
        OPENSSL_clear_free(relay->slots[i].bytes, relay->slots[i].capacity);
    }
    pthread_cond_destroy(&relay->changed);
    pthread_mutex_destroy(&relay->mutex);
    free(relay);
}

/* The slot to fill, once it is free; NULL where nobody wants more. */
static struct slot *free_slot(struct relay *relay) {
    pthread_mutex_lock(&relay->mutex);
    while (!relay->stopped && relay->put - relay->taken + relay->held >= SLOTS) {
        pthread_cond_wait(&relay->changed, &relay->mutex);
    }
    struct slot *slot = relay->stopped ? NULL : &relay->slots[relay->put % SLOTS];
    pthread_mutex_unlock(&relay->mutex);
    return slot;
}

static bool fill(struct slot *slot, struct span block) {
    if (block.length > slot->capacity) {
        OPENSSL_clear_free(slot->bytes, slot->capacity);
        slot->bytes = OPENSSL_malloc(block.length);
        slot->capacity = slot->bytes ? block.length : 0;
    }
    if (!slot->bytes) {
        return false;
    }
    memcpy(slot->bytes, block.bytes, block.length);
    slot->length = block.length;
    return true;
}

bool relay_put(struct relay *relay, struct span block) {
    struct slot *slot = free_slot(relay);
    if (!slot || !fill(slot, block)) {
        return false;
    }
    pthread_mutex_lock(&relay->mutex);
    relay->put++;
    pthread_cond_signal(&relay->changed);
    pthread_mutex_unlock(&relay->mutex);
    return true;
}

void relay_finish(struct relay *relay) {
    pthread_mutex_lock(&relay->mutex);
    relay->finished = true;
    pthread_cond_signal(&relay->changed);
    pthread_mutex_unlock(&relay->mutex);
}

struct span relay_take(struct relay *relay) {
    struct span block = {0};
    pthread_mutex_lock(&relay->mutex);
    relay->held = false;
    pthread_cond_signal(&relay->changed);
    while (relay->taken == relay->put && !relay->finished) {
        pthread_cond_wait(&relay->changed, &relay->mutex);
    }
    if (relay->taken != relay->put) {
        const struct slot *slot = &relay->slots[relay->taken++ % SLOTS];
        relay->held = true;
        block = span_of(slot->bytes, slot->length);
    }
    pthread_mutex_unlock(&relay->mutex);
    return block;
}

void relay_stop(struct relay *relay) {
    pthread_mutex_lock(&relay->mutex);
    relay->stopped = true;
    pthread_cond_signal(&relay->changed);
    pthread_mutex_unlock(&relay->mutex);
}
