#include "decoders/archive_ahead.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "decoders/archive_magic.h"
#include "decoders/archive_reader.h"

enum {
    AHEAD_FROM = 64 * 1024, /* bytes of the archive */
    TAIL = 16 * 1024,       /* where libarchive looks for the record at the end */
    LIST_MOST = 32 << 20,   /* bytes of the list, which is held once more */
    SLOTS = 64,
    MEMBER_MOST = 16 << 20, /* bytes; larger ones are left to the caller */
    HELD_MOST = 32 << 20,   /* bytes of all that wait */
    KEPT_MOST = 1 << 18,    /* bytes of memory that a slot keeps for the next member */
    LEAD = 2,               /* members from the caller's on: the next one it reads by itself */
};

struct slot {
    uint64_t number;
    uint64_t announced; /* bytes */
    struct buffer content;
    bool done;
    bool whole;
};

/* A ring of slots, in the order of their numbers; the one that was taken last stays the first until
 * the next call. A slot that is not done belongs to the companion, everything else to the mutex. */
struct ahead {
    struct span archive;
    struct companion *companion;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct slot slots[SLOTS];
    unsigned first;
    unsigned count;
    uint64_t held;
    uint64_t reached; /* the number the caller is at */
    bool stopped;
};

static bool is_worth(struct archive_entry *entry) {
    return archive_entry_filetype(entry) == AE_IFREG && !archive_entry_is_data_encrypted(entry) &&
           archive_entry_size_is_set(entry) && archive_entry_size(entry) > 0 &&
           archive_entry_size(entry) <= MEMBER_MOST;
}

static bool has_room(const struct ahead *ahead, uint64_t bytes) {
    return ahead->count < SLOTS && ahead->held + bytes <= HELD_MOST;
}

/* A slot for the member, once there is one; NULL where the caller will read it, or has enough. */
static struct slot *claim(struct ahead *ahead, uint64_t number, uint64_t bytes) {
    struct slot *slot = NULL;
    pthread_mutex_lock(&ahead->mutex);
    while (!ahead->stopped && number >= ahead->reached + LEAD && !has_room(ahead, bytes)) {
        pthread_cond_wait(&ahead->changed, &ahead->mutex);
    }
    if (!ahead->stopped && number >= ahead->reached + LEAD) {
        slot = &ahead->slots[(ahead->first + ahead->count++) % SLOTS];
        ahead->held += bytes;
        slot->number = number;
        slot->announced = bytes;
        slot->done = false;
        slot->whole = false;
    }
    pthread_mutex_unlock(&ahead->mutex);
    return slot;
}

/* Nothing may be wrong with it, and it may be no longer than announced. */
static bool read_whole(struct archive *archive, struct slot *slot) {
    const void *block = NULL;
    size_t length = 0;
    la_int64_t offset = 0;
    int status = ARCHIVE_OK;
    buffer_clear(&slot->content);
    slot->content.limit = (size_t)slot->announced;
    while (!slot->content.failed &&
           (status = archive_read_data_block(archive, &block, &length, &offset)) == ARCHIVE_OK) {
        buffer_append(&slot->content, block, length);
    }
    return status == ARCHIVE_EOF && !slot->content.failed;
}

static void publish(struct ahead *ahead, struct slot *slot, bool whole) {
    pthread_mutex_lock(&ahead->mutex);
    slot->whole = whole;
    slot->done = true;
    pthread_cond_broadcast(&ahead->changed);
    pthread_mutex_unlock(&ahead->mutex);
}

static bool is_stopped(struct ahead *ahead) {
    pthread_mutex_lock(&ahead->mutex);
    bool stopped = ahead->stopped;
    pthread_mutex_unlock(&ahead->mutex);
    return stopped;
}

/* The companion's errand. What is not as it should be is left to the caller, who tells. */
static void read_ahead(void *context) {
    struct ahead *ahead = context;
    struct archive_reader reader = {0};
    struct archive_entry *entry = NULL;
    bool opened = archive_reader_init(&reader, ARCHIVES, ahead->archive, NULL) &&
                  archive_reader_open(&reader, ahead->archive) == ARCHIVE_OK;
    for (uint64_t number = 1; opened && !is_stopped(ahead); number++) {
        int status = archive_read_next_header(reader.archive, &entry);
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
            break;
        }
        struct slot *slot =
            is_worth(entry) ? claim(ahead, number, (uint64_t)archive_entry_size(entry)) : NULL;
        if (slot) {
            publish(ahead, slot, read_whole(reader.archive, slot));
        }
    }
    archive_reader_free(&reader);
}

/* With a list at its end where libarchive finds it: members are then read in any order. The record
 * at the end: APPNOTE.TXT 6.3.9, section 4.3.16. */
static bool is_listed_zip(struct span archive) {
    enum { SIZE_OF_LIST = 12 };
    size_t end = 0;
    uint64_t size = 0;
    if (!span_starts_with(archive, "PK", 2) || !archive_zip_end(archive, &end) ||
        archive.length - end > TAIL) {
        return false;
    }
    for (size_t i = 4; i-- > 0;) {
        size = size << 8 | archive.bytes[end + SIZE_OF_LIST + i];
    }
    return size <= LIST_MOST;
}

struct ahead *ahead_begin(struct span archive, struct companion *companion) {
    if (!companion || archive.length < AHEAD_FROM || !is_listed_zip(archive)) {
        return NULL;
    }
    struct ahead *ahead = calloc(1, sizeof *ahead);
    if (!ahead) {
        return NULL;
    }
    ahead->archive = archive;
    ahead->companion = companion;
    pthread_mutex_init(&ahead->mutex, NULL);
    pthread_cond_init(&ahead->changed, NULL);
    if (!companion_begin(companion, read_ahead, ahead)) {
        ahead->companion = NULL;
        ahead_end(ahead);
        return NULL;
    }
    return ahead;
}

void ahead_end(struct ahead *ahead) {
    if (!ahead) {
        return;
    }
    if (ahead->companion) {
        pthread_mutex_lock(&ahead->mutex);
        ahead->stopped = true;
        pthread_cond_broadcast(&ahead->changed);
        pthread_mutex_unlock(&ahead->mutex);
        companion_wait(ahead->companion);
    }
    for (unsigned i = 0; i < SLOTS; i++) {
        buffer_wipe(&ahead->slots[i].content);
    }
    pthread_cond_destroy(&ahead->changed);
    pthread_mutex_destroy(&ahead->mutex);
    free(ahead);
}

/* Frees the first slot, which is done. */
static void drop_first(struct ahead *ahead) {
    struct slot *slot = &ahead->slots[ahead->first];
    if (slot->content.capacity > KEPT_MOST) {
        buffer_wipe(&slot->content);
    }
    ahead->held -= slot->announced;
    ahead->first = (ahead->first + 1) % SLOTS;
    ahead->count--;
}

bool ahead_take(struct ahead *ahead, uint64_t number, struct span *content) {
    if (!ahead) {
        return false;
    }
    pthread_mutex_lock(&ahead->mutex);
    struct slot *slot = &ahead->slots[ahead->first];
    ahead->reached = number;
    while (ahead->count && slot->number <= number && !(slot->number == number && slot->done)) {
        if (slot->done) {
            drop_first(ahead);
            slot = &ahead->slots[ahead->first];
        } else {
            pthread_cond_wait(&ahead->changed, &ahead->mutex);
        }
    }
    bool taken = ahead->count && slot->number == number && slot->whole;
    *content = taken ? buffer_span(&slot->content) : (struct span){NULL, 0};
    pthread_cond_broadcast(&ahead->changed);
    pthread_mutex_unlock(&ahead->mutex);
    return taken;
}
