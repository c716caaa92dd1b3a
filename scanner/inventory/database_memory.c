/* SQLite's memory comes from here: where there is none, values would silently be NULL. */
#include <malloc.h>
#include <stdlib.h>

#include "base/memory.h"
#include "inventory/database.h"
#include "inventory/inventory.h"

static void *take(int size) {
    void *block = malloc((size_t)size);
    if (!block) {
        memory_ran_out();
    }
    return block;
}

static void *resize(void *block, int size) {
    void *resized = realloc(block, (size_t)size);
    if (!resized) {
        memory_ran_out();
    }
    return resized;
}

static int size_of(void *block) {
    return block ? (int)malloc_usable_size(block) : 0;
}

static int rounded(int size) {
    return (size + 7) & ~7;
}

static int start(void *context) {
    (void)context;
    return SQLITE_OK;
}

static void finish(void *context) {
    (void)context;
}

void database_watch_memory(void) {
    static const struct sqlite3_mem_methods methods = {.xMalloc = take,
                                                       .xFree = free,
                                                       .xRealloc = resize,
                                                       .xSize = size_of,
                                                       .xRoundup = rounded,
                                                       .xInit = start,
                                                       .xShutdown = finish};
    sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD); /* the second thread of a worker only unpacks */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
