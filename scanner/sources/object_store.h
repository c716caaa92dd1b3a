/* Which files of a git directory's objects folder are read through git and not as files. */
#ifndef SOURCES_OBJECT_STORE_H
#define SOURCES_OBJECT_STORE_H

#include "sources/source.h"

enum { SHARES_MOST = 64 };

/* name: path below the objects folder. True for "ab/cdef...", "pack/pack-*.pack" and its index;
 * anything else that hides there is an ordinary file. */
bool object_store_holds(const char *name);

/* In how many shares, 1 to SHARES_MOST, the objects of a git directory are worth reading: told by
 * the size of its packs and the number of its loose objects. */
unsigned object_store_shares(const struct root *root, const char *git_directory);

#endif
