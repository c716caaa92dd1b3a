#include "search_log.h"

#include "base/deflated.h"

void search_log_release(struct search_log *log) {
    buffer_release(&log->records);
    buffer_release(&log->deflated);
    buffer_release(&log->message);
    buffer_release(&log->nothing);
    *log = (struct search_log){0};
}

void search_log_begin(struct search_log *log, const struct stamp *stamp,
                      const struct account *account) {
    log->stamp = *stamp;
    log->open = true;
    log->spoiled = false;
    log->locked = false;
    log->before = *account;
    buffer_clear(&log->records);
}

void search_log_note(struct search_log *log, const struct record *record) {
    if (!log->open || log->spoiled) {
        return;
    }
    struct record noted = *record;
    struct span none = {0};
    noted.artifact.der = none; /* the inventory has them, once for all places */
    noted.artifact.key.spki = none;
    log->locked = log->locked || (record->type == RECORD_ARTIFACT && record->artifact.locked);
    buffer_clear(&log->message);
    struct exchange message = {.out = &log->message};
    struct exchange records = {.out = &log->records};
    struct span body;
    if (!record_exchange(&message, &noted)) {
        log->spoiled = true;
        return;
    }
    body = buffer_span(&log->message);
    exchange_span(&records, &body);
    log->spoiled = !exchange_complete(&records) || log->records.length > SEARCHED_BYTES_MOST;
}

void search_log_spoil(struct search_log *log) {
    log->spoiled = true;
}

static struct account account_since(const struct account *before, const struct account *now) {
    struct account since = *now;
    for (unsigned i = 0; i < LAYERS; i++) {
        since.seen[i].things -= before->seen[i].things;
        since.seen[i].bytes -= before->seen[i].bytes;
        since.read[i].things -= before->read[i].things;
        since.read[i].bytes -= before->read[i].bytes;
        since.skipped[i].things -= before->skipped[i].things;
        since.skipped[i].bytes -= before->skipped[i].bytes;
    }
    return since;
}

/* One thing of a layer was read, and that is all there is to say. */
static bool is_plain(const struct account *account, unsigned layer) {
    for (unsigned i = 0; i < LAYERS; i++) {
        if (account->skipped[i].things || (i != layer && account->seen[i].things)) {
            return false;
        }
    }
    return account->seen[layer].things == 1;
}

bool stamp_place(const struct stamp *stamp, const struct origin *origin, const char *root,
                 struct stamp *placed) {
    struct buffer text = {0};
    uint8_t digest[SHA256_BYTES];
    buffer_append(&text, stamp->bytes, STAMP_BYTES);
    buffer_append(&text, root, strlen(root) + 1);
    buffer_append_text(&text, origin->path);
    bool done = !text.failed && digest_sha256(buffer_span(&text), digest);
    if (done) {
        memcpy(placed->bytes, digest, STAMP_BYTES);
    }
    buffer_release(&text);
    return done;
}

bool search_log_end(struct search_log *log, const struct account *account,
                    const struct origin *origin, const char *root, struct searched *searched) {
    bool keep = log->open && !log->spoiled;
    log->open = false;
    if (!keep) {
        return false;
    }
    struct account since = account_since(&log->before, account);
    if (log->records.length == 0 && !log->locked && is_plain(&since, LAYER_GIT)) {
        return false; /* the pack tells it */
    }
    if (log->records.length == 0 && !log->locked && is_plain(&since, LAYER_FILE)) {
        buffer_append(&log->nothing, log->stamp.bytes, STAMP_BYTES);
        return false;
    }
    *searched = (struct searched){.locked = log->locked, .account = since};
    log->spoiled = !deflated_make(buffer_span(&log->records), &log->deflated) ||
                   !stamp_place(&log->stamp, origin, root, &searched->stamp);
    searched->records = buffer_span(&log->deflated);
    return !log->spoiled;
}
