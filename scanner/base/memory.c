#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>

void memory_ran_out(void) {
    static const char sentence[] = "certsweep: out of memory\n";
    ssize_t written = write(STDERR_FILENO, sentence, sizeof sentence - 1);
    (void)written;
    _exit(EXIT_OUT_OF_MEMORY);
}

static void *take(size_t size, const char *file, int line) {
    (void)file;
    (void)line;
    void *block = size ? malloc(size) : NULL;
    if (size && !block) {
        memory_ran_out();
    }
    return block;
}

static void *resize(void *block, size_t size, const char *file, int line) {
    (void)file;
    (void)line;
    if (size == 0) {
        free(block);
        return NULL;
    }
    void *resized = realloc(block, size);
    if (!resized) {
        memory_ran_out();
    }
    return resized;
}

static void release(void *block, const char *file, int line) {
    (void)file;
    (void)line;
    free(block);
}

void memory_watch(void) {
    CRYPTO_set_mem_functions(take, resize, release);
}
