#include "sources/git_pass.h"

enum { ALIVE_EVERY = 1024 /* objects */ };

struct run {
    const struct pass *pass;
    uint32_t store;
    size_t done;
};

static void tell(struct run *run, uint32_t index, const struct unpacked *object) {
    run->pass->each(run->pass->context, index, object);
    if (++run->done % ALIVE_EVERY == 0) {
        intake_alive(run->pass->intake);
    }
}

/* Any copy of the object at index will do. */
static void read_single(struct run *run, uint32_t index, uint32_t depth) {
    const struct pass *pass = run->pass;
    struct error error;
    struct object object;
    struct unpacked single = {.node = NOWHERE, .depth = depth};
    enum outcome outcome = catalog_read(pass->catalog, pass->intake, index,
                                        intake_limits(pass->intake)->object_bytes, &object, &error);
    single.failure = outcome == DONE ? NULL : error.text;
    single.bytes = object.bytes;
    tell(run, index, &single);
    object_release(&object);
}

static bool visit(void *context, const struct unpacked *object) {
    struct run *run = context;
    struct catalog *catalog = run->pass->catalog;
    const struct pack *pack = &catalog->stores[run->store].pack;
    uint32_t index = catalog_at(catalog, run->store, pack->nodes[object->node].position);
    if (object->failure && index != NOWHERE) {
        read_single(run, index, object->depth);
    } else {
        tell(run, index, object);
    }
    return false;
}

static bool run_store(struct run *run) {
    const struct pass *pass = run->pass;
    const struct pack *pack = &pass->catalog->stores[run->store].pack;
    struct unpacker unpacker = {
        .pack = pack, .intake = pass->intake, .visit = visit, .context = run};
    bool done = true;
    for (uint32_t i = 0; done && i < pack->count; i++) {
        const struct node *node = &pack->nodes[i];
        if (node->base == NOWHERE && node->type == pass->type && node->soundness != OBJECT_BROKEN &&
            (!pass->asks || pass->asks(pass->context, run->store, i))) {
            done = unpack_tree(&unpacker, i);
        }
    }
    unpacker_release(&unpacker);
    return done;
}

bool pass_run(const struct pass *pass) {
    struct catalog *catalog = pass->catalog;
    struct run run = {.pass = pass};
    bool done = true;
    for (; done && run.store < catalog->store_count; run.store++) {
        done = catalog->stores[run.store].loose || run_store(&run);
    }
    for (size_t i = 0; done && !pass->packed && i < catalog->count; i = catalog_next(catalog, i)) {
        const struct entry *entry = &catalog->entries[i];
        bool single = catalog->stores[entry->store].loose || entry->soundness == OBJECT_BROKEN;
        if (single && entry->type == pass->type) {
            read_single(&run, (uint32_t)i, 0);
        }
    }
    return done;
}
