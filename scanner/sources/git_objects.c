/* Every object of a repository, in 256 shares by the first byte of its id: blobs, and also commits
 * and tags, whose messages and signatures hold certificates too. */
#define _GNU_SOURCE
#include <stdio.h>

#include "base/text.h"
#include "sources/git_repository.h"

enum { RELIEVE_EVERY = 64 /* objects */ };

/* The payload of an item: a number below 256 in decimal digits; -1 otherwise. */
static int share_of(struct span payload) {
    int share = payload.length ? 0 : -1;
    for (size_t i = 0; i < payload.length && share >= 0; i++) {
        uint8_t digit = payload.bytes[i];
        share = digit >= '0' && digit <= '9' ? share * 10 + digit - '0' : -1;
        share = share < 256 ? share : -1;
    }
    return share;
}

static void report_complaints(const struct repository *repository, struct intake *intake) {
    struct origin origin = repository_origin(repository);
    for (const struct complaint *at = repository->complaints; at; at = at->next) {
        intake_problem(intake, &origin, "git", at->code, at->sentence);
    }
    if (repository->complaint_count > COMPLAINTS_MOST) {
        char sentence[80];
        snprintf(sentence, sizeof sentence, "%llu more problems like these in this repository",
                 (unsigned long long)(repository->complaint_count - COMPLAINTS_MOST));
        intake_problem(intake, &origin, "git", "limit", sentence);
    }
}

static void skip_unreadable(struct intake *intake, const struct origin *origin, bool limit,
                            const char *reason) {
    struct buffer sentence = {0};
    buffer_append_text(&sentence, "this object is unread: ");
    text_show(&sentence, span_text(reason));
    intake_skip(intake, origin, "git", limit ? "limit" : "unreadable", buffer_text(&sentence));
    buffer_release(&sentence);
}

/* The object at index was begun: reads it whole, or says why not. */
static void read_begun(struct repository *repository, size_t index, uint64_t bytes,
                       const struct origin *origin, struct intake *intake) {
    struct catalog *catalog = &repository->catalog;
    const uint64_t most = intake_limits(intake)->object_bytes;
    struct error error;
    struct object object;
    if (bytes > most) {
        snprintf(error.text, sizeof error.text,
                 "it has %llu bytes, and the limit object-bytes is %llu", (unsigned long long)bytes,
                 (unsigned long long)most);
        skip_unreadable(intake, origin, true, error.text);
        return;
    }
    if (catalog_read(catalog, intake, index, most, &object, &error) != DONE) {
        skip_unreadable(intake, origin, catalog->entries[index].soundness == OBJECT_HEAVY,
                        error.text);
        return;
    }
    intake_blob(intake, origin, "", object.bytes);
    object_release(&object);
}

static void load_object(struct repository *repository, size_t index, struct intake *intake) {
    struct catalog *catalog = &repository->catalog;
    struct origin origin = repository_origin(repository);
    struct error error;
    uint64_t bytes = 0;
    int type = 0;
    enum outcome outcome = catalog_head(catalog, intake, index, &type, &bytes, &error);
    origin.object.length = GIT_ID_BYTES;
    memcpy(origin.object.bytes, catalog->entries[index].id, GIT_ID_BYTES);
    origin.named = type == GIT_OBJECT_COMMIT || type == GIT_OBJECT_TAG;
    intake_begin(intake, &origin, LAYER_GIT, outcome == DONE ? bytes : 0);
    if (outcome == DONE) {
        read_begun(repository, index, bytes, &origin, intake);
    } else {
        skip_unreadable(intake, &origin, false, error.text);
    }
}

static void load(const struct job *job, const struct job_item *item, struct intake *intake) {
    int share = share_of(item->payload);
    struct repository *repository = share >= 0 ? repository_of(job, intake) : NULL;
    if (!repository) {
        struct origin origin = {.root = job->root, .path = job->argument};
        intake_problem(intake, &origin, "git", "unreadable",
                       "memory ran out, or the share asked for is none");
        return;
    }
    const struct object_id *cursor = &item->cursor;
    if (share == 0 && cursor->length == 0) {
        report_complaints(repository, intake);
    }
    struct catalog *catalog = &repository->catalog;
    size_t done = 0;
    for (size_t i = catalog->first[share]; i < catalog->first[share + 1];
         i = catalog_next(catalog, i)) {
        if (cursor->length == GIT_ID_BYTES &&
            memcmp(catalog->entries[i].id, cursor->bytes, GIT_ID_BYTES) <= 0) {
            continue;
        }
        load_object(repository, i, intake);
        if (++done % RELIEVE_EVERY == 0) {
            catalog_relieve(catalog);
        }
    }
}

const struct source git_objects_source = {"git objects", JOB_GIT_OBJECTS, load};
