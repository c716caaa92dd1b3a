#include "relations/path_details.h"

#include <stdlib.h>

enum { KEPT_BYTES_MOST = 64 << 20 };

enum outcome path_details_init(struct path_details *details, const struct certificate_graph *graph,
                               struct inventory *inventory, struct error *error) {
    *details = (struct path_details){.graph = graph};
    details->kept = calloc((size_t)graph->count + 1, sizeof *details->kept);
    details->query = query_new(
        inventory,
        "SELECT names, constraints, policy, faults, deviations FROM artifact WHERE id = ?1", error);
    if (!details->kept) {
        return fail(error, "out of memory");
    }
    return details->query ? DONE : FAILED;
}

enum outcome path_details_release(struct path_details *details, struct error *error) {
    enum outcome outcome = details->query ? query_free(details->query, error) : DONE;
    free(details->kept);
    arena_release(&details->arena);
    *details = (struct path_details){0};
    return outcome;
}

static const char *keep_text(struct path_details *details, int column) {
    const char *text = query_text(details->query, column);
    details->kept_bytes += strlen(text);
    return arena_text(&details->arena, text, strlen(text));
}

static struct span keep_span(struct path_details *details, int column) {
    struct span span = query_span(details->query, column);
    details->kept_bytes += span.length;
    return arena_span(&details->arena, span);
}

const struct path_detail *path_details_of(struct path_details *details, uint32_t certificate) {
    static const struct path_detail unread = {.policy = "", .faults = "unread", .deviations = ""};
    if (details->kept[certificate]) {
        return details->kept[certificate];
    }
    query_rewind(details->query);
    query_bind_number(details->query, 1, details->graph->certificates[certificate].id);
    struct path_detail *detail = arena_take(&details->arena, sizeof *detail);
    if (!detail || !query_next(details->query)) {
        return &unread;
    }
    details->kept_bytes += sizeof *detail;
    *detail = (struct path_detail){
        .names = keep_span(details, 0),
        .constraints = keep_span(details, 1),
        .policy = keep_text(details, 2),
        .faults = keep_text(details, 3),
        .deviations = keep_text(details, 4),
    };
    details->kept[certificate] = detail;
    return detail;
}

void path_details_trim(struct path_details *details) {
    if (details->kept_bytes > KEPT_BYTES_MOST) {
        memset(details->kept, 0, details->graph->count * sizeof *details->kept);
        arena_release(&details->arena);
        details->kept_bytes = 0;
    }
}
