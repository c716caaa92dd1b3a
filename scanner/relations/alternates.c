#include "relations/alternates.h"

#include <stdlib.h>

enum { SEEN_MOST = 256 };

bool alternates_init(struct alternates *alternates, const struct certificate_graph *graph) {
    alternates->graph = graph;
    alternates->seen_in = calloc((size_t)graph->count + 1, sizeof *alternates->seen_in);
    return alternates->seen_in != NULL;
}

void alternates_release(struct alternates *alternates) {
    free(alternates->seen_in);
    buffer_release(&alternates->queue);
    *alternates = (struct alternates){0};
}

static bool is_on(const struct path_so_far *path, uint32_t certificate) {
    for (uint32_t i = 0; i < path->length; i++) {
        if (path->certificates[i] == certificate) {
            return true;
        }
    }
    return false;
}

/* One certificate above the leaf: somebody may have it at hand. */
static void see(struct alternates *alternates, const struct path_so_far *path, int64_t file,
                uint32_t index, struct buffer *faults) {
    const struct certificate *certificate = &alternates->graph->certificates[index];
    bool sent = file && certificate_graph_in_file(alternates->graph, certificate, file);
    if (alternates->seen_in[index] == alternates->search || !(sent || certificate->is_trusted)) {
        return;
    }
    alternates->seen_in[index] = alternates->search;
    buffer_append(&alternates->queue, &index, sizeof index);
    if (certificate->is_expired && certificate->is_ca && !is_on(path, index)) {
        struct path_fault fault = {.code = FAULT_ALTERNATE,
                                   .member = index,
                                   .other = path->certificates[path->length - 1]};
        buffer_append(faults, &fault, sizeof fault);
    }
}

bool alternates_find(struct alternates *alternates, const struct path_so_far *path, int64_t file,
                     struct buffer *faults) {
    const struct certificate_graph *graph = alternates->graph;
    alternates->search++;
    buffer_clear(&alternates->queue);
    buffer_append(&alternates->queue, &path->certificates[0], sizeof path->certificates[0]);
    for (size_t next = 0; next < alternates->queue.length / sizeof(uint32_t) && next < SEEN_MOST;
         next++) {
        uint32_t index = ((const uint32_t *)(const void *)alternates->queue.bytes)[next];
        const struct certificate *certificate = &graph->certificates[index];
        for (uint32_t i = 0; i < certificate->parent_count; i++) {
            const struct issuer *issuer =
                &graph->issuers[graph->parents[certificate->first_parent + i]];
            for (uint32_t j = 0; j < issuer->member_count && j < SEEN_MOST; j++) {
                see(alternates, path, file, graph->members[issuer->first_member + j], faults);
            }
        }
    }
    return !alternates->queue.failed && !faults->failed;
}
