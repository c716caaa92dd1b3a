/* The parent's walk over one root: names files, git directories and what is not followed; opens
 * folders only. Hidden entries too; symbolic links are not followed; each folder once. */
#ifndef SOURCES_WALK_H
#define SOURCES_WALK_H

#include "base/id_set.h"
#include "base/outcome.h"
#include "sources/source.h"

struct walk_sink {
    void *context;
    /* A regular file, or one whose type only opening tells. */
    enum outcome (*file)(void *context, uint64_t root, const char *path, struct error *error);
    /* A folder with HEAD, objects and refs: its object store is not walked, all else in it is. */
    enum outcome (*git_directory)(void *context, uint64_t root, const char *path,
                                  struct error *error);
    /* A regular file named .git. It is also given as a file. */
    enum outcome (*git_link)(void *context, uint64_t root, const char *path, struct error *error);
    /* Something that cannot be walked. */
    enum outcome (*problem)(void *context, uint64_t root, const char *path, const char *code,
                            const char *sentence, struct error *error);
    /* A symbolic link that by its name leads to a key or certificate, and what it holds. It is not
     * followed, and given to not_followed too. */
    enum outcome (*link)(void *context, uint64_t root, const char *path, const char *target,
                         struct error *error);
    /* An entry that is left alone by design: "symbolic link", "socket", "hard link", ... */
    void (*not_followed)(void *context, const char *reason);
    bool (*stopped)(void *context);
};

/* What the roots so far had in them, kept by the caller across roots: device and inode numbers. */
struct walk_met {
    struct id_set folders;
    struct id_set single_files; /* roots that are files */
    struct id_set results;      /* what this run writes or replaces: no part of what is swept */
};

void walk_met_release(struct walk_met *met);

enum outcome walk(uint64_t index, const struct root *root, const struct limits *limits,
                  struct walk_met *met, const struct walk_sink *sink, struct error *error);

#endif
