/* Where blobs come from. The parent walks roots and makes jobs (walk.h); a worker loads what a job
 * names and hands it in through the functions below. A source knows nothing of certificates. */
#ifndef SOURCES_SOURCE_H
#define SOURCES_SOURCE_H

#include "git_choice.h"
#include "limit.h"
#include "record.h"

/* A path the operator named. */
struct root {
    char *shown;       /* as given, without a trailing slash; "-" is standard input */
    char *real;        /* absolute, links resolved; "" for standard input */
    int folder;        /* the directory itself, or the one that holds the file; -1 for input */
    const char *entry; /* the file's name in folder; NULL where the root is a directory */
    bool cross_mounts; /* whether folders on which something is mounted belong to it */
    int input;         /* standard input: a descriptor that holds all of it; else -1 */
};

/* The worker's side of a load, implemented by worker.c. */
struct companion;
struct intake;

const struct limits *intake_limits(const struct intake *intake);
const struct root *intake_root(const struct intake *intake,
                               uint64_t index); /* NULL: no such root */
uint64_t intake_root_count(const struct intake *intake);
const struct git_choice *intake_git_choice(const struct intake *intake);

/* A second thread that may help; NULL where there is none. */
struct companion *intake_companion(const struct intake *intake);

/* One thing (file, git object) of bytes length was met: counted as seen, its clock starts. Every
 * begin is followed by exactly one intake_blob (or a vouched one), intake_pass or intake_skip of
 * the same thing. */
void intake_begin(struct intake *intake, const struct origin *origin, enum layer layer,
                  uint64_t bytes);

/* A buffer for what is loaded, kept from one load to the next, and wiped when the worker ends. */
struct buffer *intake_buffer(struct intake *intake);

/* It was read whole: counts it as read and examines it. name is its file name or "". */
void intake_blob(struct intake *intake, const struct origin *origin, const char *name,
                 struct span bytes);

/* Likewise, without a name; but before anything that it holds is reported, vouches must say that
 * these are the right bytes. False: it said no, nothing was reported or counted, and the thing is
 * still to be read. */
bool intake_blob_vouched(struct intake *intake, const struct origin *origin, struct span bytes,
                         bool (*vouches)(void *context), void *context);

/* Is there anything in bytes for the decoders? True where something that calls for one of them
 * begins in [from, to), which is told from at most intake_reach bytes before and behind; where the
 * front of the whole does, whatever from and to; and in doubt. False for [0, length) means that
 * intake_blob would report nothing for these bytes without a name. */
bool intake_worth(const struct intake *intake, struct span bytes, size_t from, size_t to);

/* Bytes on either side of a change that have to be searched again. */
size_t intake_reach(const struct intake *intake);

/* It was read whole, and intake_worth found nothing in it: counts it as read. */
void intake_pass(struct intake *intake);

/* It was not read: counts it as skipped and reports why. code is the stable word. */
void intake_skip(struct intake *intake, const struct origin *origin, const char *stage,
                 const char *code, const char *sentence);

/* Something else went wrong here; nothing of the account changes. */
void intake_problem(struct intake *intake, const struct origin *origin, const char *stage,
                    const char *code, const char *sentence);

/* Everything from here to intake_stamp_end belongs to the thing with this stamp and is kept for a
 * later run, unless something of it was skipped for a reason that may be gone by then. */
void intake_stamp_begin(struct intake *intake, const struct stamp *stamp);

/* False: a later run has to search it again. */
bool intake_stamp_end(struct intake *intake, const struct origin *origin);

/* There is an earlier inventory to ask. */
bool intake_has_previous(const struct intake *intake);

/* The earlier inventory has this stamp: what it knows takes the place of searching, and the caller
 * goes on with the next thing. For a file bytes is its length. */
bool intake_known(struct intake *intake, const struct origin *origin, const struct stamp *stamp,
                  uint64_t bytes);

/* An object stands for the content of another file (LFS): content is the SHA-256 of that. */
void intake_pointer(struct intake *intake, const struct origin *origin, const char *content);

/* The operator wanted things not looked at. reason: a short sentence, at most 47 bytes. */
void intake_left_out(struct intake *intake, const char *reason, uint64_t things);

/* The earlier inventory has this stamp, but cannot tell what this run would find, which tries other
 * passphrases. */
bool intake_withheld(const struct intake *intake, const struct origin *origin,
                     const struct stamp *stamp);

/* A pack of the repository at origin: a pack with this stamp was searched to its end; and done more
 * of its total objects need no more searching by a run that builds on this one. */
bool intake_pack_known(const struct intake *intake, const struct origin *origin,
                       const struct stamp *stamp);
void intake_pack_done(struct intake *intake, const struct origin *origin, const struct stamp *stamp,
                      uint32_t done, uint32_t total);

/* A file with several names was met, and not begun: it is read later under the first of them. */
void intake_linked(struct intake *intake, const struct origin *origin, const struct linked *linked);

/* One place of a git object that was asked for (JOB_GIT_HISTORY). */
void intake_appearance(struct intake *intake, const struct origin *repository,
                       const struct appearance *appearance);

/* Restarts the clock of the deadline: call now and then in long work that has no begin of its own,
 * so that progress is not taken for a hang. Such work has a bound of its own in limits.h. */
void intake_alive(struct intake *intake);

/* Loads one item of a job. Nothing it meets ends the run. */
struct source {
    const char *name;
    enum job_kind kind;
    void (*load)(const struct job *job, const struct job_item *item, struct intake *intake);
};

/* NULL-terminated; a new kind of load is a file and a line in sources.c. */
extern const struct source *const sources[];

#endif
