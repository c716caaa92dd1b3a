/* The time of what is derived from the inventory, one stage after the other. A stage that takes
 * longer than judgement-seconds is given up at its next look into the inventory, and all are given
 * up stop-seconds after the operator wanted an end: each costs a problem row. */
#ifndef STAGES_H
#define STAGES_H

#include "base/outcome.h"
#include "limit.h"

struct inventory;

struct stages {
    struct inventory *inventory;
    uint64_t seconds;
    uint64_t stop_seconds;
    bool (*stopped)(void); /* the operator wants an end */
    uint64_t since;        /* of this stage, milliseconds of the monotonic clock */
    uint64_t stopped_at;   /* when that was noticed, 0: not yet */
    bool late;             /* this stage was given up */
    bool over;             /* all are */
    bool told;             /* and a problem row says so */
};

/* From now on queries may be given up; stages is borrowed until stages_end, which says where not
 * all were begun. */
void stages_begin(struct stages *stages, struct inventory *inventory, const struct limits *limits,
                  bool (*stopped)(void));
enum outcome stages_end(struct stages *stages, struct error *error);

/* False where no more shall be begun. */
bool stage_begin(struct stages *stages);

/* What became of the stage: SKIPPED where it was given up, which has its row then; kind "relation"
 * or "check". */
enum outcome stage_end(struct stages *stages, const char *kind, const char *name,
                       enum outcome outcome, struct error *error);

#endif
