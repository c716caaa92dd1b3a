#define _GNU_SOURCE
#include "crew.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "anchors.h"
#include "base/memory.h"
#include "channel.h"
#include "member.h"

enum { TICK_MILLISECONDS = 100, ROW_BYTES = 256 };

struct crew {
    struct crew_setting setting;
    struct anchors *anchors; /* NULL until a worker is needed */
    struct member members[WORKERS_MOST];
    struct parcel *waiting; /* what lost workers left over */
    struct account settled; /* of workers that are gone */
    uint64_t losses;
    bool exhausted;
    uint64_t ticked;
};

/* Waits for the process and keeps its account. Returns its status. */
static int bury(struct crew *crew, struct member *member) {
    int status = member_bury(member);
    account_add(&crew->settled, &member->page->account);
    return status;
}

struct crew *crew_new(const struct crew_setting *setting, struct error *error) {
    struct crew *crew = calloc(1, sizeof *crew);
    if (!crew) {
        fail(error, "out of memory");
        return NULL;
    }
    crew->setting = *setting;
    if (crew->setting.workers > WORKERS_MOST) {
        crew->setting.workers = WORKERS_MOST;
    }
    for (unsigned i = 0; i < crew->setting.workers; i++) {
        struct member *member = &crew->members[i];
        member->socket = -1;
        member->page = member_page();
        if (!member->page) {
            fail(error, "workers: %s", strerror(errno));
            crew_free(crew);
            return NULL;
        }
    }
    return crew;
}

/* Preparing takes longer than a small sweep: a worker is only started for a job. */
static enum outcome start(struct crew *crew, struct member *member, struct error *error) {
    if (!crew->anchors) {
        crew->anchors = anchors_new();
        crew->setting.anchors = crew->anchors;
    }
    return crew->anchors ? member_start(member, &crew->setting, error)
                         : fail(error, "out of memory");
}

void crew_free(struct crew *crew) {
    if (!crew) {
        return;
    }
    for (unsigned i = 0; i < crew->setting.workers; i++) {
        struct member *member = &crew->members[i];
        if (member->process > 0) {
            kill(member->process, SIGKILL);
            bury(crew, member);
        }
        if (member->page) {
            munmap(member->page, sizeof *member->page);
        }
        parcel_free(member->parcel);
        buffer_release(&member->incoming);
    }
    while (crew->waiting) {
        struct parcel *next = crew->waiting->next;
        parcel_free(crew->waiting);
        crew->waiting = next;
    }
    anchors_free(crew->anchors);
    free(crew);
}

struct account crew_account(const struct crew *crew) {
    struct account sum = crew->settled;
    for (unsigned i = 0; i < crew->setting.workers; i++) {
        if (crew->members[i].process > 0) {
            account_add(&sum, &crew->members[i].page->account);
        }
    }
    return sum;
}

/* --- after a loss --- */

/* What is left of a job behind the item that cost a worker: git objects go on behind the object,
 * while the worker's word for where that is has not cost too many; a history is given up as a
 * whole, everything else goes on with the next item. */
static struct job remainder_of(const struct job *job, uint64_t item, const struct loss *loss) {
    struct job rest = *job;
    uint64_t from = item + 1;
    if (job->kind == JOB_GIT_HISTORY || loss->given_up) {
        from = job->item_count;
    } else if (job->kind == JOB_GIT_OBJECTS) {
        from = item;
        job->items[item].cursor = loss->object;
    }
    rest.items = job->items + from;
    rest.item_count = job->item_count - from;
    return rest;
}

static enum outcome report_loss(struct crew *crew, struct member *member, int status,
                                struct error *error) {
    const struct job *job = &member->parcel->job;
    const struct worker_page *page = member->page;
    if (job->item_count == 0) {
        return DONE;
    }
    uint64_t item = page->item < job->item_count ? page->item : job->item_count - 1;
    struct loss loss = {.job = job,
                        .item = &job->items[item],
                        .late = member->late,
                        .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
                        .out_of_memory =
                            WIFEXITED(status) && WEXITSTATUS(status) == EXIT_OUT_OF_MEMORY,
                        .busy = page->busy != 0,
                        .layer = page->layer < LAYERS ? page->layer : LAYER_FILE,
                        .bytes = page->bytes,
                        .object = page->object};
    if (loss.object.length > OBJECT_ID_BYTES) { /* the page is the worker's word, too */
        loss.object.length = 0;
    }
    if (job_names_files(job->kind) && !loss.busy) { /* lost while opening it */
        loss.bytes = 0;
        loss.layer = LAYER_FILE;
        loss.busy = true;
        tally_add(&crew->settled.seen[LAYER_FILE], 1, 0);
    }
    uint64_t losses = member->parcel->losses + 1;
    loss.given_up =
        job->kind == JOB_GIT_OBJECTS && (!loss.busy || losses >= crew->setting.limits->job_losses);
    if (loss.busy) {
        tally_add(&crew->settled.skipped[loss.layer], 1, loss.bytes);
    }
    enum outcome outcome = crew->setting.events.lost(crew->setting.events.context, &loss, error);
    struct job rest = remainder_of(job, item, &loss);
    if (outcome == DONE && rest.item_count) {
        struct parcel *parcel = parcel_new(&rest);
        if (!parcel) {
            return fail(error, "out of memory");
        }
        parcel->losses = losses;
        parcel->next = crew->waiting;
        crew->waiting = parcel;
    }
    return outcome;
}

static enum outcome replace(struct crew *crew, struct member *member, struct error *error) {
    int status = bury(crew, member);
    enum outcome outcome = DONE;
    if (!member->ready) {
        return fail(error, "workers cannot be started");
    }
    if (member->parcel) {
        outcome = report_loss(crew, member, status, error);
        parcel_free(member->parcel);
        member->parcel = NULL;
    }
    crew->exhausted = crew->exhausted || ++crew->losses > crew->setting.limits->worker_losses;
    return outcome == DONE && !crew->exhausted ? start(crew, member, error) : outcome;
}

bool crew_is_exhausted(const struct crew *crew) {
    return crew->exhausted;
}

/* --- messages --- */

static enum outcome handle(struct crew *crew, struct member *member, struct span message,
                           struct error *error) {
    struct record record = record_of(RECORD_DONE);
    struct exchange exchange = {.in = message};
    if (member->distrusted) {
        return DONE;
    }
    if (!record_exchange(&exchange, &record) || !member_may_say(member, &record)) {
        member->distrusted = true; /* it speaks nonsense, or of what it was not asked */
        kill(member->process, SIGKILL);
        return DONE;
    }
    if (record.type == RECORD_READY) {
        member->ready = true;
        return DONE;
    }
    member->told += message.length + ROW_BYTES;
    if (member->told > crew->setting.limits->job_record_bytes) {
        member->late = "job-record-bytes";
        member->distrusted = true;
        kill(member->process, SIGKILL);
        return DONE;
    }
    if (record.type == RECORD_DONE) {
        parcel_free(member->parcel);
        member->parcel = NULL;
        return DONE;
    }
    return crew->setting.events.record(crew->setting.events.context, &record, error);
}

/* Takes what the socket has now and handles every whole message. */
static enum outcome receive(struct crew *crew, struct member *member, struct error *error) {
    enum outcome outcome = member_receive(member, error);
    struct span message;
    while (outcome == DONE && member_next_message(member, &message)) {
        outcome = handle(crew, member, message, error);
    }
    return outcome;
}

static bool has_passed(uint64_t from, uint64_t seconds, uint64_t now) {
    return from && now > from && (now - from) / 1000 >= seconds;
}

/* The limit that a worker has passed, or NULL. Only the first is by the parent's own clock: the
 * others are told by the worker, which may be in somebody else's hands. */
static const char *passed_limit(const struct crew *crew, const struct member *member,
                                uint64_t now) {
    const struct limits *limits = crew->setting.limits;
    if (!member->parcel) {
        return NULL;
    }
    if (has_passed(member->given, limits->job_seconds, now)) {
        return "job-seconds";
    }
    if (atomic_load(&member->page->since) == 0) {
        return NULL;
    }
    if (has_passed(atomic_load(&member->page->begun), limits->item_seconds, now)) {
        return "item-seconds";
    }
    bool blob = has_passed(atomic_load(&member->page->since), limits->blob_seconds, now);
    return blob ? "blob-seconds" : NULL;
}

static void kill_late(struct crew *crew, uint64_t now) {
    for (unsigned i = 0; i < crew->setting.workers; i++) {
        struct member *member = &crew->members[i];
        const char *limit = member->late ? NULL : passed_limit(crew, member, now);
        if (limit) {
            member->late = limit;
            kill(member->process, SIGKILL);
        }
    }
}

static enum outcome give_waiting(struct crew *crew, struct error *error);

/* Waits a little for records, deaths and deadlines. */
static enum outcome pump(struct crew *crew, struct error *error) {
    struct pollfd polled[WORKERS_MOST];
    for (unsigned i = 0; i < crew->setting.workers; i++) {
        polled[i] = (struct pollfd){.fd = crew->members[i].socket, .events = POLLIN};
    }
    int ready = poll(polled, crew->setting.workers, TICK_MILLISECONDS);
    for (unsigned i = 0; ready > 0 && i < crew->setting.workers; i++) {
        struct member *member = &crew->members[i];
        if (polled[i].revents == 0) {
            continue;
        }
        if (receive(crew, member, error) != DONE ||
            (member->gone && replace(crew, member, error) != DONE)) {
            return FAILED;
        }
    }
    uint64_t now = worker_clock();
    kill_late(crew, now);
    if (now - crew->ticked >= TICK_MILLISECONDS) {
        struct account so_far = crew_account(crew);
        crew->ticked = now;
        crew->setting.events.tick(crew->setting.events.context, &so_far);
    }
    return give_waiting(crew, error);
}

/* --- jobs --- */

/* One that runs, or else one that is not started yet. */
static struct member *idle_member(struct crew *crew) {
    struct member *idle = NULL;
    for (unsigned i = 0; i < crew->setting.workers; i++) {
        struct member *member = &crew->members[i];
        if (!member->parcel && !member->gone && (!idle || (!idle->process && member->process))) {
            idle = member;
        }
    }
    return idle;
}

/* An idle worker waits in a read, so sending does not block. One that the job does not reach is
 * ended; the parcel stays with it, and the loss is noticed at the next poll. */
static enum outcome give(struct crew *crew, struct member *member, struct parcel *parcel,
                         struct error *error) {
    if (!member->process && start(crew, member, error) != DONE) {
        parcel_free(parcel);
        return FAILED;
    }
    parcel->next = NULL;
    member->parcel = parcel;
    member->page->item = 0;
    member->page->busy = false;
    member->item = 0;
    member->told = 0;
    member->given = worker_clock();
    atomic_store(&member->page->begun, member->given);
    atomic_store(&member->page->since, member->given);
    if (!channel_send(member->socket, buffer_span(&parcel->bytes))) {
        kill(member->process, SIGKILL);
    }
    return DONE;
}

static enum outcome give_waiting(struct crew *crew, struct error *error) {
    struct member *member;
    enum outcome outcome = DONE;
    while (outcome == DONE && crew->waiting && (member = idle_member(crew))) {
        struct parcel *parcel = crew->waiting;
        crew->waiting = parcel->next;
        outcome = give(crew, member, parcel, error);
    }
    return outcome;
}

static bool stopped(const struct crew *crew) {
    return crew->exhausted || crew->setting.events.stopped(crew->setting.events.context);
}

enum outcome crew_submit(struct crew *crew, const struct job *job, struct error *error) {
    struct member *member;
    while (!(member = idle_member(crew)) || crew->waiting) {
        if (stopped(crew)) {
            return DONE;
        }
        if (pump(crew, error) != DONE) {
            return FAILED;
        }
    }
    struct parcel *parcel = parcel_new(job);
    if (!parcel) {
        return fail(error, "a job cannot be packed: out of memory");
    }
    return give(crew, member, parcel, error);
}

static bool is_working(const struct crew *crew) {
    for (unsigned i = 0; i < crew->setting.workers; i++) {
        if (crew->members[i].parcel) {
            return true;
        }
    }
    return crew->waiting != NULL;
}

enum outcome crew_drain(struct crew *crew, struct error *error) {
    while (is_working(crew) && !stopped(crew)) {
        if (pump(crew, error) != DONE) {
            return FAILED;
        }
    }
    return DONE;
}
