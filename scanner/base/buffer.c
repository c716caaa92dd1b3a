#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <openssl/crypto.h>

#include "base/memory.h"

void buffer_release(struct buffer *buffer) {
    size_t limit = buffer->limit;
    free(buffer->bytes);
    *buffer = (struct buffer){.limit = limit};
}

void buffer_wipe(struct buffer *buffer) {
    if (buffer->bytes) {
        OPENSSL_cleanse(buffer->bytes, buffer->capacity);
    }
    buffer_release(buffer);
}

void buffer_clear(struct buffer *buffer) {
    buffer->length = 0;
    buffer->failed = false;
}

/* realloc would leave the old copy behind unwiped, and any buffer may hold a secret. Large ones
 * begin at a line of the cache: some processors copy half as fast to where malloc begins them, a
 * little behind the start of a page. */
static void buffer_move(struct buffer *buffer, size_t capacity) {
    enum { LARGE = 4096, CACHE_LINE = 64 };
    uint8_t *moved = capacity < LARGE ? malloc(capacity) : aligned_alloc(CACHE_LINE, capacity);
    if (!moved) {
        memory_ran_out();
    }
    if (buffer->bytes) {
        memcpy(moved, buffer->bytes, buffer->length);
        OPENSSL_cleanse(buffer->bytes, buffer->capacity);
        free(buffer->bytes);
    }
    buffer->bytes = moved;
    buffer->capacity = capacity;
}

bool buffer_reserve(struct buffer *buffer, size_t extra) {
    if (buffer->failed) {
        return false;
    }
    size_t bound = buffer->limit ? buffer->limit : SIZE_MAX / 4;
    if (extra > bound || buffer->length > bound - extra) {
        buffer->failed = true;
        return false;
    }
    size_t need = buffer->length + extra + 1; /* one more for buffer_text's NUL */
    if (need <= buffer->capacity) {
        return true;
    }
    size_t capacity = buffer->capacity ? buffer->capacity : 64;
    while (capacity < need) {
        capacity *= 2;
    }
    buffer_move(buffer, capacity);
    return true;
}

void buffer_append(struct buffer *buffer, const void *bytes, size_t length) {
    if (length == 0 || !buffer_reserve(buffer, length)) {
        return;
    }
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
}

void buffer_append_byte(struct buffer *buffer, uint8_t byte) {
    buffer_append(buffer, &byte, 1);
}

void buffer_append_text(struct buffer *buffer, const char *text) {
    buffer_append(buffer, text, strlen(text));
}

void buffer_format(struct buffer *buffer, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) {
        buffer->failed = true;
    } else if (buffer_reserve(buffer, (size_t)length)) {
        vsnprintf((char *)buffer->bytes + buffer->length, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
}

const char *buffer_text(struct buffer *buffer) {
    if (!buffer_reserve(buffer, 0)) {
        return "";
    }
    buffer->bytes[buffer->length] = 0;
    return (const char *)buffer->bytes;
}
