/* Examines files in one process, as a worker does but without its confinement, which valgrind
 * cannot follow: for instructions.py.
 *
 *     examine_files FILE...
 *
 * Prints the number of finds. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "decoders/unlock.h"
#include "examine.h"

static void count(void *context, struct record *record) {
    uint64_t *finds = context;
    *finds += record->type == RECORD_ARTIFACT;
}

static bool read_file(const char *path, struct buffer *content) {
    uint8_t chunk[65536];
    size_t length = 0;
    FILE *file = fopen(path, "rb");
    buffer_clear(content);
    while (file && (length = fread(chunk, 1, sizeof chunk, file)) > 0) {
        buffer_append(content, chunk, length);
    }
    return file && fclose(file) == 0 && !content->failed;
}

int main(int argc, char **argv) {
    uint64_t finds = 0;
    struct buffer content = {0};
    struct account account = {0};
    struct passphrases passphrases = {0};
    struct limits limits = limits_default();
    struct anchors *anchors = anchors_new();
    struct examine_sink sink = {.context = &finds, .record = count, .anchors = anchors};
    int status = unlock_prepare() && anchors ? EXIT_SUCCESS : EXIT_FAILURE;
    for (int i = 1; i < argc && status == EXIT_SUCCESS; i++) {
        struct origin origin = {.path = argv[i]};
        if (read_file(argv[i], &content)) {
            examine(&origin, argv[i], buffer_span(&content), &limits, &passphrases, &sink,
                    &account);
        } else {
            status = EXIT_FAILURE;
        }
    }
    printf("%llu\n", (unsigned long long)finds);
    buffer_release(&content);
    anchors_free(anchors);
    unlock_finish();
    return status;
}
