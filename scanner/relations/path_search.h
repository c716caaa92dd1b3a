/* Search for a path from one certificate up to where it may end, with backtracking, over verified
 * signatures. Bounded in steps and length; says when a bound was hit. A subject with the same key
 * never stands on a path twice (RFC 4158 section 2.4.2), so cycles are left where they would close.
 * path_rules.h decides what may follow. */
#ifndef RELATIONS_PATH_SEARCH_H
#define RELATIONS_PATH_SEARCH_H

#include "limit.h"
#include "relations/path_rules.h"

/* Where a path ends. */
enum path_goal {
    GOAL_TRUSTED,   /* a member of a truststore */
    GOAL_ROOT,      /* a member of a truststore, or self-signed */
    GOAL_UNDECIDED, /* a certificate whose signature could not be decided */
    GOAL_MISSING,   /* a certificate whose issuer is nowhere */
    GOAL_INVALID,   /* a certificate that no key of its issuer's name verifies */
    PATH_GOALS,
};

/* From which certificates the path is made. */
struct path_scope {
    bool everywhere; /* all; otherwise those in file, and its end from anywhere */
    int64_t file;    /* row of file; 0: any live file of the leaf */
    enum path_level level;
};

enum path_result { PATH_FOUND, PATH_NONE, PATH_BOUND };

struct path_search {
    const struct certificate_graph *graph;
    struct path_rules rules;
    uint64_t most_steps;
    uint64_t most_comparisons;
    uint64_t steps_left; /* for all searches together */
    uint32_t most_length;
    uint16_t *distances[PATH_GOALS]; /* links from an issuer to the goal; NULL: not yet known */
    uint32_t *failed_in;             /* the search in which a certificate last led nowhere, */
    uint32_t *failed_at;             /* and its position on the path then */
    uint32_t search;                 /* number of the search at hand */
    struct buffer candidates;        /* struct candidate: what is left to try at each position */
    struct path_position *positions; /* what belongs to each position of the path */
    uint32_t *path;                  /* certificates, leaf first */
    uint32_t length;
    uint64_t steps;
};

/* FAILED when memory ran out. The graph must outlive the search. */
enum outcome path_search_init(struct path_search *search, const struct certificate_graph *graph,
                              struct path_details *details, const struct limits *limits,
                              struct error *error);
void path_search_release(struct path_search *search);

/* Searches from leaf; the path found is in search->path until the next call. */
enum outcome path_search_run(struct path_search *search, uint32_t leaf, enum path_goal goal,
                             const struct path_scope *scope, enum path_result *result,
                             struct error *error);

/* The path found, with its sums. */
struct path_so_far path_search_found(const struct path_search *search);

/* Makes one certificate alone the path. */
void path_search_set(struct path_search *search, uint32_t certificate);

/* Does a certificate end a path with this goal? */
bool path_goal_reached(enum path_goal goal, const struct certificate *certificate);

#endif
