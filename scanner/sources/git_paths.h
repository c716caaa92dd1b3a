/* Paths as numbers: each folder and file has one, given when it is first met, so that a path is
 * told from others by its folder's number and its own name. */
#ifndef SOURCES_GIT_PATHS_H
#define SOURCES_GIT_PATHS_H

#include "base/id_set.h"

enum { PATHS_TOP = 0 }; /* the number of the topmost folder */

struct paths {
    struct id_set names; /* value: number */
    struct id_set nodes; /* folder and name; value: number */
};

/* The number of what is called name in a folder; name may have slashes. Memory that runs out ends
 * the process. */
uint32_t paths_number(struct paths *paths, uint32_t folder, struct span name);
void paths_release(struct paths *paths);

#endif
