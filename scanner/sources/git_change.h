/* What of an object has to be searched when the one that it is stored upon holds nothing. */
#ifndef SOURCES_GIT_CHANGE_H
#define SOURCES_GIT_CHANGE_H

#include "sources/git_delta.h"
#include "sources/source.h"

/* Is there anything in what bytes do not have of their base, when the base has nothing? A change
 * can also make something of the bytes around it, so those within the reach of an anchor are
 * searched too. The answer is that of a search of the whole (intake_worth). */
bool change_is_worth(const struct intake *intake, struct span bytes, const struct delta_runs *runs);

#endif
