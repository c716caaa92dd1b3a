/* Which refs have given commits in their history. */
#ifndef SOURCES_GIT_REACH_H
#define SOURCES_GIT_REACH_H

#include "sources/git_commits.h"

enum { REACH_SHOWN = 3, REACH_REFS_MOST = 8192 };

/* Commits that are asked about, and the answer. */
struct reached {
    uint32_t one; /* index into commits; NOWHERE: none */
    uint32_t other;
    uint32_t count;                 /* refs that have one or the other */
    const char *names[REACH_SHOWN]; /* the first of them; borrowed from references */
};

/* Fills count and names of all items. At most REACH_REFS_MOST refs are asked, by name. False:
 * memory ran out. */
bool reach_find(struct reached *items, size_t count, struct commits *commits,
                const struct references *references, struct repository *repository,
                struct intake *intake);

/* Appends "heads/main, tags/1.0 +3 more". */
void reached_show(const struct reached *reached, struct buffer *out);

#endif
