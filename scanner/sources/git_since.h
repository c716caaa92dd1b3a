/* What commits from a moment on brought: what they hold and the commits before them do not. */
#ifndef SOURCES_GIT_SINCE_H
#define SOURCES_GIT_SINCE_H

#include "git_choice.h"
#include "sources/git_closure.h"
#include "sources/git_commits.h"

/* Adds it to the closure: the commits, what is new in their trees, and the tags upon them. False:
 * choice names a commit that this repository does not have. */
bool since_choose(struct closure *closure, const struct git_choice *choice);

#endif
