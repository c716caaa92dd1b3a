/* Where bytes come from: a file below a root, or an object of a git repository below a root. */
#ifndef ORIGIN_H
#define ORIGIN_H

#include "base/span.h"

enum { OBJECT_ID_BYTES = 32 }; /* SHA-256 repositories; SHA-1 ids use the first 20 */

struct object_id {
    uint8_t bytes[OBJECT_ID_BYTES];
    uint64_t length; /* 0, 20 or 32 */
};

static inline struct span object_id_span(const struct object_id *id) {
    return span_of(id->bytes, id->length);
}

/* Layers of the account: what kind of thing was met, read or skipped. */
enum layer { LAYER_FILE, LAYER_GIT, LAYER_MEMBER, LAYER_INPUT, LAYERS };

struct origin {
    uint64_t root;    /* index into the roots of the scan */
    const char *path; /* below the root, raw bytes; for git: the git directory; "" the root */
    struct object_id object; /* length 0 outside git */
    bool named;              /* git: the object is no blob and has no path: a commit or a tag */
    /* Who may read a file on disk, while a worker reads it; not sent. mode 0: not a file on disk.
     */
    uint32_t mode; /* of fstat(2) */
    uint32_t owner;
    uint32_t group;
};

#endif
