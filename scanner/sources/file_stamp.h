/* The stamp of a file that is open or was looked at. */
#ifndef SOURCES_FILE_STAMP_H
#define SOURCES_FILE_STAMP_H

#include <stdbool.h>
#include <sys/stat.h>

#include "stamp.h"

/* False where the change time is so fresh that a further change might not move it, or lies in the
 * future: then the file has no stamp. */
bool file_stamp(const struct stat *status, struct stamp *stamp);

/* Waits until a change time of just now is old enough for file_stamp; the caller looks at the file
 * again afterwards. False where there is no need, or no sense in it. */
bool file_stamp_wait(const struct stat *status);

#endif
