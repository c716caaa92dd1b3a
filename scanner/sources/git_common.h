/* What every file of the git source needs: paths beneath the roots, small files read within a
 * bound, arrays that grow, object ids. */
#ifndef SOURCES_GIT_COMMON_H
#define SOURCES_GIT_COMMON_H

#include "base/buffer.h"
#include "sources/source.h"

enum { PATH_BYTES = 4096 /* with the NUL, as PATH_MAX */ };

/* Ids are SHA-1 or SHA-256, one kind in one repository, and id_bytes tells which. Objects are
 * looked up by a key: the whole SHA-1 id, or as much of a SHA-256 one, of which nobody can make two
 * alike with less work than 2^80 hashes. The rest of an id is needed to check what was read against
 * it, and to tell it. */
enum { GIT_KEY_BYTES = 20, GIT_ID_MOST = 32 };

#define NOWHERE UINT32_MAX /* no index into an array */

enum where { WHERE_INSIDE, WHERE_OUTSIDE, WHERE_ABSENT };

/* folder and name joined, or name alone where it is absolute. False: longer than PATH_BYTES. */
bool path_join(const char *folder, const char *name, char out[PATH_BYTES]);

/* The absolute path of a path below root; "" is the root itself. */
bool path_below(const struct root *root, const char *path, char out[PATH_BYTES]);

/* Where path leads, links resolved into real: inside some root, outside all, or nowhere at all
 * (then real is ""). */
enum where path_resolve(const struct intake *intake, const char *path, char real[PATH_BYTES]);

/* Fills out with a regular file of at most most bytes that lies inside the roots. ABSENT: no such
 * file. OUTSIDE: any other reason not to read it. Never waits, whatever kind of file it is. */
enum where file_read(const struct intake *intake, const char *path, size_t most,
                     struct buffer *out);

/* The folder that holds objects and refs of a git directory: itself, or for a linked work tree the
 * one that its file commondir names. Where it leads outside or nowhere, common says where as far as
 * known. */
enum where common_directory(const struct intake *intake, const char *git_directory,
                            char common[PATH_BYTES]);

/* Reads the hexadecimal digits of an id of id_bytes at the front of text. */
bool id_parse(struct span text, size_t id_bytes, uint8_t id[GIT_ID_MOST]);

/* Likewise, and keeps its key. */
bool key_parse(struct span text, size_t id_bytes, uint8_t key[GIT_KEY_BYTES]);
void id_format(const uint8_t *id, size_t id_bytes, char out[2 * GIT_ID_MOST + 1]);

/* Takes the first line, without its end, off the front of text; false at the end. */
bool line_take(struct span *text, struct span *line);

/* items with room for need of item_bytes each, moved and *capacity raised where it was too small.
 * NULL when memory ran out: items stay as they were. */
void *array_grow(void *items, size_t *capacity, size_t need, size_t item_bytes);

#endif
