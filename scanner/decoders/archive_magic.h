/* Which bytes are an archive or a compressed file, told by content alone. */
#ifndef DECODERS_ARCHIVE_MAGIC_H
#define DECODERS_ARCHIVE_MAGIC_H

#include "base/span.h"

enum archive_magic {
    MAGIC_NONE,
    MAGIC_COMPRESSED, /* one stream: an archive or a single file may be inside */
    MAGIC_ARCHIVE,
    MAGIC_UNSUPPORTED, /* known, and not read: RAR, lzop, lrzip */
};

enum archive_magic archive_magic(struct span bytes);

#endif
