/* libarchive readers over bytes in memory. Formats and filters are registered one by one: the
 * catch-all would take plain text for mtree and would start programs for lrzip and grzip. */
#ifndef DECODERS_ARCHIVE_READER_H
#define DECODERS_ARCHIVE_READER_H

#include <archive.h>
#include <archive_entry.h>

#include "decoders/archive_inflow.h"

/* What the bytes, once unpacked, may be taken for. */
enum contents { ARCHIVES, ARCHIVES_OR_SINGLE_FILE, SINGLE_FILE };

struct archive_reader {
    struct archive *archive;
    struct inflow *inflow; /* what it reads from; NULL where that is the bytes themselves */
};

/* Makes a reader of these formats for these bytes, which a companion (or NULL) may unpack ahead.
 * False when memory ran out. To be freed in any case. */
bool archive_reader_init(struct archive_reader *reader, enum contents contents, struct span bytes,
                         struct companion *companion);

/* Opens it: ARCHIVE_OK, or what libarchive says. The bytes are borrowed until it is freed. */
int archive_reader_open(struct archive_reader *reader, struct span bytes);

/* Leaves the zero state, which it accepts too. */
void archive_reader_free(struct archive_reader *reader);

/* The member's path as the archive writes it, as UTF-8 where it says so; never NULL. Borrowed from
 * the entry. */
const char *archive_reader_path(struct archive_entry *entry);

/* What is wrong with the compression, or else what libarchive last complained of; never NULL. */
const char *archive_reader_reason(const struct archive_reader *reader);

/* What is wrong with the compression so far; NULL where nothing is. The reader takes it for the end
 * of the bytes, so that nothing of what came out before is lost. */
const char *archive_reader_fault(const struct archive_reader *reader);

/* True where nothing but compression filters, or nothing at all, stands before the content that is
 * read: a single compressed file. */
bool archive_reader_is_raw(const struct archive_reader *reader);

/* Compression filters on the way. */
unsigned archive_reader_filters(const struct archive_reader *reader);

/* Tar, cpio and ar files that are not compressed: their members stand one behind the other, and the
 * reader's position is one in the file. */
bool archive_reader_is_plain_sequence(const struct archive_reader *reader);

/* Bytes of the file that were taken, which may be more than what was handed out needs. */
uint64_t archive_reader_consumed(const struct archive_reader *reader);

/* A reader, not yet opened, that undoes filters and looks for no format; NULL when memory ran out.
 */
struct archive *archive_reader_of_filters(void);

#endif
