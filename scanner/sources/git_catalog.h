/* Every object of a repository: a sorted table over its packs and loose objects, and the way to
 * read each. Two copies of an object are two entries; functions that take an index take the first
 * one's and try the others where it cannot be read. */
#ifndef SOURCES_GIT_CATALOG_H
#define SOURCES_GIT_CATALOG_H

#include "sources/git_loose.h"
#include "sources/git_pack.h"

#include <git2.h>

struct entry {
    uint8_t id[GIT_KEY_BYTES]; /* its key */
    uint32_t store;            /* index into stores */
    uint32_t position;         /* in the pack; of a loose object with a longer id, in rests */
    uint32_t mark;             /* the history's, per object: only that of the first copy counts */
    uint8_t type;              /* git_object_t; 0: a loose object nobody has looked at yet */
    uint8_t soundness;         /* enum soundness */
    uint16_t visits;           /* the history's, as mark */
};

struct store {
    char *path; /* of the index of a pack, or the folder of loose objects */
    bool loose;
    struct pack pack;
    struct git_odb_backend *backend; /* of the pack; opened when first needed */
};

enum { REST_BYTES = GIT_ID_MOST - GIT_KEY_BYTES };

struct catalog {
    size_t id_bytes; /* set before anything is added */
    struct entry *entries;
    size_t count;
    size_t capacity;
    uint32_t *first; /* index of the first entry whose id begins with these two bytes, or more */
    struct store *stores;
    size_t store_count;
    size_t store_capacity;
    uint8_t (*rests)[REST_BYTES]; /* what follows the keys of loose objects named by SHA-256 */
    size_t rest_count;
    size_t rest_capacity;
    uint64_t misnamed; /* loose objects that have ids of the other length */
    size_t heap;       /* bytes in use when backends were last opened */
};

/* An object that was read. */
struct object {
    struct span bytes;
    int type;
    bool libgit2; /* frees it */
};

/* Adds the objects below folder, an objects directory; unread counts subfolders left out. */
enum outcome catalog_add_loose(struct catalog *catalog, struct intake *intake, const char *folder,
                               uint64_t *unread, struct error *error);
enum outcome catalog_add_pack(struct catalog *catalog, struct intake *intake,
                              const char *index_path, struct error *error);

/* To be called once after the last add. */
void catalog_sort(struct catalog *catalog);
void catalog_release(struct catalog *catalog);

/* Index of the object with the key at the front of id, NOWHERE where the catalog has none. */
uint32_t catalog_find(const struct catalog *catalog, const uint8_t *id);

/* From which index to which, end exclusive, a share of all entries lies; copies are in one. */
void catalog_share(const struct catalog *catalog, uint32_t share, uint32_t shares, size_t *from,
                   size_t *end);

/* The whole id of the object at index, and its digits. */
struct object_id catalog_id(const struct catalog *catalog, size_t index);
void catalog_id_format(const struct catalog *catalog, size_t index, char out[2 * GIT_ID_MOST + 1]);

/* Index of the next object after that at index: past its other copies. */
size_t catalog_next(const struct catalog *catalog, size_t index);

/* Index of the object at a position of a pack; NOWHERE where that is not its first copy. */
uint32_t catalog_at(const struct catalog *catalog, uint32_t store, uint32_t position);

/* Type (git_object_t) and size without reading the object; SKIPPED and *error where unreadable. */
enum outcome catalog_head(struct catalog *catalog, const struct intake *intake, size_t index,
                          int *type, uint64_t *bytes, struct error *error);

/* Reads an object of at most most bytes, and checks it against its id. SKIPPED and *error: no copy
 * can be read. */
enum outcome catalog_read(struct catalog *catalog, struct intake *intake, size_t index,
                          uint64_t most, struct object *object, struct error *error);
void object_release(struct object *object);

/* True where bytes of a type (git_object_t) have the hash that is this id. */
bool object_has_id(struct span bytes, int type, const struct object_id *id);

/* Gives memory back now and then: libgit2 caches up to 16 MiB for each pack, and there may be
 * thousands. */
void catalog_relieve(struct catalog *catalog);

#endif
