/* What stands around the members of archives: programs before a zip file, signatures in it and
 * behind it, a second archive behind the first. */
#ifndef DECODERS_ARCHIVE_EDGES_H
#define DECODERS_ARCHIVE_EDGES_H

#include "decoders/archive_unpack.h"

/* Examines the bytes before and behind a zip file (APPNOTE.TXT 6.3.9, sections 4.3.6 and 4.3.16),
 * an Android signing block before its list (APK Signature Scheme v2), and the bytes behind a
 * cabinet
 * ([MS-CAB] section 2.1). Does nothing for other archives. */
void archive_edges_of_list(struct unpacking *unpacking);

/* Examines what a compressed file holds behind its end: bytes behind the stream, and bytes in the
 * stream behind the end of its archive. */
void archive_edges_of_stream(struct unpacking *unpacking);

#endif
