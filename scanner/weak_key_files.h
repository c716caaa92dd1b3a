/* The lists of weak keys that the operator names, and those that this machine has. */
#ifndef WEAK_KEY_FILES_H
#define WEAK_KEY_FILES_H

#include "base/outcome.h"
#include "relations/weak_key_lists.h"

/* Reads the files, and Debian's openssl-blacklist where it is installed. FAILED where a named one
 * cannot be read or is no such list; one of the machine is then left out. The lists are the
 * caller's to release in any case. */
enum outcome weak_key_files_load(struct weak_key_lists *lists, const char *const *files,
                                 unsigned count, struct error *error);

#endif
