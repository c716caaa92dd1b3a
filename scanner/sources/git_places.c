#include "sources/git_places.h"

#include <stdlib.h>

#include "sources/git_staged.h"

/* One walk through a tree. */
struct search {
    struct places *places;
    struct trees *trees;
    struct buffer path; /* of what is looked at, and before that of the folder, with its slash */
    uint32_t number;    /* of that path */
    struct search_frame *stack;
    size_t stack_count;
    size_t stack_capacity;
    uint32_t commit; /* whose tree it is; NOWHERE: not told by this walk */
    bool at_head;
    bool reachable;
    bool once;           /* trees met before at the same path have nothing new */
    struct id_set *seen; /* what was met: that of places, or the next */
    struct id_set seen_backwards;
    bool backwards; /* from the last commit to the first: no place is new */
    bool staged;
};

struct search_frame {
    struct tree_view left;
    size_t path_length;
    uint32_t number; /* of its path */
};

void places_want(struct places *places, const uint8_t id[GIT_KEY_BYTES]) {
    bool added = false;
    uint64_t *value = id_set_add(&places->wanted, span_of(id, GIT_KEY_BYTES), &added);
    if (value && !added) {
        return;
    }
    struct hit *grown =
        array_grow(places->hits, &places->hit_capacity, places->hit_count + 1, sizeof *grown);
    if (!value || !grown) {
        places->out_of_memory = true;
        return;
    }
    places->hits = grown;
    struct hit *hit = &grown[places->hit_count++];
    *hit = (struct hit){.first = NOWHERE, .last = NOWHERE};
    memcpy(hit->id, id, GIT_KEY_BYTES);
    *value = places->hit_count;
}

const struct hit *places_hit(const struct places *places, const uint8_t *id) {
    const uint64_t *value = id_set_find(&places->wanted, span_of(id, GIT_KEY_BYTES));
    return value && *value ? &places->hits[*value - 1] : NULL;
}

/* Nothing more can be learnt: every hit has its fill, and every place its commit. */
static bool is_complete(const struct search *search) {
    const struct places *places = search->places;
    if (search->backwards) {
        return places->without_last == 0;
    }
    return places->cut_hits == places->hit_count &&
           (search->commit == NOWHERE || places->without_commit == 0);
}

/* The object at catalog index object, where the search is. */
struct spot {
    uint32_t number;
    uint32_t object;
};

static struct span spot_id(const struct spot *spot) {
    return span_of(spot, sizeof *spot);
}

static void add_place(struct search *search, struct hit *hit, const struct spot *spot) {
    struct places *places = search->places;
    uint64_t *value = id_set_add(&places->seen, spot_id(spot), NULL);
    struct place *grown =
        array_grow(places->items, &places->capacity, places->count + 1, sizeof *grown);
    if (!value || !grown || places->count + 1 >= NOWHERE) {
        places->items = grown ? grown : places->items;
        places->out_of_memory = true;
        return;
    }
    places->items = grown;
    uint32_t index = (uint32_t)places->count++;
    grown[index] = (struct place){
        .path = arena_text(&places->paths, search->path.bytes, search->path.length),
        .commit = search->commit,
        .last = NOWHERE,
        .next = NOWHERE,
        .at_head = search->at_head,
        .reachable = search->reachable,
        .staged = search->staged,
    };
    *value = places->count;
    places->without_commit += search->commit == NOWHERE;
    places->without_last++;
    if (hit->last == NOWHERE) {
        hit->first = index;
    } else {
        grown[hit->last].next = index;
    }
    hit->last = index;
    hit->count++;
}

/* The path of a file that is wanted is in search->path. */
static void found(struct search *search, uint32_t object) {
    struct places *places = search->places;
    const uint8_t *id = search->trees->repository->catalog.entries[object].id;
    const uint64_t *wanted = id_set_find(&places->wanted, span_of(id, GIT_KEY_BYTES));
    if (!wanted || !*wanted) {
        return;
    }
    struct hit *hit = &places->hits[*wanted - 1];
    const struct spot spot = {search->number, object};
    const uint64_t *known = id_set_find(&places->seen, spot_id(&spot));
    if (search->backwards) {
        struct place *place = known && *known ? &places->items[*known - 1] : NULL;
        if (place && place->last == NOWHERE) {
            place->last = search->commit;
            places->without_last--;
        }
    } else if (known && *known) {
        struct place *place = &places->items[*known - 1];
        place->staged = search->staged && !place->at_head;
        if (place->commit == NOWHERE && search->commit != NOWHERE) {
            place->commit = search->commit;
            places->without_commit--;
        }
    } else if (hit->count < intake_limits(search->trees->intake)->blob_places) {
        add_place(search, hit, &spot);
    } else {
        places->cut_hits += !hit->cut;
        hit->cut = true;
    }
}

static bool seen_before(struct search *search, uint32_t tree) {
    const struct spot spot = {search->number, tree};
    bool added = true;
    id_set_add(search->seen, spot_id(&spot), &added);
    return !added;
}

/* Each visit of a tree at another path is another place for everything wanted below it: after more
 * than blob-places of them there is nothing to learn. Without this, twelve small objects can stand
 * for ten thousand million paths. */
static bool visited_enough(const struct search *search, struct entry *tree) {
    uint64_t most = intake_limits(search->trees->intake)->blob_places;
    if (tree->visits == UINT16_MAX || tree->visits > most) {
        return true;
    }
    tree->visits++;
    return false;
}

/* Descends into a folder whose path is in search->path. */
static void enter(struct search *search, uint32_t tree) {
    struct entry *entry = &search->trees->repository->catalog.entries[tree];
    if (!trees_hold(search->trees, tree) || (search->once && seen_before(search, tree)) ||
        visited_enough(search, entry)) {
        return;
    }
    struct search_frame *grown =
        array_grow(search->stack, &search->stack_capacity, search->stack_count + 1, sizeof *grown);
    if (!grown) {
        search->places->out_of_memory = true;
        return;
    }
    search->stack = grown;
    struct search_frame *frame = &grown[search->stack_count++];
    frame->left = tree_graph_view(&search->trees->graph, tree);
    if (search->path.length) {
        buffer_append_byte(&search->path, '/');
    }
    frame->path_length = search->path.length;
    frame->number = search->number;
}

/* What a folder, by its number, has under a name. */
static void visit(struct search *search, uint32_t folder, uint32_t target, const char *name) {
    const struct entry *entry = &search->trees->repository->catalog.entries[target];
    const uint64_t most = intake_limits(search->trees->intake)->name_bytes;
    const size_t length = strlen(name);
    if (length > most || search->path.length > most - length) {
        search->places->long_path = true;
        return;
    }
    buffer_append(&search->path, name, length);
    search->number = paths_number(&search->places->numbers, folder, span_of(name, length));
    if (search->path.failed) {
        search->places->out_of_memory = true;
    } else if (entry->type == GIT_OBJECT_TREE) {
        enter(search, target);
    } else {
        found(search, target);
    }
}

static void walk(struct search *search, uint32_t root) {
    const struct places *places = search->places;
    if (root == NOWHERE) {
        return;
    }
    buffer_clear(&search->path);
    search->number = PATHS_TOP;
    enter(search, root);
    while (search->stack_count) {
        struct search_frame *top = &search->stack[search->stack_count - 1];
        const struct tree_link *link = NULL;
        const char *name = "";
        search->path.length = top->path_length;
        if (!is_complete(search) && !places->out_of_memory && trees_step(search->trees)) {
            link = tree_view_take(&top->left, &name);
        }
        if (link) {
            visit(search, top->number, link->target, name);
        } else {
            search->stack_count--;
        }
    }
}

static uint32_t head_tree(const struct commits *commits, const struct repository *repository,
                          const struct references *references) {
    uint32_t entry =
        references->has_head ? catalog_find(&repository->catalog, references->head) : NOWHERE;
    if (entry == NOWHERE || repository->catalog.entries[entry].type != GIT_OBJECT_COMMIT ||
        repository->catalog.entries[entry].mark == 0) {
        return NOWHERE;
    }
    return commits->items[repository->catalog.entries[entry].mark - 1].tree;
}

static void walk_tagged(struct search *search, const struct commits *commits) {
    search->commit = NOWHERE;
    search->reachable = true;
    for (size_t i = 0; i < commits->tree_count; i++) {
        walk(search, commits->trees[i]);
    }
}

static void forget_visits(struct catalog *catalog) {
    for (size_t i = 0; i < catalog->count; i++) {
        catalog->entries[i].visits = 0;
    }
}

/* The first commit met on the way back is the last that has it. Those that refs reach go first here
 * as well: one of them is named where there is any. */
static void search_backwards(struct search *search, const struct commits *commits) {
    search->seen = &search->seen_backwards;
    search->backwards = true;
    size_t reachable = 0;
    while (reachable < commits->count && commits->items[commits->order[reachable]].reachable) {
        reachable++;
    }
    forget_visits(&search->trees->repository->catalog);
    for (size_t i = reachable; i-- > 0;) {
        search->commit = commits->order[i];
        walk(search, commits->items[search->commit].tree);
    }
    for (size_t i = commits->count; i-- > reachable;) {
        search->commit = commits->order[i];
        walk(search, commits->items[search->commit].tree);
    }
}

static void add_staged(void *context, const struct index_entry *entry) {
    struct search *search = context;
    const uint64_t most = intake_limits(search->trees->intake)->name_bytes;
    uint32_t object = catalog_find(&search->trees->repository->catalog, entry->id);
    if (!entry->is_file || entry->path.length > most || object == NOWHERE) {
        return;
    }
    buffer_clear(&search->path);
    buffer_append(&search->path, entry->path.bytes, entry->path.length);
    search->number = paths_number(&search->places->numbers, PATHS_TOP, entry->path);
    found(search, object);
}

/* Last, when there is nothing left to be told of what commits have. */
static void search_index(struct search *search) {
    struct places *places = search->places;
    struct staged staged = {.each = add_staged, .context = search};
    search->seen = &places->seen;
    search->backwards = false;
    search->commit = NOWHERE;
    search->reachable = false;
    search->staged = true;
    staged_read(&staged, search->trees->repository, search->trees->intake);
    places->unread_indexes = staged.unread + staged.split;
}

/* HEAD first, so that its places have room; then what refs reach; then the rest. */
void places_search(struct places *places, const struct commits *commits,
                   const struct references *references, struct trees *trees) {
    struct search search = {.places = places,
                            .trees = trees,
                            .commit = NOWHERE,
                            .at_head = true,
                            .reachable = true,
                            .seen = &places->seen};
    forget_visits(&trees->repository->catalog);
    walk(&search, head_tree(commits, trees->repository, references));
    forget_visits(&trees->repository->catalog);
    search.at_head = false;
    search.once = true;
    size_t at = 0;
    for (; at < commits->count && commits->items[commits->order[at]].reachable; at++) {
        search.commit = commits->order[at];
        walk(&search, commits->items[search.commit].tree);
    }
    walk_tagged(&search, commits);
    search.reachable = false;
    for (; at < commits->count; at++) {
        search.commit = commits->order[at];
        walk(&search, commits->items[search.commit].tree);
    }
    search_backwards(&search, commits);
    search_index(&search);
    buffer_release(&search.path);
    id_set_release(&search.seen_backwards);
    free(search.stack);
}

void places_release(struct places *places) {
    id_set_release(&places->wanted);
    id_set_release(&places->seen);
    paths_release(&places->numbers);
    free(places->hits);
    free(places->items);
    arena_release(&places->paths);
    *places = (struct places){0};
}
