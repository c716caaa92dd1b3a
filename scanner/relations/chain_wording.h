/* The words in which a chain's verdict is explained. Names and places of certificates that many
 * chains share are read once. */
#ifndef RELATIONS_CHAIN_WORDING_H
#define RELATIONS_CHAIN_WORDING_H

#include "base/arena.h"
#include "relations/path_search.h"

struct chain_wording {
    const struct certificate_graph *graph;
    const char **labels; /* of each certificate, NULL: not asked for yet */
    const char **names;  /* likewise, the subject alone */
    struct arena arena;
    struct query *facts;
    struct query *place;
    struct query *truststore;
};

enum outcome chain_wording_init(struct chain_wording *wording,
                                const struct certificate_graph *graph, struct inventory *inventory,
                                struct error *error);
enum outcome chain_wording_release(struct chain_wording *wording, struct error *error);

/* Each appends the explanation of one verdict. path is leaf first. */
void chain_say_complete(struct chain_wording *wording, const uint32_t *path, uint32_t length,
                        struct buffer *out);
/* missing: certificates of the path that the leaf's file lacks. */
void chain_say_elsewhere(struct chain_wording *wording, const uint32_t *path, uint32_t length,
                         const uint32_t *missing, uint32_t missing_count, struct buffer *out);
void chain_say_unanchored(struct chain_wording *wording, const uint32_t *path, uint32_t length,
                          struct buffer *out);
/* The path's last certificate has no issuer, or none that verifies it, or one that cannot be told.
 */
void chain_say_end(struct chain_wording *wording, const uint32_t *path, uint32_t length,
                   struct buffer *out);
/* No path is without a fault; this one has these. */
void chain_say_broken(struct chain_wording *wording, const uint32_t *path, uint32_t length,
                      const struct path_fault *faults, size_t count, struct buffer *out);
/* The subject of a certificate; lives until the wording is released. */
const char *chain_name(struct chain_wording *wording, uint32_t certificate);
void chain_say_self_signed(struct chain_wording *wording, uint32_t certificate, struct buffer *out);

#endif
