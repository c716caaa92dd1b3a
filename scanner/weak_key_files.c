#include "weak_key_files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { LIST_BYTES_MOST = 64 << 20, CHUNK_BYTES = 64 << 10 };

static const char *const installed[] = {
    "/usr/share/openssl-blacklist/blacklist.RSA-512",
    "/usr/share/openssl-blacklist/blacklist.RSA-1024",
    "/usr/share/openssl-blacklist/blacklist.RSA-2048",
    "/usr/share/openssl-blacklist/blacklist.RSA-4096",
};

static enum outcome read_whole(FILE *stream, const char *file, struct buffer *text,
                               struct error *error) {
    size_t got = 0;
    text->limit = LIST_BYTES_MOST;
    do {
        if (!buffer_reserve(text, CHUNK_BYTES)) {
            return fail(error, "%s: more than %d bytes", file, LIST_BYTES_MOST);
        }
        got = fread(text->bytes + text->length, 1, CHUNK_BYTES, stream);
        text->length += got;
    } while (got > 0);
    return ferror(stream) ? fail(error, "%s: %s", file, strerror(errno)) : DONE;
}

static enum outcome load(struct weak_key_lists *lists, const char *file, struct error *error) {
    struct buffer text = {0};
    FILE *stream = fopen(file, "re");
    if (!stream) {
        return fail(error, "%s: %s", file, strerror(errno));
    }
    enum outcome outcome = read_whole(stream, file, &text, error);
    if (outcome == DONE && !weak_key_lists_add(lists, file, buffer_span(&text))) {
        outcome = fail(error, "%s: a line is not 20 hexadecimal digits", file);
    }
    fclose(stream);
    buffer_release(&text);
    return outcome;
}

enum outcome weak_key_files_load(struct weak_key_lists *lists, const char *const *files,
                                 unsigned count, struct error *error) {
    for (unsigned i = 0; i < count; i++) {
        if (load(lists, files[i], error) != DONE) {
            return FAILED;
        }
    }
    for (unsigned i = 0; i < sizeof installed / sizeof *installed; i++) {
        struct error ignored = {""};
        load(lists, installed[i], &ignored);
    }
    return DONE;
}
