#include "sources/git_paths.h"

#include "base/digest.h"
#include "base/memory.h"

/* The number of an id in set, from 1 on. */
static uint32_t number_in(struct id_set *set, struct span id) {
    bool added = false;
    uint64_t *value = id_set_add(set, id, &added);
    if (added) {
        *value = set->count;
    }
    return value ? (uint32_t)*value : 0;
}

/* 0 for no name. Long ones are told apart by their digests, which have a length of their own. */
static uint32_t name_number(struct paths *paths, struct span name) {
    uint8_t digest[SHA256_BYTES];
    if (name.length >= SHA256_BYTES) {
        if (!digest_sha256(name, digest)) {
            memory_ran_out();
        }
        name = span_of(digest, sizeof digest);
    }
    return number_in(&paths->names, name);
}

uint32_t paths_number(struct paths *paths, uint32_t folder, struct span name) {
    bool more = true;
    while (more) {
        const uint8_t *slash = name.length ? memchr(name.bytes, '/', name.length) : NULL;
        size_t length = slash ? (size_t)(slash - name.bytes) : name.length;
        uint32_t node[2] = {folder, name_number(paths, span_part(name, 0, length))};
        folder = number_in(&paths->nodes, span_of(node, sizeof node));
        more = slash != NULL;
        name = span_from(name, length + more);
    }
    return folder;
}

void paths_release(struct paths *paths) {
    id_set_release(&paths->names);
    id_set_release(&paths->nodes);
}
