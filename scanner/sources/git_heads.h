/* What is checked out: the commits at HEAD and at the HEADs of linked work trees, with all that
 * their trees hold. */
#ifndef SOURCES_GIT_HEADS_H
#define SOURCES_GIT_HEADS_H

#include "sources/git_closure.h"

/* Adds them to a set; closure_follow adds what the trees hold. */
void heads_add(struct closure *closure);

/* One row where something of it is missing: a repository that lost objects must not look clean.
 * Nothing where less than all is searched, which says so itself, nor for a partial clone. To be
 * called once for each repository. Costs reading the trees of HEAD. */
void heads_report(struct repository *repository, struct intake *intake);

#endif
