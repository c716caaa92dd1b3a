/* The live files of the inventory by name, that of a symbolic link included: which one does a path
 * mean, read from somewhere else than where it was written for? */
#ifndef RELATIONS_FILE_NAMES_H
#define RELATIONS_FILE_NAMES_H

#include "base/arena.h"
#include "base/buffer.h"
#include "inventory/query.h"

struct file_names {
    struct buffer targets; /* struct target, by name and then by whole */
    struct arena arena;
};

/* One live file with finds. whole: path, and '!' and its container where it is a member. */
struct target {
    int64_t file;
    const char *whole;
    const char *name; /* behind the last '/' or '!' of whole */
};

enum outcome file_names_load(struct file_names *names, struct inventory *inventory,
                             struct error *error);
/* The folders of these files instead, each with the first file directly in it. */
enum outcome file_names_load_folders(struct file_names *names, struct inventory *inventory,
                                     struct error *error);
void file_names_release(struct file_names *names);

/* The file at this place, 0 where there is none. */
int64_t file_names_at(const struct file_names *names, const char *whole);

/* Makes out the path below a folder (its first length bytes, which end in '/' or '!', or none),
 * with "." and ".." taken out; false where it leads above all, or memory ran out. */
bool file_names_join(struct buffer *out, const char *folder, size_t length, const char *path);

enum { FILE_NONE = 0, FILE_SEVERAL = -1 };

/* The file whose place ends in suffix, whole elements, and that lies in the archive or folder that
 * the first bytes of from are (within of them; 0 for all; they end in '/' or '!'), but in no
 * archive below that. Of several the one that shares most folders with from, a folder: deployments
 * kept side by side have the same names. FILE_SEVERAL where two are as near; FILE_NONE, also
 * where it is not among the nearest of very many with that name. */
int64_t file_names_ending(const struct file_names *names, const char *suffix, size_t within,
                          const char *from);

#endif
