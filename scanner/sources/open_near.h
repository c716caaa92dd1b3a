/* Opening file after file of one folder: the folder stays open, so that the kernel looks up one
 * name and not the whole path again. */
#ifndef SOURCES_OPEN_NEAR_H
#define SOURCES_OPEN_NEAR_H

#include <sys/stat.h>

#include "sources/source.h"

/* Like open_beneath. The folder of the last call is kept for the next one. */
int open_near(const struct root *root, const char *path, int flags);

/* Looks at the file without opening it; follows no link. False and errno on failure. */
bool stat_near(const struct root *root, const char *path, struct stat *status);

/* Closes the folder that is kept. */
void open_near_finish(void);

#endif
