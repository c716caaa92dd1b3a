/* Which repository formats are understood: told by the extensions in the repository's config. That
 * file is hostile: only its lines are looked at, no include is followed. */
#ifndef SOURCES_GIT_FORMAT_H
#define SOURCES_GIT_FORMAT_H

#include "base/span.h"

enum ref_storage { REFS_FILES, REFS_TABLES, REFS_UNKNOWN };

struct git_format {
    size_t id_bytes; /* SHA-1 or SHA-256; 0: something else */
    bool partial;    /* a partial clone: objects are left to be fetched when they are needed */
    enum ref_storage refs;
};

struct git_format format_read(struct span config);

#endif
