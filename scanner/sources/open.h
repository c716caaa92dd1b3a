/* Opening what lies beneath a root, and nothing else. */
#ifndef SOURCES_OPEN_H
#define SOURCES_OPEN_H

#include "base/outcome.h"
#include "sources/source.h"

/* Opens path below the root ("" is the root itself) read-only, never following a link, never
 * blocking on a FIFO. -1 and errno on failure. The caller closes. */
int open_beneath(const struct root *root, const char *path, int flags);

/* Likewise below an open folder. */
int open_name(int folder, const char *path, int flags);

/* Opens a folder below the root for listing. EXDEV where something is mounted there or on the way,
 * and the root does not cross that. */
int open_folder(const struct root *root, const char *path);

/* Resolves a path of the command line. The caller releases; the shown text is borrowed. FAILED
 * where it does not exist or is neither a file nor a folder. */
enum outcome root_init(struct root *root, const char *shown, struct error *error);
void root_release(struct root *root);

/* Root and path joined for people: "corpus/a.pem", "/x", "a.pem". Appends. */
void root_show(const struct root *root, const char *path, struct buffer *out);

#endif
