/* One worker as the parent sees it: process, socket, shared page, the job it is at. */
#ifndef MEMBER_H
#define MEMBER_H

#include <sys/types.h>

#include "base/arena.h"
#include "crew.h"
#include "worker.h"

enum { WORKERS_MOST = 256 };

/* A job as bytes, waiting or being worked on, and what they say. */
struct parcel {
    struct buffer bytes;
    struct arena arena;
    struct job job;
    uint64_t losses; /* workers lost over it */
    struct parcel *next;
};

struct member {
    pid_t process;
    int socket;
    struct worker_page *page;
    struct parcel *parcel; /* NULL while idle */
    uint64_t given;        /* when it got that, milliseconds of the monotonic clock */
    uint64_t item;         /* of that, of which it spoke last */
    struct buffer incoming;
    size_t consumed;  /* bytes of incoming already handled */
    bool ready;       /* it said so: whatever ends it now is what it reads */
    uint64_t told;    /* bytes of records of this job, see job-record-bytes */
    const char *late; /* the limit at which it was killed */
    bool distrusted;  /* it lied: nothing more is taken from it */
    bool gone;        /* its socket has ended */
};

/* Packs a job; NULL where it is too large or memory ran out. */
struct parcel *parcel_new(const struct job *job);

/* Whether an honest worker can say this about the member's job: it speaks of what the job names, in
 * its order, and of nothing else. */
bool member_may_say(struct member *member, const struct record *record);
void parcel_free(struct parcel *parcel);

/* Memory for a member's page, NULL and errno on failure. Unmapped by the caller. */
struct worker_page *member_page(void);

/* Forks a worker. The member's page must be mapped. */
enum outcome member_start(struct member *member, const struct crew_setting *setting,
                          struct error *error);

/* Waits for the process to end. Returns its status as waitpid gives it. */
int member_bury(struct member *member);

/* Takes what the socket has now into incoming; sets gone at its end. */
enum outcome member_receive(struct member *member, struct error *error);

/* The next whole message of incoming, moving behind it. False where there is none yet, or where the
 * worker sent nonsense, which kills it. */
bool member_next_message(struct member *member, struct span *message);

#endif
