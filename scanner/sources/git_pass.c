#include "sources/git_pass.h"

#include <stdlib.h>

enum {
    ALIVE_EVERY = 1024, /* objects */
    TAKEN_AT_ONCE = 256 /* nodes, of which some are roots */
};

static void tell(struct pass_part *part, uint32_t index, const struct unpacked *object) {
    part->run->pass.each(part->context, index, object);
    if (++part->done % ALIVE_EVERY == 0) {
        intake_alive(part->run->pass.intake);
    }
}

/* Any copy of the object at index will do. */
static void read_single(struct pass_part *part, uint32_t index) {
    const struct pass *pass = &part->run->pass;
    struct error error;
    struct object object;
    struct unpacked single = {.node = NOWHERE};
    enum outcome outcome = catalog_read(pass->catalog, pass->intake, index,
                                        intake_limits(pass->intake)->object_bytes, &object, &error);
    single.failure = outcome == DONE ? NULL : error.text;
    single.bytes = object.bytes;
    tell(part, index, &single);
    object_release(&object);
}

/* For later: only the first thread reads what is not unpacked. */
static void note_failed(struct pass_part *part, uint32_t index) {
    uint32_t *grown =
        array_grow(part->failed, &part->failed_capacity, part->failed_count + 1, sizeof *grown);
    if (!grown) {
        part->out_of_memory = true;
        return;
    }
    part->failed = grown;
    grown[part->failed_count++] = index;
}

static bool visit(void *context, const struct unpacked *object) {
    struct pass_part *part = context;
    struct catalog *catalog = part->run->pass.catalog;
    const struct pack *pack = &catalog->stores[part->store].pack;
    uint32_t index = catalog_at(catalog, part->store, pack->nodes[object->node].position);
    if (object->failure && index != NOWHERE) {
        note_failed(part, index);
    } else {
        tell(part, index, object);
    }
    return false;
}

static uint32_t node_count(const struct catalog *catalog, uint32_t store) {
    return catalog->stores[store].loose ? 0 : catalog->stores[store].pack.count;
}

/* The delta tree whose root is the node of this number over all stores, where it is one. */
static void unpack_from(struct pass_part *part, uint64_t number) {
    const struct pass *pass = &part->run->pass;
    while (number - part->before >= node_count(pass->catalog, part->store)) {
        part->before += node_count(pass->catalog, part->store++);
    }
    const struct pack *pack = &pass->catalog->stores[part->store].pack;
    const uint32_t at = (uint32_t)(number - part->before);
    const struct node *node = &pack->nodes[at];
    if (node->base == NOWHERE && node->type == pass->type && node->soundness != OBJECT_BROKEN &&
        (!pass->asks || pass->asks(part->context, part->store, at))) {
        part->unpacker.pack = pack;
        part->out_of_memory |= !unpack_tree(&part->unpacker, at);
    }
}

/* Takes delta trees for as long as there are any. */
static void take_part(void *context) {
    struct pass_part *part = context;
    const struct catalog *catalog = part->run->pass.catalog;
    uint64_t total = 0;
    for (uint32_t store = 0; store < catalog->store_count; store++) {
        total += node_count(catalog, store);
    }
    part->unpacker =
        (struct unpacker){.intake = part->run->pass.intake, .visit = visit, .context = part};
    while (!part->out_of_memory) {
        uint64_t from = atomic_fetch_add(&part->run->next, TAKEN_AT_ONCE);
        if (from >= total) {
            break;
        }
        for (uint64_t i = from; i < total && i < from + TAKEN_AT_ONCE; i++) {
            unpack_from(part, i);
        }
    }
    unpacker_release(&part->unpacker);
}

static void read_failed(struct pass_part *part, struct pass_part *reader) {
    for (size_t i = 0; i < part->failed_count; i++) {
        read_single(reader, part->failed[i]);
    }
    free(part->failed);
}

static void read_singles(struct pass_part *part) {
    const struct catalog *catalog = part->run->pass.catalog;
    for (size_t i = 0; i < catalog->count; i = catalog_next(catalog, i)) {
        const struct entry *entry = &catalog->entries[i];
        bool single = catalog->stores[entry->store].loose || entry->soundness == OBJECT_BROKEN;
        if (single && entry->type == part->run->pass.type) {
            read_single(part, (uint32_t)i);
        }
    }
}

void pass_begin(struct pass_run *run, const struct pass *pass) {
    *run = (struct pass_run){.pass = *pass};
    run->parts[0] = (struct pass_part){.run = run, .context = pass->context};
    run->parts[1] = (struct pass_part){.run = run, .context = pass->other};
    run->shared = pass->other && companion_begin(pass->companion, take_part, &run->parts[1]);
}

bool pass_end(struct pass_run *run) {
    take_part(&run->parts[0]);
    if (run->shared) {
        companion_wait(run->pass.companion);
    }
    bool done = !run->parts[0].out_of_memory && !run->parts[1].out_of_memory;
    read_failed(&run->parts[0], &run->parts[0]);
    read_failed(&run->parts[1], &run->parts[0]);
    if (done && !run->pass.packed) {
        read_singles(&run->parts[0]);
    }
    return done;
}

bool pass_run(const struct pass *pass) {
    struct pass_run run;
    pass_begin(&run, pass);
    return pass_end(&run);
}
