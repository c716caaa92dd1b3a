/* Which files of a git directory's objects folder are read through git and not as files. */
#ifndef SOURCES_OBJECT_STORE_H
#define SOURCES_OBJECT_STORE_H

#include <stdbool.h>

/* name: path below the objects folder. True for "ab/cdef...", "pack/pack-*.pack" and its index;
 * anything else that hides there is an ordinary file. */
bool object_store_holds(const char *name);

#endif
