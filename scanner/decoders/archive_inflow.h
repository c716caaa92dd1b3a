/* The unpacked bytes of a compressed file, block by block, whatever they are. gzip is inflated by
 * gunzip.h, everything else, and what lies in gzip once more, by libarchive's filters. */
#ifndef DECODERS_ARCHIVE_INFLOW_H
#define DECODERS_ARCHIVE_INFLOW_H

#include <archive.h>

#include "base/companion.h"
#include "base/span.h"

struct inflow;

/* bytes are borrowed until inflow_free. NULL when memory ran out. With a companion that is idle the
 * blocks are unpacked ahead, by it; they are the same. */
struct inflow *inflow_new(struct span bytes, struct companion *companion);

/* Accepts NULL. */
void inflow_free(struct inflow *inflow);

/* The next bytes, borrowed until the next call. Empty at the end and where it breaks. */
struct span inflow_next(struct inflow *inflow);

/* Goes on at this place of what is unpacked, no further on than what was given out so far. Further
 * back than the block given out last, everything is unpacked anew. False when memory ran out. */
bool inflow_return(struct inflow *inflow, uint64_t place);

/* inflow_next as a read callback of libarchive; context is the inflow. */
la_ssize_t inflow_read(struct archive *archive, void *context, const void **block);

/* At the end: what broke, or which checksum is wrong, in words; NULL where nothing is, and before.
 */
const char *inflow_fault(const struct inflow *inflow);

/* Compression filters that are undone here; 0 where the bytes pass as they are. */
unsigned inflow_layers(const struct inflow *inflow);

/* To be asked at the end: packed bytes that it took, which is where what
 * follows the compressed stream begins. */
uint64_t inflow_consumed(const struct inflow *inflow);

#endif
