#include "recall.h"

enum { RECALL_BYTES = 32 << 20 };

void recall_release(struct recall *recall) {
    id_set_release(&recall->known);
    buffer_release(&recall->packed);
}

bool recall_find(const struct recall *recall, const uint8_t digest[SHA256_BYTES],
                 struct artifact *artifact) {
    const uint64_t *offset = id_set_find(&recall->known, span_of(digest, SHA256_BYTES));
    if (!offset || *offset == 0) {
        return false;
    }
    struct exchange exchange = {.in = span_from(buffer_span(&recall->packed), *offset - 1)};
    artifact_exchange(&exchange, artifact);
    return !exchange.failed;
}

void recall_keep(struct recall *recall, const uint8_t digest[SHA256_BYTES],
                 const struct artifact *artifact) {
    if (recall->packed.length > RECALL_BYTES) {
        recall_release(recall);
    }
    struct artifact copy = *artifact;
    size_t before = recall->packed.length;
    struct exchange exchange = {.out = &recall->packed};
    artifact_exchange(&exchange, &copy);
    uint64_t *offset = recall->packed.failed || exchange.failed
                           ? NULL
                           : id_set_add(&recall->known, span_of(digest, SHA256_BYTES), NULL);
    if (offset) {
        *offset = before + 1;
    } else {
        recall_release(recall);
    }
}
