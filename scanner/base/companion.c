#include "base/companion.h"

#include <pthread.h>
#include <stdlib.h>

enum { STACK_BYTES = 1 << 20 };

struct companion {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    void (*errand)(void *context); /* NULL: idle */
    void *context;
    bool ready;
    bool leaving;
};

static void *live(void *context) {
    struct companion *companion = context;
    pthread_mutex_lock(&companion->mutex);
    companion->ready = true;
    pthread_cond_broadcast(&companion->changed);
    while (!companion->leaving) {
        if (!companion->errand) {
            pthread_cond_wait(&companion->changed, &companion->mutex);
            continue;
        }
        pthread_mutex_unlock(&companion->mutex);
        companion->errand(companion->context);
        pthread_mutex_lock(&companion->mutex);
        companion->errand = NULL;
        pthread_cond_broadcast(&companion->changed);
    }
    pthread_mutex_unlock(&companion->mutex);
    return NULL;
}

static bool start(struct companion *companion) {
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) {
        return false;
    }
    bool started = pthread_attr_setstacksize(&attributes, STACK_BYTES) == 0 &&
                   pthread_create(&companion->thread, &attributes, live, companion) == 0;
    pthread_attr_destroy(&attributes);
    return started;
}

struct companion *companion_new(void) {
    struct companion *companion = calloc(1, sizeof *companion);
    if (!companion) {
        return NULL;
    }
    pthread_mutex_init(&companion->mutex, NULL);
    pthread_cond_init(&companion->changed, NULL);
    if (!start(companion)) {
        free(companion);
        return NULL;
    }
    pthread_mutex_lock(&companion->mutex);
    while (!companion->ready) {
        pthread_cond_wait(&companion->changed, &companion->mutex);
    }
    pthread_mutex_unlock(&companion->mutex);
    return companion;
}

void companion_free(struct companion *companion) {
    if (companion) {
        pthread_mutex_lock(&companion->mutex);
        companion->leaving = true;
        pthread_cond_broadcast(&companion->changed);
        pthread_mutex_unlock(&companion->mutex);
        pthread_join(companion->thread, NULL);
        pthread_cond_destroy(&companion->changed);
        pthread_mutex_destroy(&companion->mutex);
        free(companion);
    }
}

bool companion_begin(struct companion *companion, void (*errand)(void *context), void *context) {
    if (!companion) {
        return false;
    }
    pthread_mutex_lock(&companion->mutex);
    bool idle = !companion->errand;
    if (idle) {
        companion->errand = errand;
        companion->context = context;
        pthread_cond_broadcast(&companion->changed);
    }
    pthread_mutex_unlock(&companion->mutex);
    return idle;
}

void companion_wait(struct companion *companion) {
    pthread_mutex_lock(&companion->mutex);
    while (companion->errand) {
        pthread_cond_wait(&companion->changed, &companion->mutex);
    }
    pthread_mutex_unlock(&companion->mutex);
}
