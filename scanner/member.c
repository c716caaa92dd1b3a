#define _GNU_SOURCE
#include "member.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox.h"

enum { RECEIVE_BYTES = 256 * 1024 };

void parcel_free(struct parcel *parcel) {
    if (parcel) {
        buffer_release(&parcel->bytes);
        arena_release(&parcel->arena);
        free(parcel);
    }
}

struct parcel *parcel_new(const struct job *job) {
    struct parcel *parcel = calloc(1, sizeof *parcel);
    if (!parcel) {
        return NULL;
    }
    struct exchange exchange = {.out = &parcel->bytes};
    struct job copy = *job;
    if (!job_exchange(&exchange, &copy, NULL) || parcel->bytes.length > MESSAGE_BYTES_MOST) {
        parcel_free(parcel);
        return NULL;
    }
    struct exchange reading = {.in = buffer_span(&parcel->bytes)};
    if (!job_exchange(&reading, &parcel->job, &parcel->arena)) {
        parcel_free(parcel);
        return NULL;
    }
    return parcel;
}

static bool is_asked(struct member *member, uint64_t pair) {
    const struct job *job = &member->parcel->job;
    for (uint64_t i = member->item; i < job->item_count; i++) {
        struct signature_item question = {0};
        struct exchange exchange = {.in = job->items[i].payload};
        if (signature_item_exchange(&exchange, &question) && question.pair == pair) {
            member->item = i;
            return true;
        }
    }
    return false;
}

static bool names_file(struct member *member, const char *path) {
    const struct job *job = &member->parcel->job;
    for (uint64_t i = member->item; i < job->item_count; i++) {
        if (span_equal(job->items[i].payload, span_of(path, strlen(path) + 1))) {
            member->item = i;
            return true;
        }
    }
    return false;
}

bool member_may_say(struct member *member, const struct record *record) {
    if (record->type == RECORD_READY) {
        return !member->ready; /* before anything is read it is honest, and says so once */
    }
    if (!member->parcel) {
        return false;
    }
    const struct job *job = &member->parcel->job;
    if (record->type == RECORD_DONE || record->type == RECORD_NOTHING ||
        record->type == RECORD_LEFT_OUT) { /* which come from nowhere in particular */
        return true;
    }
    if (record->type == RECORD_VERDICT || job->kind == JOB_SIGNATURES) {
        return record->type == RECORD_VERDICT && job->kind == JOB_SIGNATURES &&
               is_asked(member, record->pair);
    }
    return record->origin.root == job->root &&
           (job_names_files(job->kind) ? names_file(member, record->origin.path)
                                       : strcmp(record->origin.path, job->argument) == 0);
}

_Noreturn static void become_worker(const struct crew_setting *setting, int socket,
                                    struct worker_page *page) {
    unsigned count = 0;
    int *kept = calloc(setting->root_count + 2, sizeof *kept);
    struct root *roots = calloc(setting->root_count + 1, sizeof *roots);
    if (!roots || !kept) {
        _exit(EXIT_FAILURE);
    }
    kept[count++] = STDERR_FILENO;
    kept[count++] = socket;
    for (uint64_t i = 0; i < setting->root_count; i++) {
        roots[i] = setting->roots[i];
        int *descriptor = roots[i].folder >= 0 ? &roots[i].folder : &roots[i].input;
        if (*descriptor >= 0) {
            kept[count++] = *descriptor;
        }
    }
    for (unsigned i = 1; i < count; i++) { /* ascending, by insertion */
        for (unsigned j = i; j > 0 && kept[j - 1] > kept[j]; j--) {
            int swapped = kept[j];
            kept[j] = kept[j - 1];
            kept[j - 1] = swapped;
        }
    }
    sandbox_close_others(kept, count);
    free(kept);
    worker_run(&(struct worker_setting){.socket = socket,
                                        .page = page,
                                        .roots = roots,
                                        .root_count = setting->root_count,
                                        .limits = setting->limits,
                                        .git = setting->git,
                                        .passphrases = setting->passphrases,
                                        .previous = setting->previous,
                                        .anchors = setting->anchors});
}

/* Each worker shall have its own page, and not those of the others. */
struct worker_page *member_page(void) {
    struct worker_page *page =
        mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) {
        return NULL;
    }
    madvise(page, sizeof *page, MADV_DONTFORK);
    return page;
}

enum outcome member_start(struct member *member, const struct crew_setting *setting,
                          struct error *error) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        return fail(error, "workers: %s", strerror(errno));
    }
    memset(member->page, 0, sizeof *member->page);
    madvise(member->page, sizeof *member->page, MADV_DOFORK); /* see member_page */
    pid_t process = fork();
    if (process == 0) {
        become_worker(setting, pair[1], member->page);
    }
    madvise(member->page, sizeof *member->page, MADV_DONTFORK);
    close(pair[1]);
    if (process < 0) {
        close(pair[0]);
        return fail(error, "workers: %s", strerror(errno));
    }
    member->process = process;
    member->socket = pair[0];
    member->late = NULL;
    member->ready = false;
    member->distrusted = false;
    member->gone = false;
    buffer_clear(&member->incoming);
    member->consumed = 0;
    return DONE;
}

int member_bury(struct member *member) {
    int status = 0;
    if (member->socket >= 0) {
        close(member->socket);
        member->socket = -1;
    }
    while (waitpid(member->process, &status, 0) < 0 && errno == EINTR) {
    }
    member->process = 0;
    return status;
}

/* Moves what is not yet handled to the front, so that the buffer does not grow with the stream. */
static void make_room(struct member *member) {
    if (member->consumed) {
        memmove(member->incoming.bytes, member->incoming.bytes + member->consumed,
                member->incoming.length - member->consumed);
        member->incoming.length -= member->consumed;
        member->consumed = 0;
    }
    buffer_reserve(&member->incoming, RECEIVE_BYTES);
}

enum outcome member_receive(struct member *member, struct error *error) {
    make_room(member);
    if (member->incoming.failed) {
        return fail(error, "out of memory");
    }
    ssize_t got = -1;
    do {
        got = recv(member->socket, member->incoming.bytes + member->incoming.length, RECEIVE_BYTES,
                   MSG_DONTWAIT);
    } while (got < 0 && errno == EINTR);
    if (got > 0) {
        member->incoming.length += (size_t)got;
    } else if (got == 0 || errno == ECONNRESET) {
        member->gone = true;
    } else if (errno != EAGAIN && errno != EWOULDBLOCK) {
        /* What it sent may lie unread: nobody could say what was lost. */
        return fail(error, "a worker cannot be heard: %s", strerror(errno));
    }
    return DONE;
}

bool member_next_message(struct member *member, struct span *message) {
    struct span rest = span_from(buffer_span(&member->incoming), member->consumed);
    if (rest.length < 4) {
        return false;
    }
    size_t length = rest.bytes[0] | (size_t)rest.bytes[1] << 8 | (size_t)rest.bytes[2] << 16 |
                    (size_t)rest.bytes[3] << 24;
    if (length > MESSAGE_BYTES_MOST) {
        member->distrusted = true;
        kill(member->process, SIGKILL);
        member->consumed = member->incoming.length;
        return false;
    }
    if (rest.length - 4 < length) {
        return false;
    }
    *message = span_part(rest, 4, length);
    member->consumed += 4 + length;
    return true;
}
