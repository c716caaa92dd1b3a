/* Lists every object of a repository as one of its readers gives it, for git_complete.py:
 *
 *     git_objects source|unpack|libgit2 REPOSITORY
 *
 * source: what the program itself reads, "ID BYTES STATE"; unpack: each delta tree unpacked and
 * each result hashed, "ID BYTES sound|unsound"; libgit2: likewise, one object at a time. */
#include <stdio.h>
#include <stdlib.h>

#include "../unit/git_intake.h"
#include "sources/git_unpack.h"

static void print(const struct object_id *id, uint64_t bytes, const char *state) {
    char digits[2 * GIT_ID_MOST + 1];
    id_format(id->bytes, id->length, digits);
    printf("%s %llu %s\n", digits, (unsigned long long)bytes, state);
}

static void told(struct intake *intake, const char *state, struct span bytes) {
    (void)bytes;
    print(&intake->origin.object, intake->begun, state);
}

static void read_source(struct intake *intake, const char *path) {
    const unsigned shares = object_store_shares(&intake->root, path);
    for (unsigned share = 0; share < shares; share++) {
        char name[32];
        snprintf(name, sizeof name, "%u/%u", share, shares);
        struct job_item item = {.payload = span_text(name)};
        struct job job = {
            .kind = JOB_GIT_OBJECTS, .argument = path, .items = &item, .item_count = 1};
        for (size_t i = 0; sources[i]; i++) {
            if (sources[i]->kind == job.kind) {
                sources[i]->load(&job, &item, intake);
            }
        }
    }
}

struct listing {
    struct catalog *catalog;
    uint32_t store;
};

static bool visit(void *context, const struct unpacked *object) {
    const struct listing *listing = context;
    const struct pack *pack = &listing->catalog->stores[listing->store].pack;
    const struct node *node = &pack->nodes[object->node];
    struct object_id id = {.length = pack->id_bytes};
    memcpy(id.bytes, pack_id(pack, node->position), pack->id_bytes);
    bool sound = !object->failure && object_has_id(object->bytes, node->type, &id);
    print(&id, object->bytes.length, sound ? "sound" : "unsound");
    return false;
}

static void unpack_all(struct intake *intake, struct catalog *catalog) {
    for (uint32_t i = 0; i < catalog->store_count; i++) {
        struct pack *pack = &catalog->stores[i].pack;
        struct listing listing = {catalog, i};
        struct unpacker unpacker = {
            .pack = pack, .intake = intake, .visit = visit, .context = &listing};
        for (uint32_t k = 0; k < pack->count; k++) {
            if (pack->nodes[k].base == NOWHERE) {
                unpack_tree(&unpacker, k);
            }
        }
        unpacker_release(&unpacker);
    }
}

static void read_each(struct intake *intake, struct catalog *catalog) {
    for (size_t i = 0; i < catalog->count; i = catalog_next(catalog, i)) {
        struct object object;
        struct error error;
        bool sound =
            catalog_read(catalog, intake, i, intake->limits.object_bytes, &object, &error) == DONE;
        const struct object_id id = catalog_id(catalog, i);
        print(&id, object.bytes.length, sound ? "sound" : "unsound");
        if (sound) {
            object_release(&object);
        }
    }
}

int main(int argc, char **argv) {
    struct intake intake = {.limits = limits_default(), .worth = true, .told = told};
    struct error error;
    if (argc != 3 || root_init(&intake.root, argv[2], &error) != DONE || !git_source_prepare()) {
        fprintf(stderr, "usage: git_objects source|unpack|libgit2 GIT-DIRECTORY\n");
        return EXIT_FAILURE;
    }
    struct job job = {.kind = JOB_GIT_OBJECTS, .argument = ""};
    struct repository *repository = repository_of(&job, &intake);
    if (strcmp(argv[1], "source") == 0) {
        read_source(&intake, "");
    } else if (strcmp(argv[1], "unpack") == 0) {
        unpack_all(&intake, &repository->catalog);
    } else {
        read_each(&intake, &repository->catalog);
    }
    git_source_finish();
    root_release(&intake.root);
    return EXIT_SUCCESS;
}
