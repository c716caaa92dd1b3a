/* The index of a work tree (gitformat-index(5), versions 2 to 4): which objects are staged under
 * which path. Read as hostile. */
#ifndef SOURCES_GIT_INDEX_H
#define SOURCES_GIT_INDEX_H

#include "base/buffer.h"
#include "base/span.h"

struct index_entry {
    struct span path;
    const uint8_t *id; /* of id_bytes bytes */
    bool is_file;      /* or link; else a submodule or, in a sparse index, a folder */
};

/* While it is read; all of this zero at first but rest, which is the whole file, and
 * id_bytes. */
struct index_reader {
    struct span rest;
    size_t id_bytes;
    uint32_t version;
    uint32_t left;      /* entries */
    struct buffer path; /* version 4 tells each path by what the one before it has of it */
    bool split;         /* most entries are in a file of their own (extension "link") */
};

/* Takes the head off the front. False: it is no index that is understood. */
bool index_begin(struct index_reader *reader);

/* Takes the next entry, borrowed until the next call; false at the end, or where it is damaged:
 * then left is not 0. */
bool index_take(struct index_reader *reader, struct index_entry *entry);

/* To be called at the end: looks through the extensions. False: they are damaged. */
bool index_finish(struct index_reader *reader);
void index_release(struct index_reader *reader);

#endif
