#include "inventory/previous.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "base/deflated.h"
#include "inventory/stored_file.h"

struct previous {
    struct stored_file file;
    sqlite3_stmt *what;        /* ?1 stamp */
    sqlite3_stmt *certificate; /* the DER of an artifact: ?1 kind, ?2 identity */
    sqlite3_stmt *key;         /* the SPKI of a key: ?1 spki_sha256 */
    struct buffer nothing;     /* stamps in order */
    struct buffer holds;       /* likewise */
    struct buffer records;     /* the last that were unpacked */
    struct buffer withheld;    /* likewise: kept, and of no use to this run */
};

/* Stamps of one inventory: 24 bytes each, for 170 million files. */
enum { STAMPS_BYTES_MOST = INT32_MAX };

static sqlite3_stmt *prepare(struct previous *previous, const char *select) {
    sqlite3_stmt *statement = NULL;
    sqlite3_prepare_v2(previous->file.connection, select, -1, &statement, NULL);
    return statement;
}

/* One text of the table scan. */
static bool fact_is(struct previous *previous, const char *name, const char *wanted) {
    sqlite3_stmt *select = prepare(previous, "SELECT value = ?2 FROM scan WHERE name = ?1");
    sqlite3_bind_text(select, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_text(select, 2, wanted, -1, SQLITE_STATIC);
    bool is = sqlite3_step(select) == SQLITE_ROW && sqlite3_column_int(select, 0) == 1;
    sqlite3_finalize(select);
    return is;
}

/* Calls each record in turn; false where the bytes are no records. */
static bool unpack(struct previous *previous, struct span deflated,
                   bool (*each)(void *context, struct record *record), void *context) {
    if (!deflated_read(deflated, SEARCHED_BYTES_MOST, &previous->records)) {
        return false;
    }
    struct span records = buffer_span(&previous->records);
    struct exchange exchange = {.in = records};
    while (exchange.position < records.length) {
        struct span body = {0};
        exchange_span(&exchange, &body);
        struct record record = record_of(RECORD_DONE);
        struct exchange message = {.in = body};
        if (exchange.failed || !record_exchange(&message, &record) || !each(context, &record)) {
            return false;
        }
    }
    return true;
}

static bool is_find(void *context, struct record *record) {
    (void)context;
    return record_is_find(record->type);
}

static bool read_searched(struct span what, struct record *record) {
    struct exchange exchange = {.in = what};
    *record = record_of(RECORD_DONE);
    return record_exchange(&exchange, record) && record->type == RECORD_SEARCHED;
}

static struct span column(sqlite3_stmt *select, int index) {
    const void *bytes = sqlite3_column_blob(select, index);
    return span_of(bytes, (size_t)sqlite3_column_bytes(select, index));
}

/* Stamps in their order: a page that is read again and again ends with the first of them. */
static bool take_stamps(struct buffer *taken, struct span stamps) {
    const uint8_t *last = taken->length ? taken->bytes + taken->length - STAMP_BYTES : NULL;
    for (size_t at = 0; at < stamps.length; at += STAMP_BYTES) {
        const uint8_t *stamp = stamps.bytes + at;
        if (stamps.length - at < STAMP_BYTES || (last && stamp_compare(last, stamp) >= 0)) {
            return false;
        }
        last = stamp;
    }
    buffer_append(taken, stamps.bytes, stamps.length);
    return !taken->failed;
}

static bool load_nothing(struct previous *previous) {
    sqlite3_stmt *select = prepare(previous, "SELECT stamps FROM searched_nothing ORDER BY part");
    bool sound = true;
    while (sound && sqlite3_step(select) == SQLITE_ROW) {
        sound = take_stamps(&previous->nothing, column(select, 0));
    }
    return sqlite3_finalize(select) == SQLITE_OK && sound;
}

/* Everything that could be asked for later is read once here, so that a damaged inventory is
 * refused before anything relies on it. */
static bool load_holds(struct previous *previous, bool unlocked_only) {
    sqlite3_stmt *select =
        prepare(previous, "SELECT stamp, locked, what FROM searched ORDER BY stamp");
    bool sound = true;
    while (sound && sqlite3_step(select) == SQLITE_ROW) {
        struct span stamp = column(select, 0);
        struct record record;
        bool withheld = unlocked_only && sqlite3_column_int(select, 1);
        sound = stamp.length == STAMP_BYTES && read_searched(column(select, 2), &record) &&
                memcmp(record.searched.stamp.bytes, stamp.bytes, STAMP_BYTES) == 0 &&
                take_stamps(withheld ? &previous->withheld : &previous->holds, stamp) &&
                unpack(previous, record.searched.records, is_find, NULL);
    }
    return sqlite3_finalize(select) == SQLITE_OK && sound;
}

static bool prepare_questions(struct previous *previous) {
    previous->what = prepare(previous, "SELECT what FROM searched WHERE stamp = ?1");
    previous->certificate =
        prepare(previous, "SELECT der FROM artifact WHERE kind = ?1 AND identity = ?2");
    previous->key = prepare(previous, "SELECT spki FROM key WHERE spki_sha256 = ?1");
    return previous->what && previous->certificate && previous->key;
}

static enum outcome load(struct previous *previous, const char *path, const char *searched_by,
                         const char *passphrases, struct error *error) {
    if (!fact_is(previous, "searched_by", searched_by)) {
        return fail(error, "%s: made by another version or with other limits", path);
    }
    bool unlocked_only =
        strcmp(passphrases, "own") == 0 || !fact_is(previous, "passphrases", passphrases);
    bool loaded = prepare_questions(previous) && load_nothing(previous) &&
                  load_holds(previous, unlocked_only);
    return loaded                              ? DONE
           : stored_file_late(&previous->file) ? stored_file_too_long(path, error)
                                               : fail(error, "%s: damaged", path);
}

struct previous *previous_open(const char *path, const char *searched_by, const char *passphrases,
                               uint64_t seconds, struct error *error) {
    struct previous *previous = calloc(1, sizeof *previous);
    if (!previous) {
        fail(error, "%s: memory ran out", path);
        return NULL;
    }
    previous->nothing.limit = STAMPS_BYTES_MOST;
    previous->holds.limit = STAMPS_BYTES_MOST;
    previous->withheld.limit = STAMPS_BYTES_MOST;
    if (stored_file_open(&previous->file, path, seconds, error) != DONE ||
        load(previous, path, searched_by, passphrases, error) != DONE) {
        previous_close(previous);
        return NULL;
    }
    stored_file_trust(&previous->file);
    return previous;
}

void previous_close(struct previous *previous) {
    if (previous) {
        sqlite3_finalize(previous->what);
        sqlite3_finalize(previous->certificate);
        sqlite3_finalize(previous->key);
        sqlite3_close(previous->file.connection);
        buffer_release(&previous->nothing);
        buffer_release(&previous->holds);
        buffer_release(&previous->withheld);
        buffer_release(&previous->records);
        free(previous);
    }
}

static bool contains(const struct buffer *stamps, const struct stamp *stamp) {
    return stamps->length && bsearch(stamp->bytes, stamps->bytes, stamps->length / STAMP_BYTES,
                                     STAMP_BYTES, stamp_compare);
}

bool previous_found_nothing(const struct previous *previous, const struct stamp *stamp) {
    return contains(&previous->nothing, stamp);
}

bool previous_holds(const struct previous *previous, const struct stamp *stamp) {
    return contains(&previous->holds, stamp);
}

bool previous_withholds(const struct previous *previous, const struct stamp *stamp) {
    return stamp ? contains(&previous->withheld, stamp) : previous->withheld.length != 0;
}

/* --- replaying --- */

struct replay {
    struct previous *previous;
    enum outcome (*each)(void *context, struct record *record, struct error *error);
    void *context;
    struct error *error;
    enum outcome outcome;
};

/* One blob of the earlier inventory, borrowed until the statement is used again. */
static struct span fetch(sqlite3_stmt *select, const char *kind, const uint8_t *digest) {
    sqlite3_reset(select);
    if (kind) {
        sqlite3_bind_text(select, 1, kind, -1, SQLITE_STATIC);
    }
    sqlite3_bind_blob(select, kind ? 2 : 1, digest, SHA256_BYTES, SQLITE_STATIC);
    return sqlite3_step(select) == SQLITE_ROW ? column(select, 0) : (struct span){0};
}

static bool is_digest_of(struct span bytes, const uint8_t expected[SHA256_BYTES]) {
    uint8_t digest[SHA256_BYTES];
    return digest_sha256(bytes, digest) && memcmp(digest, expected, SHA256_BYTES) == 0;
}

static bool replay_record(void *context, struct record *record) {
    struct replay *replay = context;
    struct artifact *artifact = &record->artifact;
    if (record->type == RECORD_ARTIFACT) {
        artifact->der = fetch(replay->previous->certificate, artifact_kind_name(artifact->kind),
                              artifact->identity);
        if (artifact->key.known) {
            artifact->key.spki = fetch(replay->previous->key, NULL, artifact->key.spki_sha256);
        }
        if ((artifact->der.length && !is_digest_of(artifact->der, artifact->sha256)) ||
            (artifact->key.known && !is_digest_of(artifact->key.spki, artifact->key.spki_sha256))) {
            return false;
        }
    }
    replay->outcome = replay->each(replay->context, record, replay->error);
    return replay->outcome == DONE;
}

enum outcome previous_replay(struct previous *previous, const struct stamp *stamp,
                             struct buffer *what,
                             enum outcome (*each)(void *context, struct record *record,
                                                  struct error *error),
                             void *context, struct error *error) {
    struct replay replay = {previous, each, context, error, DONE};
    struct record record;
    sqlite3_reset(previous->what);
    sqlite3_bind_blob(previous->what, 1, stamp->bytes, STAMP_BYTES, SQLITE_STATIC);
    buffer_clear(what);
    if (sqlite3_step(previous->what) == SQLITE_ROW) {
        struct span kept = column(previous->what, 0);
        buffer_append(what, kept.bytes, kept.length);
    }
    sqlite3_reset(previous->what);
    if (what->failed || !read_searched(buffer_span(what), &record)) {
        return fail(error, "the earlier inventory changed while it was used");
    }
    if (each(context, &record, error) != DONE) {
        return FAILED;
    }
    if (!unpack(previous, record.searched.records, replay_record, &replay)) {
        return replay.outcome != DONE ? FAILED
                                      : fail(error, "the earlier inventory is damaged: run "
                                                    "without --previous");
    }
    return DONE;
}
