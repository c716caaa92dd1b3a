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

/* As archive_magic, without the kind of archive that only its end tells: zip files with something
 * in front. */
enum archive_magic archive_magic_at_front(struct span bytes);

/* A tar header of the POSIX or GNU kind, by its magic and its checksum. */
bool archive_is_ustar(struct span bytes);

/* Where the end record of a zip file stands that is the last thing in bytes but for its comment
 * (APPNOTE.TXT section 4.3.16). False where there is none. */
bool archive_zip_end(struct span bytes, size_t *end);

#endif
