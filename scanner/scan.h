/* A whole scan: walk, feed the workers, store what they report, settle, relate, judge. */
#ifndef SCAN_H
#define SCAN_H

#include "base/outcome.h"
#include "examine.h"
#include "finding.h"
#include "git_choice.h"
#include "limit.h"

struct inventory;
struct profile;
struct weak_key_lists;

struct scan_options {
    char *const *paths; /* as given; "-" is standard input */
    unsigned path_count;
    const char *const *truststore_globs;
    unsigned truststore_glob_count;
    const char *system_root;               /* --system-roots: which of paths they are; NULL: none */
    const struct profile *const *profiles; /* --profile: consumers whose rules hold */
    unsigned profile_count;
    unsigned workers;
    int64_t at; /* moment of judgement, seconds since 1970 */
    unsigned soon_days;
    const char *inventory;      /* where it is written */
    const char *const *results; /* folders and files of results: no part of what is swept */
    unsigned result_count;
    bool quiet;
    bool require_sandbox;
    bool cross_mounts; /* folders on which something is mounted are walked, too */
    const struct passphrases *passphrases;
    const char *passphrases_tried; /* "usual", "none", "own" */
    const struct weak_key_lists *weak_key_lists;
    const char *previous; /* an earlier inventory; NULL: everything is read */
    struct limits limits;
    struct git_choice git;
};

/* Scans and leaves a finished inventory that has no name yet (inventory_keep). *inventory is the
 * caller's to free. FAILED where there is no result. */
enum outcome scan_run(const struct scan_options *options, struct inventory **inventory,
                      struct error *error);

/* Likewise, but takes what was found from the inventories at paths, which were opened before
 * without complaint, and scans nothing. */
enum outcome scan_merge(const struct scan_options *options, struct inventory **inventory,
                        struct error *error);

/* Asks a running scan to end with what it has; safe in a signal handler. */
void scan_stop(void);

/* True once scan_stop was called. */
bool scan_was_stopped(void);

#endif
