/* The parent's side of the workers: starts them, hands out jobs, collects records, notices the dead
 * and the late, replaces them and goes on behind the item that cost them. */
#ifndef CREW_H
#define CREW_H

#include "account.h"
#include "base/outcome.h"
#include "examine.h"
#include "limit.h"
#include "record.h"
#include "sources/source.h"

/* A worker was lost while it worked on an item. */
struct loss {
    const struct job *job;
    const struct job_item *item;
    const char *late; /* the limit at which it was killed; NULL where it ended by itself */
    bool given_up;    /* with what is behind the item in its job */
    int signal;       /* that ended it, 0 where it exited by itself */
    bool out_of_memory;
    bool busy; /* in the middle of a thing, which is then entered into the account as skipped */
    enum layer layer;
    uint64_t bytes;
    struct object_id object;
};

struct crew_events {
    void *context;
    enum outcome (*record)(void *context, const struct record *record, struct error *error);
    enum outcome (*lost)(void *context, const struct loss *loss, struct error *error);
    void (*tick)(void *context, const struct account *so_far); /* several times a second */
    bool (*stopped)(void *context);                            /* the operator wants an end */
};

struct anchors;
struct previous;

struct crew_setting {
    unsigned workers;
    const struct root *roots;
    uint64_t root_count;
    const struct limits *limits;
    const struct git_choice *git;
    const struct passphrases *passphrases;
    const struct previous *previous; /* NULL: everything is searched */
    const struct anchors *anchors;   /* the crew's own, made before the first worker is */
    struct crew_events events;
};

struct crew;

/* Workers are started when jobs come. setting is copied, what it points to is borrowed until
 * crew_free. */
struct crew *crew_new(const struct crew_setting *setting, struct error *error);

/* Ends the workers at once. Accepts NULL. */
void crew_free(struct crew *crew);

/* Hands a job to the next idle worker, starting or waiting for one and passing records on
 * meanwhile. Copies. */
enum outcome crew_submit(struct crew *crew, const struct job *job, struct error *error);

/* Waits until all jobs are done. */
enum outcome crew_drain(struct crew *crew, struct error *error);

/* More workers were lost than worker-losses allows: there are none any more, and no job is done. */
bool crew_is_exhausted(const struct crew *crew);

/* Of all workers so far, lost ones included. */
struct account crew_account(const struct crew *crew);

#endif
