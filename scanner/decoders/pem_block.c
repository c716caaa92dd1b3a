#include "decoders/pem_block.h"

#include "decoders/base64.h"

bool pem_next_block(struct pem_walk *walk, size_t from, struct pem_block *block) {
    *block = (struct pem_block){0};
    if (!pem_walk_begin(walk, from, &block->begin)) {
        return false;
    }
    struct pem_marker next;
    size_t body = block->begin.end;
    size_t until = pem_walk_begin(walk, body, &next) ? next.start : walk->text.length;
    block->ended = pem_walk_end(walk, body, until, &block->end);
    size_t stop = block->ended ? block->end.start : until;
    block->body_offset = body;
    block->body = span_part(walk->text, body, stop - body);
    block->next = block->ended ? block->end.end : body + base64_end(block->body);
    return true;
}
