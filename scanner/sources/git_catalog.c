#define _GNU_SOURCE
#include "sources/git_catalog.h"

#include <dirent.h>
#include <git2/sys/odb_backend.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

enum {
    CACHE_BYTES = 192 << 20, /* of libgit2, over all packs */
    STORES_FEW = 8,          /* cannot fill that */
    PREFIXES = 1 << 16,      /* the first two bytes of an id */
};

static struct store *add_store(struct catalog *catalog, const char *path) {
    struct store *grown = array_grow(catalog->stores, &catalog->store_capacity,
                                     catalog->store_count + 1, sizeof *grown);
    if (!grown) {
        return NULL;
    }
    catalog->stores = grown;
    struct store *store = &grown[catalog->store_count];
    *store = (struct store){.path = strdup(path)};
    catalog->store_count += store->path != NULL;
    return store->path ? store : NULL;
}

static bool add_entry(struct catalog *catalog, const struct entry *entry) {
    if (catalog->count + 1 >= NOWHERE) {
        return false;
    }
    struct entry *grown =
        array_grow(catalog->entries, &catalog->capacity, catalog->count + 1, sizeof *grown);
    if (!grown) {
        return false;
    }
    catalog->entries = grown;
    grown[catalog->count++] = *entry;
    return true;
}

static bool add_loose_entry(struct catalog *catalog, const uint8_t *id) {
    struct entry entry = {.store = (uint32_t)catalog->store_count - 1};
    memcpy(entry.id, id, GIT_KEY_BYTES);
    if (catalog->id_bytes > GIT_KEY_BYTES) {
        uint8_t(*grown)[REST_BYTES] = array_grow(catalog->rests, &catalog->rest_capacity,
                                                 catalog->rest_count + 1, sizeof *grown);
        if (!grown) {
            return false;
        }
        catalog->rests = grown;
        entry.position = (uint32_t)catalog->rest_count;
        memcpy(grown[catalog->rest_count++], id + GIT_KEY_BYTES, REST_BYTES);
    }
    return add_entry(catalog, &entry);
}

/* As either kind of id has it, without its first byte. */
static bool is_loose_name(const char *name) {
    const size_t length = strlen(name);
    return (length == 2 * GIT_KEY_BYTES - 2 || length == 2 * GIT_ID_MOST - 2) &&
           strspn(name, "0123456789abcdef") == length;
}

/* Adds the objects of one of the 256 subfolders. False: memory ran out. */
static bool add_subfolder(struct catalog *catalog, const char *folder, unsigned first,
                          uint64_t *unread) {
    DIR *names = opendir(folder);
    if (!names) {
        ++*unread;
        return true;
    }
    bool fits = true;
    const struct dirent *name;
    while (fits && (name = readdir(names))) {
        char digits[2 * GIT_ID_MOST + 1];
        uint8_t id[GIT_ID_MOST];
        const size_t length = strlen(name->d_name);
        catalog->misnamed += length != 2 * catalog->id_bytes - 2 && is_loose_name(name->d_name);
        if (length == 2 * catalog->id_bytes - 2) {
            snprintf(digits, sizeof digits, "%02x%.62s", first, name->d_name);
            fits =
                !id_parse(span_text(digits), catalog->id_bytes, id) || add_loose_entry(catalog, id);
        }
    }
    closedir(names);
    return fits;
}

enum outcome catalog_add_loose(struct catalog *catalog, struct intake *intake, const char *folder,
                               uint64_t *unread, struct error *error) {
    struct store *store = add_store(catalog, folder);
    if (!store) {
        return fail(error, "memory ran out");
    }
    store->loose = true;
    for (unsigned first = 0; first < 256; first++) {
        char name[3];
        char path[PATH_BYTES];
        char real[PATH_BYTES];
        snprintf(name, sizeof name, "%02x", first);
        enum where where =
            path_join(folder, name, path) ? path_resolve(intake, path, real) : WHERE_OUTSIDE;
        if (where == WHERE_OUTSIDE) {
            ++*unread;
        } else if (where == WHERE_INSIDE && !add_subfolder(catalog, real, first, unread)) {
            return fail(error, "memory ran out");
        }
        intake_alive(intake);
    }
    return DONE;
}

enum outcome catalog_add_pack(struct catalog *catalog, struct intake *intake,
                              const char *index_path, struct error *error) {
    struct pack pack;
    enum outcome outcome = pack_open(&pack, index_path, catalog->id_bytes, intake, error);
    if (outcome != DONE) {
        return outcome;
    }
    struct store *store = add_store(catalog, index_path);
    if (!store) {
        pack_close(&pack);
        return fail(error, "memory ran out");
    }
    store->pack = pack;
    size_t before = catalog->count;
    for (uint32_t i = 0; i < pack.count; i++) {
        struct entry entry = {.store = (uint32_t)catalog->store_count - 1, .position = i};
        memcpy(entry.id, pack_id(&pack, i), GIT_KEY_BYTES);
        if (!add_entry(catalog, &entry)) {
            return fail(error, "memory ran out");
        }
    }
    for (uint32_t i = 0; i < pack.count; i++) {
        struct entry *entry = &catalog->entries[before + pack.nodes[i].position];
        entry->type = pack.nodes[i].type;
        entry->soundness = pack.nodes[i].soundness;
    }
    return DONE;
}

/* Sound copies first; the rest only keeps the order the same on every run. */
static int compare_entries(const void *one, const void *other) {
    const struct entry *a = one;
    const struct entry *b = other;
    int order = memcmp(a->id, b->id, GIT_KEY_BYTES);
    if (order == 0) {
        order = a->soundness - b->soundness;
    }
    if (order == 0) {
        order = (a->store > b->store) - (a->store < b->store);
    }
    return order ? order : (a->position > b->position) - (a->position < b->position);
}

static uint32_t prefix_of(const uint8_t *id) {
    return (uint32_t)id[0] << 8 | id[1];
}

void catalog_sort(struct catalog *catalog) {
    bool sorted = true;
    for (size_t i = 1; i < catalog->count && sorted; i++) {
        sorted = compare_entries(&catalog->entries[i - 1], &catalog->entries[i]) <= 0;
    }
    if (!sorted) {
        qsort(catalog->entries, catalog->count, sizeof *catalog->entries, compare_entries);
    }
    catalog->first = calloc(PREFIXES + 1, sizeof *catalog->first);
    if (!catalog->first) {
        memory_ran_out();
    }
    size_t at = 0;
    for (uint32_t i = 0; i < PREFIXES; i++) {
        catalog->first[i] = (uint32_t)at;
        while (at < catalog->count && prefix_of(catalog->entries[at].id) == i) {
            at++;
        }
    }
    catalog->first[PREFIXES] = (uint32_t)at;
}

void catalog_share(const struct catalog *catalog, uint32_t share, uint32_t shares, size_t *from,
                   size_t *end) {
    *from = *end = 0;
    if (catalog->first) {
        *from = catalog->first[(share * PREFIXES + shares - 1) / shares];
        *end = catalog->first[((share + 1) * PREFIXES + shares - 1) / shares];
    }
}

static void close_backend(struct store *store) {
    if (store->backend) {
        store->backend->free(store->backend);
        store->backend = NULL;
    }
}

void catalog_release(struct catalog *catalog) {
    for (size_t i = 0; i < catalog->store_count; i++) {
        close_backend(&catalog->stores[i]);
        pack_close(&catalog->stores[i].pack);
        free(catalog->stores[i].path);
    }
    free(catalog->stores);
    free(catalog->entries);
    free(catalog->first);
    free(catalog->rests);
    *catalog = (struct catalog){0};
}

uint32_t catalog_find(const struct catalog *catalog, const uint8_t *id) {
    if (!catalog->first) {
        return NOWHERE;
    }
    size_t low = catalog->first[prefix_of(id)];
    size_t end = catalog->first[prefix_of(id) + 1];
    size_t high = end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(catalog->entries[middle].id, id, GIT_KEY_BYTES) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < end && memcmp(catalog->entries[low].id, id, GIT_KEY_BYTES) == 0;
    return found ? (uint32_t)low : NOWHERE;
}

struct object_id catalog_id(const struct catalog *catalog, size_t index) {
    const struct entry *entry = &catalog->entries[index];
    const struct store *store = &catalog->stores[entry->store];
    struct object_id id = {.length = catalog->id_bytes};
    memcpy(id.bytes, entry->id, GIT_KEY_BYTES);
    if (catalog->id_bytes > GIT_KEY_BYTES) {
        memcpy(id.bytes + GIT_KEY_BYTES,
               store->loose ? catalog->rests[entry->position]
                            : pack_id(&store->pack, entry->position) + GIT_KEY_BYTES,
               REST_BYTES);
    }
    return id;
}

void catalog_id_format(const struct catalog *catalog, size_t index, char out[2 * GIT_ID_MOST + 1]) {
    struct object_id id = catalog_id(catalog, index);
    id_format(id.bytes, id.length, out);
}

size_t catalog_next(const struct catalog *catalog, size_t index) {
    size_t next = index + 1;
    while (next < catalog->count &&
           memcmp(catalog->entries[index].id, catalog->entries[next].id, GIT_KEY_BYTES) == 0) {
        next++;
    }
    return next;
}

uint32_t catalog_at(const struct catalog *catalog, uint32_t store, uint32_t position) {
    uint32_t index = position; /* where there is but one pack */
    if (index >= catalog->count || catalog->entries[index].store != store ||
        catalog->entries[index].position != position) {
        index = catalog_find(catalog, pack_id(&catalog->stores[store].pack, position));
    }
    const struct entry *entry = index == NOWHERE ? NULL : &catalog->entries[index];
    bool first = entry && entry->store == store && entry->position == position &&
                 (index == 0 || memcmp(entry[-1].id, entry->id, GIT_KEY_BYTES) != 0);
    return first ? index : NOWHERE;
}

void catalog_relieve(struct catalog *catalog) {
    if (catalog->store_count <= STORES_FEW) {
        return;
    }
    struct mallinfo2 memory = mallinfo2();
    size_t heap = memory.uordblks + memory.hblkhd;
    if (catalog->heap == 0 || heap < catalog->heap) {
        catalog->heap = heap;
    }
    if (heap - catalog->heap > CACHE_BYTES) {
        for (size_t i = 0; i < catalog->store_count; i++) {
            close_backend(&catalog->stores[i]);
        }
        catalog->heap = 0;
    }
}
