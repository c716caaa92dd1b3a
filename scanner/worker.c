#define _GNU_SOURCE
#include "worker.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "base/arena.h"
#include "base/companion.h"
#include "channel.h"
#include "decoders/loading.h"
#include "decoders/unlock.h"
#include "decoders/verification.h"
#include "examine.h"
#include "sandbox.h"
#include "search_log.h"
#include "sources/git_repository.h"
#include "sources/open_near.h"

struct intake {
    const struct worker_setting *setting;
    struct worker_page *page;
    struct buffer message;
    struct buffer loaded;
    struct recall recall;
    struct companion *companion;
    struct search_log log;
    bool (*vouches)(void *context); /* asked before the first record is sent; or NULL */
    void *vouching;                 /* its context */
    bool refused;                   /* it said no: nothing is sent */
};

uint64_t worker_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

const struct limits *intake_limits(const struct intake *intake) {
    return intake->setting->limits;
}

const struct git_choice *intake_git_choice(const struct intake *intake) {
    return intake->setting->git;
}

uint64_t intake_root_count(const struct intake *intake) {
    return intake->setting->root_count;
}

const struct root *intake_root(const struct intake *intake, uint64_t index) {
    return index < intake->setting->root_count ? &intake->setting->roots[index] : NULL;
}

struct companion *intake_companion(const struct intake *intake) {
    return intake->companion;
}

struct buffer *intake_buffer(struct intake *intake) {
    return &intake->loaded;
}

void intake_alive(struct intake *intake) {
    uint64_t now = worker_clock();
    atomic_store(&intake->page->begun, now);
    atomic_store(&intake->page->since, now);
}

/* The clock of the blob starts anew, that of the file goes on. */
static void note_progress(void *context) {
    struct intake *intake = context;
    atomic_store(&intake->page->since, worker_clock());
}

/* A record that does not fit in memory must not vanish: the worker ends, and the parent reports it.
 */
static void send_record(void *context, struct record *record) {
    struct intake *intake = context;
    struct exchange exchange = {.out = &intake->message};
    search_log_note(&intake->log, record);
    buffer_clear(&intake->message);
    if (!record_exchange(&exchange, record) ||
        !channel_send(intake->setting->socket, buffer_span(&intake->message))) {
        _exit(EXIT_FAILURE);
    }
}

/* The first find waits for the word that the bytes are what they are taken for. */
static void send_find(void *context, struct record *record) {
    struct intake *intake = context;
    if (intake->vouches) {
        intake->refused = !intake->vouches(intake->vouching);
        intake->vouches = NULL;
    }
    if (!intake->refused) {
        send_record(intake, record);
    }
}

static void send_problem(struct intake *intake, const struct origin *origin,
                         const struct problem *problem) {
    struct record record = record_of(RECORD_PROBLEM);
    record.origin = *origin;
    record.problem = *problem;
    send_record(intake, &record);
}

void intake_problem(struct intake *intake, const struct origin *origin, const char *stage,
                    const char *code, const char *sentence) {
    send_problem(intake, origin,
                 &(struct problem){.stage = stage, .code = code, .detail = sentence});
}

void intake_begin(struct intake *intake, const struct origin *origin, enum layer layer,
                  uint64_t bytes) {
    struct worker_page *page = intake->page;
    page->layer = layer;
    page->bytes = bytes;
    page->object = origin->object;
    page->busy = true;
    tally_add(&page->account.seen[layer], 1, bytes);
    intake_alive(intake);
}

static void examine_begun(struct intake *intake, const struct origin *origin, const char *name,
                          struct span bytes) {
    struct examine_sink sink = {.context = intake,
                                .record = send_find,
                                .progress = note_progress,
                                .anchors = intake->setting->anchors,
                                .companion = intake->companion,
                                .recall = &intake->recall,
                                .asked = &intake->log.locked};
    examine(origin, name, bytes, intake->setting->limits, intake->setting->passphrases, &sink,
            &intake->page->account);
}

static void end_blob(struct intake *intake, uint64_t bytes) {
    tally_add(&intake->page->account.read[intake->page->layer], 1, bytes);
    intake->page->busy = false;
}

void intake_blob(struct intake *intake, const struct origin *origin, const char *name,
                 struct span bytes) {
    examine_begun(intake, origin, name, bytes);
    end_blob(intake, bytes.length);
}

bool intake_blob_vouched(struct intake *intake, const struct origin *origin, struct span bytes,
                         bool (*vouches)(void *context), void *context) {
    const struct account before = intake->page->account;
    intake->vouches = vouches;
    intake->vouching = context;
    examine_begun(intake, origin, "", bytes);
    bool refused = intake->refused;
    intake->vouches = NULL;
    intake->refused = false;
    if (refused) {
        intake->page->account = before;
    } else {
        end_blob(intake, bytes.length);
    }
    return !refused;
}

void intake_pass(struct intake *intake) {
    struct worker_page *page = intake->page;
    tally_add(&page->account.read[page->layer], 1, page->bytes);
    page->busy = false;
}

bool intake_worth(const struct intake *intake, struct span bytes, size_t from, size_t to) {
    struct blob blob = {
        .trail = "", .container = "", .name = "", .label = "", .encoding = "der", .bytes = bytes};
    return anchors_any(intake->setting->anchors, bytes, from, to) ||
           anchors_front(intake->setting->anchors, &blob);
}

size_t intake_reach(const struct intake *intake) {
    (void)intake;
    return ANCHOR_REACH;
}

void intake_skip(struct intake *intake, const struct origin *origin, const char *stage,
                 const char *code, const char *sentence) {
    struct worker_page *page = intake->page;
    if (strcmp(code, "limit") != 0) { /* limits are the same in a run that builds on this one */
        search_log_spoil(&intake->log);
    }
    send_problem(intake, origin,
                 &(struct problem){.stage = stage,
                                   .code = code,
                                   .detail = sentence,
                                   .skipped = true,
                                   .layer = page->layer,
                                   .bytes = page->bytes});
    tally_add(&page->account.skipped[page->layer], 1, page->bytes);
    page->busy = false;
}

void intake_appearance(struct intake *intake, const struct origin *repository,
                       const struct appearance *appearance) {
    struct record record = record_of(RECORD_APPEARANCE);
    record.origin = *repository;
    record.appearance = *appearance;
    send_record(intake, &record);
}

void intake_pointer(struct intake *intake, const struct origin *origin, const char *content) {
    struct record record = record_of(RECORD_POINTER);
    record.origin = *origin;
    record.pointer = content;
    send_record(intake, &record);
}

void intake_stamp_begin(struct intake *intake, const struct stamp *stamp) {
    search_log_begin(&intake->log, stamp, &intake->page->account);
}

bool intake_stamp_end(struct intake *intake, const struct origin *origin) {
    struct searched searched;
    const struct root *root = intake_root(intake, origin->root);
    if (root &&
        search_log_end(&intake->log, &intake->page->account, origin, root->shown, &searched)) {
        struct record record = record_of(RECORD_SEARCHED);
        record.origin = *origin;
        record.searched = searched;
        send_record(intake, &record);
    }
    return root && !intake->log.spoiled;
}

/* stamp together with where the thing is; false: no such root, or memory ran out. */
static bool place_stamp(const struct intake *intake, const struct origin *origin,
                        const struct stamp *stamp, struct stamp *placed) {
    const struct root *root = intake_root(intake, origin->root);
    return root && stamp_place(stamp, origin, root->shown, placed);
}

bool intake_withheld(const struct intake *intake, const struct origin *origin,
                     const struct stamp *stamp) {
    const struct previous *previous = intake->setting->previous;
    struct stamp placed;
    return previous && previous_withholds(previous, NULL) &&
           (!place_stamp(intake, origin, stamp, &placed) || previous_withholds(previous, &placed));
}

bool intake_pack_known(const struct intake *intake, const struct origin *origin,
                       const struct stamp *stamp) {
    struct stamp placed;
    return intake->setting->previous && place_stamp(intake, origin, stamp, &placed) &&
           previous_found_nothing(intake->setting->previous, &placed);
}

void intake_pack_done(struct intake *intake, const struct origin *origin, const struct stamp *stamp,
                      uint32_t done, uint32_t total) {
    struct record record = record_of(RECORD_PACK);
    record.origin = *origin;
    record.pack = (struct pack_part){.done = done, .total = total};
    if (place_stamp(intake, origin, stamp, &record.pack.stamp)) {
        send_record(intake, &record);
    }
}

static void send_nothing(struct intake *intake) {
    struct record record = record_of(RECORD_NOTHING);
    record.stamps = buffer_span(&intake->log.nothing);
    if (record.stamps.length) {
        send_record(intake, &record);
    }
    buffer_clear(&intake->log.nothing);
}

bool intake_has_previous(const struct intake *intake) {
    return intake->setting->previous != NULL;
}

bool intake_known(struct intake *intake, const struct origin *origin, const struct stamp *stamp,
                  uint64_t bytes) {
    const struct previous *previous = intake->setting->previous;
    const struct root *root = intake_root(intake, origin->root);
    struct record record = record_of(RECORD_KNOWN);
    if (!previous || !root) {
        return false;
    }
    if (previous_found_nothing(previous, stamp)) {
        tally_add(&intake->page->account.seen[LAYER_FILE], 1, bytes);
        tally_add(&intake->page->account.read[LAYER_FILE], 1, bytes);
        buffer_append(&intake->log.nothing, stamp->bytes, STAMP_BYTES);
        return true;
    }
    record.origin = *origin;
    if (!stamp_place(stamp, origin, root->shown, &record.searched.stamp) ||
        !previous_holds(previous, &record.searched.stamp)) {
        return false;
    }
    send_record(intake, &record);
    return true;
}

void intake_left_out(struct intake *intake, const char *reason, uint64_t things) {
    struct record record = record_of(RECORD_LEFT_OUT);
    record.left_out = (struct left_out){reason, things};
    send_record(intake, &record);
}

void intake_linked(struct intake *intake, const struct origin *origin,
                   const struct linked *linked) {
    struct record record = record_of(RECORD_LINKED);
    record.origin = *origin;
    record.linked = *linked;
    send_record(intake, &record);
}

static void verify_signature(const struct job_item *item, struct intake *intake) {
    struct signature_item question = {0};
    struct exchange exchange = {.in = item->payload};
    if (!signature_item_exchange(&exchange, &question)) {
        return;
    }
    struct record record = record_of(RECORD_VERDICT);
    record.pair = question.pair;
    record.verdict =
        verification_verdict(question.certificate, question.issuer_key, intake->setting->limits);
    send_record(intake, &record);
}

static void load_item(const struct job *job, const struct job_item *item, struct intake *intake) {
    for (size_t i = 0; sources[i]; i++) {
        if (sources[i]->kind == job->kind) {
            sources[i]->load(job, item, intake);
        }
    }
    if (job->kind == JOB_SIGNATURES) {
        verify_signature(item, intake);
    }
}

static bool work(struct intake *intake, struct span message) {
    struct arena arena = {0};
    struct job job = {0};
    struct exchange exchange = {.in = message};
    bool read = job_exchange(&exchange, &job, &arena);
    for (uint64_t i = 0; read && i < job.item_count; i++) {
        intake->page->item = i;
        intake->page->busy = false;
        intake_alive(intake);
        load_item(&job, &job.items[i], intake);
    }
    send_nothing(intake);
    arena_release(&arena);
    if (read) {
        struct record done = record_of(RECORD_DONE);
        atomic_store(&intake->page->since, 0);
        send_record(intake, &done);
    }
    return read;
}

/* The second thread is started between what it inherits and what forbids to start one. */
static bool confine(struct intake *intake, struct error *error) {
    const struct worker_setting *setting = intake->setting;
    if (sandbox_enter(setting->roots, setting->root_count, setting->limits, error) != DONE) {
        return false;
    }
    intake->companion = companion_new();
    return sandbox_restrict_calls(error) == DONE;
}

/* Everything that loads files of its own (provider modules, locale data) happens before the sandbox
 * closes. */
static bool prepare(struct intake *intake, struct error *error) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGINT, SIG_IGN); /* the parent decides when to stop */
    signal(SIGTERM, SIG_DFL);
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("TZ", "UTC0", 1); /* else the times of zip members have a file looked at, each */
    return OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_ADD_ALL_DIGESTS |
                                   OPENSSL_INIT_ADD_ALL_CIPHERS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS,
                               NULL) == 1 &&
           git_source_prepare() && unlock_prepare() && confine(intake, error);
}

_Noreturn void worker_run(const struct worker_setting *setting) {
    struct intake intake = {.setting = setting, .page = setting->page};
    struct buffer message = {0};
    struct error error = {""};
    int voice = sandbox_quiet();
    if (!prepare(&intake, &error)) {
        dprintf(voice < 0 ? STDERR_FILENO : voice, "certsweep: a worker cannot be confined: %s\n",
                error.text);
        _exit(EXIT_FAILURE);
    }
    if (voice >= 0) {
        close(voice);
    }
    struct record ready = record_of(RECORD_READY);
    send_record(&intake, &ready);
    while (channel_receive(setting->socket, &message, MESSAGE_BYTES_MOST) &&
           work(&intake, buffer_span(&message))) {
    }
    loading_finish();
    unlock_finish();
    git_source_finish();
    open_near_finish();
    buffer_release(&message);
    buffer_release(&intake.message);
    buffer_wipe(&intake.loaded);
    recall_release(&intake.recall);
    search_log_release(&intake.log);
    _exit(EXIT_SUCCESS);
}
