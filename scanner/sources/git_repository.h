/* One git repository, opened for reading its objects: the tables of all packs and loose objects of
 * its objects folder and of its alternates, as far as they lie inside the roots. Neither its config
 * nor anything else in it can make this read elsewhere. */
#ifndef SOURCES_GIT_REPOSITORY_H
#define SOURCES_GIT_REPOSITORY_H

#include "base/arena.h"
#include "sources/git_catalog.h"
#include "sources/git_chosen.h"
#include "sources/git_format.h"
#include "sources/git_known.h"
#include "sources/git_shares.h"

enum { COMPLAINTS_MOST = 100, SHALLOW_BYTES = 16 << 20 /* of the file that lists the edge */ };

/* A problem of the repository as a whole. */
struct complaint {
    const char *code;     /* static text */
    const char *sentence; /* safe to show */
    struct complaint *next;
};

struct repository {
    uint64_t root;
    char *path;     /* of the git directory, below the root */
    char *absolute; /* links resolved; "" where it cannot be opened */
    struct catalog catalog;
    struct shares shares; /* of its objects among jobs; made when first asked for */
    struct known known;   /* what of it need not be; likewise */
    struct chosen chosen; /* what of it is searched; likewise */
    enum ref_storage refs;
    bool promised; /* what is not here was left to be fetched when needed */
    struct arena texts;
    struct complaint *complaints; /* found while opening, in order; COMPLAINTS_MOST at most */
    uint64_t complaint_count;
};

/* Sets up libgit2 for the process: no configuration of system or user, no check of owners, bounded
 * caches. Call once, before the process gives up its rights. False: libgit2 refuses. */
bool git_source_prepare(void);

/* Frees what the git sources keep between loads, and shuts libgit2 down. */
void git_source_finish(void);

/* The repository that the job is about. It stays open until another one is asked for: its
 * objects are read in many shares, its tables once. Borrowed until the next call; NULL: memory ran
 * out, or no such root. */
struct repository *repository_of(const struct job *job, struct intake *intake);

struct origin repository_origin(const struct repository *repository);

#endif
