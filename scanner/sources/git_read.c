/* One object of a catalog at a time, from wherever it lies: a loose file, a pack named by SHA-1
 * through libgit2, a pack named by SHA-256, which libgit2 1.5 does not know, upon its bases. */
#include <git2/sys/odb_backend.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/digest.h"
#include "sources/git_catalog.h"
#include "sources/git_unpack.h"

static enum outcome unsound(const struct entry *entry, struct error *error) {
    fail(error, entry->soundness == OBJECT_HEAVY
                    ? "it is stored as a difference from an object larger than object-bytes"
                    : "the pack is damaged where it should be");
    return SKIPPED;
}

static bool loose_path(const struct catalog *catalog, const struct entry *entry,
                       char path[PATH_BYTES]) {
    char digits[2 * GIT_ID_MOST + 1];
    char name[2 * GIT_ID_MOST + 2];
    struct object_id id = catalog_id(catalog, (size_t)(entry - catalog->entries));
    id_format(id.bytes, id.length, digits);
    snprintf(name, sizeof name, "%.2s/%s", digits, digits + 2);
    return path_join(catalog->stores[entry->store].path, name, path);
}

static enum outcome read_loose(const struct catalog *catalog, const struct intake *intake,
                               const struct entry *entry, uint64_t most, struct loose *loose,
                               struct error *error) {
    char path[PATH_BYTES];
    if (!loose_path(catalog, entry, path)) {
        fail(error, "its path is too long");
        return SKIPPED;
    }
    return loose_read(intake, path, most, loose, error);
}

static enum outcome head_of(const struct catalog *catalog, const struct intake *intake,
                            const struct entry *entry, int *type, uint64_t *bytes,
                            struct error *error) {
    const struct store *store = &catalog->stores[entry->store];
    if (store->loose) {
        struct loose loose = {0};
        enum outcome outcome = read_loose(catalog, intake, entry, 0, &loose, error);
        *type = loose.type;
        *bytes = loose.size;
        return outcome;
    }
    if (entry->soundness >= OBJECT_BROKEN || !pack_size(&store->pack, entry->position, bytes)) {
        return unsound(entry, error);
    }
    *type = entry->type;
    return DONE;
}

enum outcome catalog_head(struct catalog *catalog, const struct intake *intake, size_t index,
                          int *type, uint64_t *bytes, struct error *error) {
    size_t end = catalog_next(catalog, index);
    enum outcome outcome = SKIPPED;
    *type = 0;
    *bytes = 0;
    for (size_t i = index; i < end && outcome != DONE; i++) {
        outcome = head_of(catalog, intake, &catalog->entries[i], type, bytes, error);
    }
    if (outcome == DONE) {
        catalog->entries[index].type = (uint8_t)*type;
    }
    return outcome;
}

/* libgit2 reads packs named by SHA-1 only. */
static enum outcome read_with_libgit2(struct store *store, const struct entry *entry,
                                      struct object *object, struct error *error) {
    git_oid id;
    git_object_t type = GIT_OBJECT_INVALID;
    void *bytes = NULL;
    size_t length = 0;
    memcpy(id.id, entry->id, GIT_OID_RAWSZ);
    int failure = store->backend ? 0 : git_odb_backend_one_pack(&store->backend, store->path);
    if (failure == 0) {
        failure = store->backend->read(&bytes, &length, &type, store->backend, &id);
    }
    if (failure) {
        const git_error *last = git_error_last();
        fail(error, "libgit2: %.200s", last && last->message ? last->message : "no reason given");
        git_error_clear();
        return SKIPPED;
    }
    *object = (struct object){.bytes = span_of(bytes, length), .type = type, .libgit2 = true};
    return DONE;
}

static enum outcome read_upon_bases(const struct store *store, struct intake *intake,
                                    const struct entry *entry, struct object *object,
                                    struct error *error) {
    struct unpacker unpacker = {.pack = &store->pack, .intake = intake};
    uint32_t node = pack_node(&store->pack, pack_offset(&store->pack, entry->position));
    const char *failure = unpack_single(&unpacker, node, &object->bytes);
    object->type = entry->type;
    unpacker_release(&unpacker);
    if (failure) {
        fail(error, "%s", failure);
        return SKIPPED;
    }
    return DONE;
}

static enum outcome read_packed(struct store *store, struct intake *intake,
                                const struct entry *entry, uint64_t most, struct object *object,
                                struct error *error) {
    uint64_t expected = 0;
    if (entry->soundness != OBJECT_SOUND || !pack_size(&store->pack, entry->position, &expected)) {
        return unsound(entry, error);
    }
    if (expected > most) {
        fail(error, "it is too large");
        return SKIPPED;
    }
    return store->pack.id_bytes == GIT_OID_RAWSZ
               ? read_with_libgit2(store, entry, object, error)
               : read_upon_bases(store, intake, entry, object, error);
}

static enum outcome read_entry(struct catalog *catalog, struct intake *intake,
                               const struct entry *entry, uint64_t most, struct object *object,
                               struct error *error) {
    struct store *store = &catalog->stores[entry->store];
    if (!store->loose) {
        return read_packed(store, intake, entry, most, object, error);
    }
    struct loose loose = {0};
    enum outcome outcome = read_loose(catalog, intake, entry, most, &loose, error);
    if (outcome == DONE && !loose.bytes) {
        fail(error, "it is too large");
        return SKIPPED;
    }
    *object =
        (struct object){.bytes = span_of(loose.bytes, (size_t)loose.size), .type = loose.type};
    return outcome;
}

enum outcome catalog_read(struct catalog *catalog, struct intake *intake, size_t index,
                          uint64_t most, struct object *object, struct error *error) {
    size_t end = catalog_next(catalog, index);
    enum outcome outcome = SKIPPED;
    *object = (struct object){0};
    for (size_t i = index; i < end && outcome != DONE; i++) {
        outcome = read_entry(catalog, intake, &catalog->entries[i], most, object, error);
        struct object_id id = catalog_id(catalog, i);
        if (outcome == DONE && !object_has_id(object->bytes, object->type, &id)) {
            object_release(object);
            fail(error, "its content does not have the hash that is its id");
            outcome = SKIPPED;
        }
    }
    return outcome;
}

bool object_has_id(struct span bytes, int type, const struct object_id *id) {
    static const char *const words[] = {[GIT_OBJECT_COMMIT] = "commit",
                                        [GIT_OBJECT_TREE] = "tree",
                                        [GIT_OBJECT_BLOB] = "blob",
                                        [GIT_OBJECT_TAG] = "tag"};
    char head[40];
    uint8_t hash[GIT_ID_MOST];
    if (type < GIT_OBJECT_COMMIT || type > GIT_OBJECT_TAG) {
        return false;
    }
    int length = snprintf(head, sizeof head, "%s %zu", words[type], bytes.length);
    return digest_joined(span_of(head, (size_t)length + 1), bytes, id->length, hash) &&
           memcmp(hash, id->bytes, id->length) == 0;
}

void object_release(struct object *object) {
    if (object->libgit2) {
        git_odb_backend_data_free(NULL, (void *)(uintptr_t)object->bytes.bytes);
    } else {
        free((void *)(uintptr_t)object->bytes.bytes);
    }
    *object = (struct object){0};
}
