#define _GNU_SOURCE
#include "sources/git_lfs.h"

#include <stdio.h>
#include <sys/stat.h>

static bool take_word(struct span *line, const char *word) {
    if (!span_starts_with(*line, word, strlen(word))) {
        return false;
    }
    *line = span_from(*line, strlen(word));
    return true;
}

static bool read_id(struct span line, struct lfs_pointer *pointer) {
    if (line.length != LFS_ID_DIGITS) {
        return false;
    }
    memcpy(pointer->id, line.bytes, LFS_ID_DIGITS);
    pointer->id[LFS_ID_DIGITS] = 0;
    return strspn(pointer->id, "0123456789abcdef") == LFS_ID_DIGITS;
}

static bool read_size(struct span line, struct lfs_pointer *pointer) {
    pointer->bytes = 0;
    for (size_t i = 0; i < line.length; i++) {
        if (line.bytes[i] < '0' || line.bytes[i] > '9' || i >= 18) {
            return false;
        }
        pointer->bytes = pointer->bytes * 10 + (uint64_t)(line.bytes[i] - '0');
    }
    return line.length > 0;
}

bool lfs_pointer_read(struct span blob, struct lfs_pointer *pointer) {
    struct span line;
    if (blob.length >= LFS_POINTER_BYTES || !line_take(&blob, &line) ||
        !(take_word(&line, "version https://git-lfs.github.com/spec/") ||
          take_word(&line, "version https://hawser.github.com/spec/"))) {
        return false;
    }
    bool id = false;
    bool size = false;
    while (line_take(&blob, &line)) {
        if (take_word(&line, "oid sha256:")) {
            id = read_id(line, pointer);
        } else if (take_word(&line, "size ")) {
            size = read_size(line, pointer);
        }
    }
    return id && size;
}

bool lfs_is_stored(const struct repository *repository, const struct intake *intake,
                   const struct lfs_pointer *pointer) {
    char name[LFS_ID_DIGITS + 32];
    char path[PATH_BYTES];
    char real[PATH_BYTES];
    struct stat facts;
    snprintf(name, sizeof name, "lfs/objects/%.2s/%.2s/%s", pointer->id, pointer->id + 2,
             pointer->id);
    return path_join(repository->absolute, name, path) &&
           path_resolve(intake, path, real) == WHERE_INSIDE && lstat(real, &facts) == 0 &&
           S_ISREG(facts.st_mode) && (uint64_t)facts.st_size == pointer->bytes;
}
