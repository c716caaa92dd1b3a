#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>

#include "base/memory.h"

struct arena_chunk {
    struct arena_chunk *next;
    size_t used;
    size_t capacity;
    alignas(max_align_t) uint8_t bytes[];
};

static const size_t chunk_bytes = 8192;

void arena_release(struct arena *arena) {
    while (arena->chunks) {
        struct arena_chunk *next = arena->chunks->next;
        free(arena->chunks);
        arena->chunks = next;
    }
}

static void arena_grow(struct arena *arena, size_t length) {
    size_t capacity = length > chunk_bytes ? length : chunk_bytes;
    struct arena_chunk *chunk = calloc(1, sizeof *chunk + capacity);
    if (!chunk) {
        memory_ran_out();
    }
    chunk->capacity = capacity;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
}

void *arena_take(struct arena *arena, size_t length) {
    if (length > SIZE_MAX / 4) {
        return NULL;
    }
    size_t rounded = (length + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    struct arena_chunk *chunk = arena->chunks;
    if (!chunk || chunk->capacity - chunk->used < rounded) {
        arena_grow(arena, rounded);
    }
    chunk = arena->chunks;
    void *taken = chunk->bytes + chunk->used;
    chunk->used += rounded;
    return taken;
}

const char *arena_text(struct arena *arena, const void *bytes, size_t length) {
    char *text = arena_take(arena, length + 1);
    if (!text) {
        return "";
    }
    if (length) {
        memcpy(text, bytes, length);
    }
    return text;
}

struct span arena_span(struct arena *arena, struct span bytes) {
    void *copy = arena_take(arena, bytes.length ? bytes.length : 1);
    if (!copy) {
        return (struct span){0};
    }
    if (bytes.length) {
        memcpy(copy, bytes.bytes, bytes.length);
    }
    return span_of(copy, bytes.length);
}
