/* libarchive readers over bytes in memory. Formats and filters are registered one by one: the
 * catch-all would take plain text for mtree and would start programs for lrzip and grzip. */
#ifndef DECODERS_ARCHIVE_READER_H
#define DECODERS_ARCHIVE_READER_H

#include <archive.h>
#include <archive_entry.h>

#include "base/span.h"

/* What the bytes may be taken for. */
enum contents { ARCHIVES, ARCHIVES_OR_SINGLE_FILE, SINGLE_FILE };

/* A reader of these formats, not yet opened; NULL when memory ran out. Freed with
 * archive_read_free. */
struct archive *archive_reader_new(enum contents contents);

/* The member's path as the archive writes it, as UTF-8 where it says so; never NULL. Borrowed from
 * the entry. */
const char *archive_reader_path(struct archive_entry *entry);

/* True where nothing but compression filters, or nothing at all, stands before the content that is
 * read: a single compressed file. */
bool archive_reader_is_raw(struct archive *archive);

/* Compression filters on the way. */
unsigned archive_reader_filters(struct archive *archive);

/* Tar, cpio and ar files that are not compressed: their members stand one behind the other, and the
 * reader's position is one in the file. */
bool archive_reader_is_plain_sequence(struct archive *archive);

#endif
