#include "inventory/previous.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "base/deflated.h"

struct previous {
    sqlite3 *connection;
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
    sqlite3_prepare_v2(previous->connection, select, -1, &statement, NULL);
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

static bool is_ours(struct previous *previous) {
    sqlite3_stmt *select =
        prepare(previous, "SELECT 1 FROM pragma_application_id, pragma_user_version "
                          "WHERE application_id = 1128616823 AND user_version = 1");
    bool ours = sqlite3_step(select) == SQLITE_ROW;
    sqlite3_finalize(select);
    return ours;
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

static bool in_order(const struct buffer *stamps) {
    for (size_t at = STAMP_BYTES; at < stamps->length; at += STAMP_BYTES) {
        if (stamp_compare(stamps->bytes + at - STAMP_BYTES, stamps->bytes + at) >= 0) {
            return false;
        }
    }
    return stamps->length % STAMP_BYTES == 0;
}

static bool load_nothing(struct previous *previous) {
    sqlite3_stmt *select = prepare(previous, "SELECT stamps FROM searched_nothing ORDER BY part");
    while (sqlite3_step(select) == SQLITE_ROW) {
        struct span stamps = column(select, 0);
        buffer_append(&previous->nothing, stamps.bytes, stamps.length);
    }
    return sqlite3_finalize(select) == SQLITE_OK && !previous->nothing.failed &&
           in_order(&previous->nothing);
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
        sound = stamp.length == STAMP_BYTES && read_searched(column(select, 2), &record) &&
                memcmp(record.searched.stamp.bytes, stamp.bytes, STAMP_BYTES) == 0 &&
                unpack(previous, record.searched.records, is_find, NULL);
        bool withheld = unlocked_only && sqlite3_column_int(select, 1);
        if (sound) {
            buffer_append(withheld ? &previous->withheld : &previous->holds, stamp.bytes,
                          stamp.length);
        }
    }
    return sqlite3_finalize(select) == SQLITE_OK && sound && !previous->holds.failed &&
           !previous->withheld.failed && in_order(&previous->holds) &&
           in_order(&previous->withheld);
}

static bool prepare_questions(struct previous *previous) {
    previous->what = prepare(previous, "SELECT what FROM searched WHERE stamp = ?1");
    previous->certificate =
        prepare(previous, "SELECT der FROM artifact WHERE kind = ?1 AND identity = ?2");
    previous->key = prepare(previous, "SELECT spki FROM key WHERE spki_sha256 = ?1");
    return previous->what && previous->certificate && previous->key;
}

static const char *load(struct previous *previous, const char *searched_by,
                        const char *passphrases) {
    static const char damaged[] = "it is no inventory of certsweep, or a damaged one";
    if (!is_ours(previous)) {
        return damaged;
    }
    if (!fact_is(previous, "searched_by", searched_by)) {
        return "it was made by another version or with other limits";
    }
    bool unlocked_only =
        strcmp(passphrases, "own") == 0 || !fact_is(previous, "passphrases", passphrases);
    return prepare_questions(previous) && load_nothing(previous) &&
                   load_holds(previous, unlocked_only)
               ? ""
               : damaged;
}

/* What SQLite itself offers against databases made to harm. */
static bool open_guarded(struct previous *previous, const char *path) {
    return sqlite3_open_v2(path, &previous->connection, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
           sqlite3_db_config(previous->connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) ==
               SQLITE_OK &&
           sqlite3_exec(previous->connection,
                        "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
                        "PRAGMA mmap_size = 0;",
                        NULL, NULL, NULL) == SQLITE_OK;
}

struct previous *previous_open(const char *path, const char *searched_by, const char *passphrases,
                               const char **reason) {
    struct previous *previous = calloc(1, sizeof *previous);
    *reason = "memory ran out";
    if (!previous) {
        return NULL;
    }
    previous->nothing.limit = STAMPS_BYTES_MOST;
    previous->holds.limit = STAMPS_BYTES_MOST;
    previous->withheld.limit = STAMPS_BYTES_MOST;
    *reason = open_guarded(previous, path) ? load(previous, searched_by, passphrases)
                                           : "it cannot be opened";
    if ((*reason)[0]) {
        previous_close(previous);
        return NULL;
    }
    return previous;
}

void previous_close(struct previous *previous) {
    if (previous) {
        sqlite3_finalize(previous->what);
        sqlite3_finalize(previous->certificate);
        sqlite3_finalize(previous->key);
        sqlite3_close(previous->connection);
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

static bool replay_record(void *context, struct record *record) {
    struct replay *replay = context;
    struct artifact *artifact = &record->artifact;
    if (record->type == RECORD_ARTIFACT) {
        artifact->der = fetch(replay->previous->certificate, artifact_kind_name(artifact->kind),
                              artifact->identity);
        if (artifact->key.known) {
            artifact->key.spki = fetch(replay->previous->key, NULL, artifact->key.spki_sha256);
        }
        if (artifact->key.known && artifact->key.spki.length == 0) {
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
