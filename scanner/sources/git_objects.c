/* Every object of a repository, in shares: blobs, and also commits and tags, whose messages and
 * signatures hold certificates too. What packs hold is unpacked tree by tree; loose objects, and
 * what is wrong with a pack, are taken one by one. */
#define _GNU_SOURCE
#include <stdio.h>

#include "base/text.h"
#include "sources/git_change.h"
#include "sources/git_heads.h"
#include "sources/git_lfs.h"
#include "sources/git_unpack.h"

enum { RELIEVE_EVERY = 64 /* objects */ };

/* One share, while it is read. */
struct reading {
    struct repository *repository;
    struct intake *intake;
    struct unpacker unpacker;
    uint32_t store; /* whose tree is unpacked */
    /* An earlier worker was lost at this object of the catalog: all that comes before it is done,
     * and is unpacked once more only for what builds on it. NOWHERE: nothing is. */
    uint32_t lost_at;
    uint64_t budget;   /* bytes that may still be unpacked */
    uint64_t unpacked; /* objects of delta trees so far */
    uint64_t left;     /* objects that are not read because the budget is spent */
};

/* False, and from then on, where the budget does not suffice for bytes. */
static bool charge(struct reading *reading, uint64_t bytes) {
    bool fits = bytes <= reading->budget;
    reading->budget = fits ? reading->budget - bytes : 0;
    return fits;
}

/* Takes a decimal number of at most two digits off the front; -1: there is none. */
static int take_number(struct span *text) {
    int number = -1;
    for (int i = 0; i < 2 && text->length && text->bytes[0] >= '0' && text->bytes[0] <= '9'; i++) {
        number = (number < 0 ? 0 : number * 10) + text->bytes[0] - '0';
        *text = span_from(*text, 1);
    }
    return number;
}

/* The payload of an item: "SHARE/SHARES". False: something else. */
static bool parse_share(struct span payload, uint32_t *share, uint32_t *shares) {
    int first = take_number(&payload);
    bool slash = payload.length && payload.bytes[0] == '/';
    payload = span_from(payload, 1);
    int second = take_number(&payload);
    *share = (uint32_t)first;
    *shares = (uint32_t)second;
    return slash && payload.length == 0 && first >= 0 && second > first && second <= SHARES_MOST;
}

static void report_complaints(const struct repository *repository, struct intake *intake) {
    struct origin origin = repository_origin(repository);
    for (const struct complaint *at = repository->complaints; at; at = at->next) {
        intake_problem(intake, &origin, "git", at->code, at->sentence);
    }
    if (repository->complaint_count > COMPLAINTS_MOST) {
        char sentence[80];
        snprintf(sentence, sizeof sentence, "%llu more problems like these in this repository",
                 (unsigned long long)(repository->complaint_count - COMPLAINTS_MOST));
        intake_problem(intake, &origin, "git", "limit", sentence);
    }
}

static void skip_unreadable(struct intake *intake, const struct origin *origin, bool limit,
                            const char *reason) {
    struct buffer sentence = {0};
    buffer_append_text(&sentence, "this object is unread: ");
    text_show(&sentence, span_text(reason));
    intake_skip(intake, origin, "git", limit ? "limit" : "unreadable", buffer_text(&sentence));
    buffer_release(&sentence);
}

/* A pointer of LFS stands for what is elsewhere. */
static void note_pointer(struct intake *intake, const struct origin *origin, struct span bytes) {
    struct lfs_pointer pointer;
    if (!origin->named && lfs_pointer_read(bytes, &pointer)) {
        intake_pointer(intake, origin, pointer.id);
    }
}

/* The object at index was begun: reads it whole, or says why not. */
static void read_begun(struct repository *repository, size_t index, uint64_t bytes,
                       const struct origin *origin, struct intake *intake) {
    struct catalog *catalog = &repository->catalog;
    const uint64_t most = intake_limits(intake)->object_bytes;
    struct error error;
    struct object object;
    if (bytes > most) {
        snprintf(error.text, sizeof error.text,
                 "it has %llu bytes, and the limit object-bytes is %llu", (unsigned long long)bytes,
                 (unsigned long long)most);
        skip_unreadable(intake, origin, true, error.text);
        return;
    }
    if (catalog_read(catalog, intake, index, most, &object, &error) != DONE) {
        skip_unreadable(intake, origin, catalog->entries[index].soundness == OBJECT_HEAVY,
                        error.text);
        return;
    }
    note_pointer(intake, origin, object.bytes);
    intake_blob(intake, origin, "", object.bytes);
    object_release(&object);
}

/* False: a later run has to search it again. */
static bool load_object(struct reading *reading, size_t index) {
    struct repository *repository = reading->repository;
    struct intake *intake = reading->intake;
    struct catalog *catalog = &repository->catalog;
    const struct stamp stamp = known_stamp(&catalog->entries[index]);
    struct origin origin = repository_origin(repository);
    struct error error;
    uint64_t bytes = 0;
    int type = 0;
    enum outcome outcome = catalog_head(catalog, intake, index, &type, &bytes, &error);
    if (!charge(reading, bytes)) {
        reading->left++;
        return false;
    }
    origin.object = catalog_id(catalog, index);
    origin.named = type == GIT_OBJECT_COMMIT || type == GIT_OBJECT_TAG;
    intake_stamp_begin(intake, &stamp);
    intake_begin(intake, &origin, LAYER_GIT, outcome == DONE ? bytes : 0);
    if (outcome == DONE) {
        read_begun(repository, index, bytes, &origin, intake);
    } else {
        skip_unreadable(intake, &origin, false, error.text);
    }
    return intake_stamp_end(intake, &origin);
}

static bool is_worth(const struct intake *intake, const struct unpacked *object, int type) {
    if (type == GIT_OBJECT_TREE) {
        return false; /* names and ids: counted, and followed where something was found */
    }
    return object->runs && !object->base_answer && !object->runs->incomplete
               ? change_is_worth(intake, object->bytes, object->runs)
               : intake_worth(intake, object->bytes, 0, object->bytes.length);
}

/* That bytes have a hash that is an id. */
struct claim {
    struct span bytes;
    int type;
    const struct object_id *id;
};

static bool holds(void *context) {
    const struct claim *claim = context;
    return object_has_id(claim->bytes, claim->type, claim->id);
}

/* What is looked at next is most likely this; entries lie in an order of their own. */
static void fetch_next(const struct reading *reading, const struct node *node) {
    const struct catalog *catalog = &reading->repository->catalog;
    const struct node *nodes = catalog->stores[reading->store].pack.nodes;
    uint32_t next = node->child != NOWHERE ? node->child : node->sibling;
    if (next != NOWHERE && nodes[next].position < catalog->count) {
        __builtin_prefetch(&catalog->entries[nodes[next].position]);
    }
}

/* The answer: may what builds on it hold something in the bytes that they share? */
static bool visit(void *context, const struct unpacked *object) {
    struct reading *reading = context;
    struct intake *intake = reading->intake;
    struct catalog *catalog = &reading->repository->catalog;
    struct known *known = &reading->repository->known;
    const struct node *node = &catalog->stores[reading->store].pack.nodes[object->node];
    if (!charge(reading, object->bytes.length)) {
        reading->unpacker.ended = true;
        return false;
    }
    reading->unpacked++;
    fetch_next(reading, node);
    uint32_t index = catalog_at(catalog, reading->store, node->position);
    if (reading->lost_at != NOWHERE) {
        reading->lost_at = index == reading->lost_at ? NOWHERE : reading->lost_at;
        intake_alive(intake);
        return true;
    }
    if (index == NOWHERE || known_has(known, index)) {
        known_done(known, reading->store, object->failure == NULL || object->limited);
        intake_alive(intake);
        return true;
    }
    if (!chosen_has(&reading->repository->chosen, index)) {
        intake_alive(intake);
        return true;
    }
    if (object->failure) {
        catalog->entries[index].soundness = object->limited ? OBJECT_HEAVY : OBJECT_SPOILT;
        bool done = load_object(reading, index);
        known_done(known, reading->store, done && object->limited);
        return true;
    }
    const struct stamp stamp = known_stamp(&catalog->entries[index]);
    struct origin origin = repository_origin(reading->repository);
    origin.object = catalog_id(catalog, index);
    origin.named = node->type == GIT_OBJECT_COMMIT || node->type == GIT_OBJECT_TAG;
    intake_stamp_begin(intake, &stamp);
    intake_begin(intake, &origin, LAYER_GIT, object->bytes.length);
    bool worth = is_worth(intake, object, node->type);
    if (node->type == GIT_OBJECT_BLOB) {
        note_pointer(intake, &origin, object->bytes);
    }
    if (!worth) {
        intake_pass(intake);
    } else {
        struct claim claim = {object->bytes, node->type, &origin.object};
        if (!intake_blob_vouched(intake, &origin, object->bytes, holds, &claim)) {
            if (catalog->id_bytes != GIT_OID_RAWSZ) { /* nobody else reads this copy */
                catalog->entries[index].soundness = OBJECT_SPOILT;
            }
            read_begun(reading->repository, index, object->bytes.length, &origin, intake);
        }
    }
    known_done(known, reading->store, intake_stamp_end(intake, &origin));
    return worth;
}

/* Objects in the delta trees from one to another, end exclusive, that can be unpacked. */
static uint64_t count_nodes(const struct repository *repository, size_t from, size_t end) {
    uint64_t count = 0;
    for (size_t i = from; i < end; i++) {
        const struct share_tree *tree = &repository->shares.trees[i];
        const struct pack *pack = &repository->catalog.stores[tree->store].pack;
        for (uint32_t at = tree->root; at != NOWHERE; at = pack_node_after(pack, tree->root, at)) {
            count += pack->nodes[at].soundness != OBJECT_BROKEN;
        }
    }
    return count;
}

/* The delta trees of a share; after a loss from the tree on that holds the lost object. */
static void read_trees(struct reading *reading, uint32_t share) {
    const struct repository *repository = reading->repository;
    const struct shares *shares = &repository->shares;
    struct unpacker *unpacker = &reading->unpacker;
    *unpacker = (struct unpacker){.intake = reading->intake, .visit = visit, .context = reading};
    size_t at = shares->first[share];
    size_t end = shares->first[share + 1];
    if (reading->lost_at != NOWHERE) {
        const struct entry *lost = &repository->catalog.entries[reading->lost_at];
        const struct pack *pack = &repository->catalog.stores[lost->store].pack;
        uint32_t root = pack_node(pack, pack_offset(pack, lost->position));
        while (pack->nodes[root].base != NOWHERE) {
            root = pack->nodes[root].base;
        }
        while (at < end &&
               (shares->trees[at].store != lost->store || shares->trees[at].root != root)) {
            at++;
        }
    }
    const size_t from = at;
    for (; at < end && !unpacker->ended; at++) {
        reading->store = shares->trees[at].store;
        unpacker->pack = &repository->catalog.stores[reading->store].pack;
        if (!unpack_tree(unpacker, shares->trees[at].root)) {
            struct origin origin = repository_origin(repository);
            intake_problem(reading->intake, &origin, "git", "unreadable",
                           "memory ran out (worker-bytes): objects of a pack are unread");
            break;
        }
    }
    if (unpacker->ended) {
        reading->left = count_nodes(repository, from, end) - reading->unpacked;
    }
    unpacker_release(unpacker);
}

static bool stands_alone(const struct catalog *catalog, size_t index) {
    return catalog->stores[catalog->entries[index].store].loose ||
           catalog->entries[index].soundness == OBJECT_BROKEN;
}

/* What no delta tree has, by its id; after a loss behind the lost object. */
static void read_singles(struct reading *reading, uint32_t share, const struct object_id *cursor) {
    struct catalog *catalog = &reading->repository->catalog;
    size_t from, end;
    size_t done = 0;
    catalog_share(catalog, share, reading->repository->shares.count, &from, &end);
    for (size_t i = from; i < end; i = catalog_next(catalog, i)) {
        if (!stands_alone(catalog, i) || known_has(&reading->repository->known, i) ||
            !chosen_has(&reading->repository->chosen, i) ||
            (cursor && memcmp(catalog->entries[i].id, cursor->bytes, GIT_KEY_BYTES) <= 0)) {
            continue;
        }
        load_object(reading, i);
        if (++done % RELIEVE_EVERY == 0) {
            catalog_relieve(catalog);
        }
    }
}

/* What a run before this one searched: taken over where something was found in it, and else told by
 * its size alone. */
static void read_known(struct reading *reading, uint32_t share, const struct object_id *cursor) {
    struct repository *repository = reading->repository;
    struct catalog *catalog = &repository->catalog;
    struct intake *intake = reading->intake;
    size_t from, end;
    struct origin origin = repository_origin(repository);
    catalog_share(catalog, share, reading->repository->shares.count, &from, &end);
    for (size_t i = from; i < end; i = catalog_next(catalog, i)) {
        const struct stamp stamp = known_stamp(&catalog->entries[i]);
        struct error error;
        uint64_t bytes = 0;
        int type = 0;
        if (!known_has(&repository->known, i) ||
            (cursor && memcmp(catalog->entries[i].id, cursor->bytes, GIT_KEY_BYTES) <= 0)) {
            continue;
        }
        origin.object = catalog_id(catalog, i);
        if (intake_known(intake, &origin, &stamp, 0)) {
            continue;
        }
        if (intake_withheld(intake, &origin, &stamp) ||
            catalog_head(catalog, intake, i, &type, &bytes, &error) != DONE) {
            load_object(reading, i);
        } else {
            intake_begin(intake, &origin, LAYER_GIT, bytes);
            intake_pass(intake);
        }
    }
}

static void read_share(struct reading *reading, uint32_t share, const struct object_id *cursor) {
    const struct catalog *catalog = &reading->repository->catalog;
    const struct known *known = &reading->repository->known;
    if (cursor->length == 0) {
        if (share == 0) {
            report_complaints(reading->repository, reading->intake);
            chosen_report(reading->repository, reading->intake);
            heads_report(reading->repository, reading->intake);
        }
        read_trees(reading, share);
        read_known(reading, share, NULL);
        read_singles(reading, share, NULL);
        return;
    }
    uint32_t lost =
        cursor->length == catalog->id_bytes ? catalog_find(catalog, cursor->bytes) : NOWHERE;
    if (lost != NOWHERE && known_has(known, lost)) {
        read_known(reading, share, cursor);
        read_singles(reading, share, NULL);
    } else if (lost != NOWHERE && !stands_alone(catalog, lost)) {
        reading->lost_at = lost;
        read_trees(reading, share);
        read_known(reading, share, NULL);
        read_singles(reading, share, NULL);
    } else {
        read_singles(reading, share, cursor);
    }
}

static void report_left(const struct reading *reading) {
    struct origin origin = repository_origin(reading->repository);
    char sentence[160];
    if (reading->left) {
        snprintf(sentence, sizeof sentence,
                 "the limit repository-bytes is spent: %llu objects are unread",
                 (unsigned long long)reading->left);
        intake_problem(reading->intake, &origin, "git", "limit", sentence);
    }
}

static void load(const struct job *job, const struct job_item *item, struct intake *intake) {
    uint32_t share = 0;
    uint32_t count = 0;
    struct repository *repository =
        parse_share(item->payload, &share, &count) ? repository_of(job, intake) : NULL;
    if (repository) {
        chosen_make(repository, intake);
        known_make(repository, intake);
    }
    bool ready =
        repository && (repository->shares.count == count || shares_make(repository, count));
    if (!ready) {
        struct origin origin = {.root = job->root, .path = job->argument};
        intake_problem(intake, &origin, "git", "unreadable",
                       "memory ran out, or the share asked for is none");
        return;
    }
    struct reading reading = {.repository = repository,
                              .intake = intake,
                              .lost_at = NOWHERE,
                              .budget = intake_limits(intake)->repository_bytes / count};
    if (share == 0 && item->cursor.length == 0) {
        shares_tell_known(repository);
    }
    read_share(&reading, share, &item->cursor);
    report_left(&reading);
    known_report(repository, intake);
}

const struct source git_objects_source = {"git objects", JOB_GIT_OBJECTS, load};
