#include "sources/git_shares.h"

#include <stdlib.h>

#include "sources/git_repository.h"

enum {
    /* What a tree costs, roughly: each byte of its streams is inflated, each object of it is put
     * together and searched. */
    COST_STREAM = 4,
    COST_OBJECT = 512,
    COST_CONTENT = 4, /* bytes of content that cost as much as a quarter byte of stream */
    LARGE_EACH = 8,   /* a tree is large from this part of a share on */
};

struct weighed {
    struct share_tree tree;
    uint64_t weight;
    uint32_t share;
    bool large;
};

struct weighing {
    struct weighed *items;
    size_t count;
    size_t capacity;
    uint64_t total;
};

static uint64_t node_weight(const struct pack *pack, uint32_t node, uint64_t content) {
    uint64_t end = node + 1 < pack->count ? pack->nodes[node + 1].offset : pack->data.length;
    uint64_t start = pack->nodes[node].offset;
    return (end > start ? end - start : 0) * COST_STREAM + content / COST_CONTENT + COST_OBJECT;
}

/* Of root and all that builds on it; none of them refers to more content than root, as a guess. */
static uint64_t tree_weight(const struct pack *pack, uint32_t root) {
    struct pack_head head;
    uint64_t content = pack_head(pack, pack->nodes[root].offset, &head) ? head.size : 0;
    uint64_t weight = 0;
    for (uint32_t at = root; at != NOWHERE; at = pack_node_after(pack, root, at)) {
        weight += node_weight(pack, at, content);
    }
    return weight;
}

/* Anything in the delta tree of root that is chosen, and not known. */
static bool is_asked_for(const struct repository *repository, uint32_t store, uint32_t root) {
    const struct catalog *catalog = &repository->catalog;
    const struct pack *pack = &catalog->stores[store].pack;
    bool some = repository->chosen.bits || repository->known.bits;
    for (uint32_t at = root; some && at != NOWHERE; at = pack_node_after(pack, root, at)) {
        uint32_t index = catalog_at(catalog, store, pack->nodes[at].position);
        if (index != NOWHERE && chosen_has(&repository->chosen, index) &&
            !known_has(&repository->known, index)) {
            return true;
        }
    }
    return !some;
}

static bool is_root(const struct node *node) {
    return node->base == NOWHERE && node->soundness != OBJECT_BROKEN;
}

static bool weigh_store(struct weighing *weighing, const struct repository *repository,
                        uint32_t store) {
    const struct catalog *catalog = &repository->catalog;
    const struct pack *pack = &catalog->stores[store].pack;
    for (uint32_t i = 0; !catalog->stores[store].loose && i < pack->count; i++) {
        if (!is_root(&pack->nodes[i]) || !is_asked_for(repository, store, i)) {
            continue;
        }
        struct weighed *grown =
            array_grow(weighing->items, &weighing->capacity, weighing->count + 1, sizeof *grown);
        if (!grown) {
            return false;
        }
        weighing->items = grown;
        grown[weighing->count] =
            (struct weighed){.tree = {store, i}, .weight = tree_weight(pack, i)};
        weighing->total += grown[weighing->count++].weight;
    }
    return true;
}

void shares_tell_known(struct repository *repository) {
    const struct catalog *catalog = &repository->catalog;
    for (uint32_t store = 0; repository->known.bits && store < catalog->store_count; store++) {
        const struct pack *pack = &catalog->stores[store].pack;
        for (uint32_t i = 0; !catalog->stores[store].loose && i < pack->count; i++) {
            if (!is_root(&pack->nodes[i]) || is_asked_for(repository, store, i)) {
                continue;
            }
            for (uint32_t at = i; at != NOWHERE; at = pack_node_after(pack, i, at)) {
                known_done(&repository->known, store, pack->nodes[at].soundness != OBJECT_BROKEN);
            }
        }
    }
}

static int compare_weights(const void *one, const void *other) {
    const struct weighed *a = *(struct weighed *const *)one;
    const struct weighed *b = *(struct weighed *const *)other;
    if (a->weight != b->weight) {
        return a->weight > b->weight ? -1 : 1;
    }
    return (a > b) - (a < b); /* all lie in one array */
}

/* The large ones, heaviest first, each to the share that has least. */
static void spread_large(struct weighed **large, size_t count, uint32_t shares,
                         uint64_t load[SHARES_MOST]) {
    qsort(large, count, sizeof *large, compare_weights);
    for (size_t i = 0; i < count; i++) {
        uint32_t least = 0;
        for (uint32_t k = 1; k < shares; k++) {
            least = load[k] < load[least] ? k : least;
        }
        large[i]->share = least;
        large[i]->large = true;
        load[least] += large[i]->weight;
    }
}

/* The rest in the order of the files, each share filled in turn. */
static void spread_rest(struct weighing *weighing, uint32_t shares, uint64_t load[SHARES_MOST]) {
    const uint64_t target = weighing->total / shares;
    uint32_t share = 0;
    for (size_t i = 0; i < weighing->count; i++) {
        struct weighed *item = &weighing->items[i];
        while (!item->large && share + 1 < shares && load[share] >= target) {
            share++;
        }
        if (!item->large) {
            item->share = share;
            load[share] += item->weight;
        }
    }
}

static bool spread(struct weighing *weighing, uint32_t shares) {
    const uint64_t large_from = weighing->total / shares / LARGE_EACH;
    uint64_t load[SHARES_MOST] = {0};
    struct weighed **large = NULL;
    size_t count = 0;
    size_t capacity = 0;
    for (size_t i = 0; i < weighing->count; i++) {
        if (weighing->items[i].weight > large_from) {
            struct weighed **grown = array_grow(large, &capacity, count + 1, sizeof(void *));
            if (!grown) {
                free(large);
                return false;
            }
            large = grown;
            large[count++] = &weighing->items[i];
        }
    }
    if (count) {
        spread_large(large, count, shares, load);
    }
    spread_rest(weighing, shares, load);
    free(large);
    return true;
}

/* Puts the trees in the order of their shares. */
static void arrange(struct shares *shares, const struct weighing *weighing) {
    size_t next[SHARES_MOST];
    for (size_t i = 0; i < weighing->count; i++) {
        shares->first[weighing->items[i].share + 1]++;
    }
    for (uint32_t share = 0; share < shares->count; share++) {
        shares->first[share + 1] += shares->first[share];
        next[share] = shares->first[share];
    }
    for (size_t i = 0; i < weighing->count; i++) {
        shares->trees[next[weighing->items[i].share]++] = weighing->items[i].tree;
    }
}

bool shares_make(struct repository *repository, uint32_t count) {
    struct shares *shares = &repository->shares;
    struct weighing weighing = {0};
    bool fits = true;
    for (uint32_t i = 0; fits && i < repository->catalog.store_count; i++) {
        fits = weigh_store(&weighing, repository, i);
    }
    shares_release(shares);
    shares->trees = fits ? calloc(weighing.count + 1, sizeof *shares->trees) : NULL;
    if (shares->trees && spread(&weighing, count)) {
        shares->count = count;
        arrange(shares, &weighing);
    }
    free(weighing.items);
    return shares->count != 0;
}

void shares_release(struct shares *shares) {
    free(shares->trees);
    *shares = (struct shares){0};
}
