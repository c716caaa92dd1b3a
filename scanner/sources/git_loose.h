/* Loose objects: one zlib stream a file, "TYPE SIZE", a NUL, the content. Read here and not by
 * libgit2, whose version 1.5 never returns from a file cut short (a frequent accident) and writes
 * beyond its buffer where there is more content than the size says. */
#ifndef SOURCES_GIT_LOOSE_H
#define SOURCES_GIT_LOOSE_H

#include "base/outcome.h"
#include "sources/git_common.h"

struct loose {
    int type;       /* git_object_t */
    uint64_t size;  /* bytes of content */
    uint8_t *bytes; /* malloced, for the caller to free; NULL where only the head was wanted */
};

/* Reads the object of file path inside the roots; its content too where size <= most (0: never).
 * SKIPPED, and *error: missing or damaged. */
enum outcome loose_read(const struct intake *intake, const char *path, uint64_t most,
                        struct loose *loose, struct error *error);

#endif
