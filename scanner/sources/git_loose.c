#define _GNU_SOURCE
#include "sources/git_loose.h"

#include <errno.h>
#include <fcntl.h>
#include <git2.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

enum { HEAD_BYTES = 32 /* "commit ", twenty digits, NUL */, INPUT_BYTES = 16384 };

struct reading {
    int file;
    z_stream stream;
    bool ended;
    uint8_t input[INPUT_BYTES];
};

/* Unpacks until length bytes are there or the stream ends. False: damaged or cut short. */
static bool unpack(struct reading *reading, uint8_t *out, size_t length, size_t *got) {
    *got = 0;
    while (*got < length && !reading->ended) {
        if (reading->stream.avail_in == 0) {
            ssize_t bytes = read(reading->file, reading->input, sizeof reading->input);
            if (bytes < 0 && errno == EINTR) {
                continue;
            }
            if (bytes <= 0) {
                return false;
            }
            reading->stream.next_in = reading->input;
            reading->stream.avail_in = (uInt)bytes;
        }
        size_t room = length - *got < INT32_MAX ? length - *got : INT32_MAX;
        reading->stream.next_out = out + *got;
        reading->stream.avail_out = (uInt)room;
        int state = inflate(&reading->stream, Z_NO_FLUSH);
        if (state != Z_OK && state != Z_STREAM_END) {
            return false;
        }
        *got += room - reading->stream.avail_out;
        reading->ended = state == Z_STREAM_END;
    }
    return true;
}

/* Length of the head with its NUL; 0 where it is none. */
static size_t parse_head(const uint8_t *head, size_t length, struct loose *loose) {
    static const struct {
        const char *word;
        int type;
    } types[] = {{"blob ", GIT_OBJECT_BLOB},
                 {"tree ", GIT_OBJECT_TREE},
                 {"commit ", GIT_OBJECT_COMMIT},
                 {"tag ", GIT_OBJECT_TAG}};
    size_t at = 0;
    for (size_t i = 0; i < sizeof types / sizeof *types && at == 0; i++) {
        size_t word = strlen(types[i].word);
        if (length > word && memcmp(head, types[i].word, word) == 0) {
            loose->type = types[i].type;
            at = word;
        }
    }
    size_t first = at;
    for (; at && at < length && head[at] >= '0' && head[at] <= '9'; at++) {
        if (loose->size > UINT64_MAX / 10 - 1) {
            return 0;
        }
        loose->size = loose->size * 10 + (uint64_t)(head[at] - '0');
    }
    return at > first && at < length && head[at] == 0 ? at + 1 : 0;
}

static enum outcome read_content(struct reading *reading, struct span front, struct loose *loose,
                                 struct error *error) {
    if (front.length > loose->size) {
        fail(error, "it holds more than the size it gives");
        return SKIPPED;
    }
    size_t size = (size_t)loose->size;
    loose->bytes = malloc(size + 1);
    if (!loose->bytes) {
        fail(error, "memory ran out");
        return SKIPPED;
    }
    memcpy(loose->bytes, front.bytes, front.length);
    size_t got = 0;
    size_t excess = 0;
    uint8_t one;
    bool whole = unpack(reading, loose->bytes + front.length, size - front.length, &got) &&
                 got == size - front.length && unpack(reading, &one, 1, &excess) && excess == 0;
    if (!whole) {
        free(loose->bytes);
        loose->bytes = NULL;
        fail(error, "it is damaged, or not as long as it says");
        return SKIPPED;
    }
    return DONE;
}

static enum outcome read_object(struct reading *reading, uint64_t most, struct loose *loose,
                                struct error *error) {
    uint8_t head[HEAD_BYTES];
    size_t got = 0;
    size_t length = 0;
    if (unpack(reading, head, sizeof head, &got)) {
        length = parse_head(head, got, loose);
    }
    if (length == 0) {
        fail(error, "it does not begin as an object");
        return SKIPPED;
    }
    if (most == 0 || loose->size > most) {
        return DONE;
    }
    return read_content(reading, span_of(head + length, got - length), loose, error);
}

enum outcome loose_read(const struct intake *intake, const char *path, uint64_t most,
                        struct loose *loose, struct error *error) {
    char real[PATH_BYTES];
    *loose = (struct loose){0};
    if (path_resolve(intake, path, real) != WHERE_INSIDE) {
        fail(error, "its file is not there, or lies outside the roots");
        return SKIPPED;
    }
    struct reading reading = {
        .file = open(real, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC)};
    if (reading.file < 0) {
        fail(error, "its file cannot be opened: %s", strerror(errno));
        return SKIPPED;
    }
    enum outcome outcome = SKIPPED;
    struct stat facts;
    if (fstat(reading.file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        fail(error, "it is no regular file");
    } else if (inflateInit(&reading.stream) != Z_OK) {
        fail(error, "memory ran out");
    } else {
        outcome = read_object(&reading, most, loose, error);
        inflateEnd(&reading.stream);
    }
    close(reading.file);
    return outcome;
}
