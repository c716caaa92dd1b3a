#include "decoders/pem_block.h"

#include <ctype.h>

#include "decoders/pem_prefix.h"
#include "decoders/text_escape.h"

/* Behind the mark of a remark at the begin of a line. */
static size_t after_mark(struct span body, size_t at) {
    while (at < body.length && byte_is_one_of(body.bytes[at], " \t")) {
        at++;
    }
    struct span line = span_from(body, at);
    return line.length && *line.bytes != '-' ? at + pem_mark_length(line) : at;
}

/* Where base64 stops, however its line ends and quotes are written, and in remarks. */
static size_t content_end(struct span body) {
    size_t at = 0;
    while (at < body.length) {
        struct character next = text_character_at(body, at);
        if (next.value < 0 || !(isalnum(next.value) || isspace(next.value) ||
                                (next.value && strchr("+/=\"'`,", next.value)))) {
            break;
        }
        at += next.length;
        at = next.value == '\n' ? after_mark(body, at) : at;
    }
    return at;
}

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
    block->next = block->ended ? block->end.end : body + content_end(block->body);
    return true;
}
