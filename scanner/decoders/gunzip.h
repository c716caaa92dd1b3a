/* Inflates gzip files (RFC 1952), member after member, with ISA-L: three times as fast as zlib. */
#ifndef DECODERS_GUNZIP_H
#define DECODERS_GUNZIP_H

#include "base/span.h"

struct gunzip;

/* Is there a whole gzip header at the front? */
bool gunzip_begins(struct span bytes);

/* bytes begin with a header and are borrowed until gunzip_free. NULL when memory ran out. */
struct gunzip *gunzip_new(struct span bytes);

/* Accepts NULL. Wipes what came out, which may be secret. */
void gunzip_free(struct gunzip *gunzip);

/* The next bytes that come out, at most 256 KiB; borrowed until the next call. Empty at the end,
 * which is the end of the last member or where one breaks; what came out before is handed out
 * first. */
struct span gunzip_next(struct gunzip *gunzip);

/* What broke, or which checksum is wrong; NULL where nothing is. */
const char *gunzip_fault(const struct gunzip *gunzip);

/* Packed bytes used so far: at the end, those of all members. */
size_t gunzip_consumed(const struct gunzip *gunzip);

#endif
