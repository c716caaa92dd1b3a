#define _GNU_SOURCE
#include "sources/git_common.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(PATH_BYTES >= PATH_MAX, "realpath writes PATH_MAX bytes");

bool path_join(const char *folder, const char *name, char out[PATH_BYTES]) {
    int length = name[0] == '/' ? snprintf(out, PATH_BYTES, "%s", name)
                                : snprintf(out, PATH_BYTES, "%s/%s", folder, name);
    return length > 0 && length < PATH_BYTES;
}

bool path_below(const struct root *root, const char *path, char out[PATH_BYTES]) {
    int length = path[0] ? snprintf(out, PATH_BYTES, "%s/%s", root->real, path)
                         : snprintf(out, PATH_BYTES, "%s", root->real);
    return length > 0 && length < PATH_BYTES;
}

static bool is_below(const char *real, const char *root) {
    size_t length = strlen(root);
    if (length == 0) {
        return false;
    }
    length -= root[length - 1] == '/'; /* only the root directory ends in one */
    return strncmp(real, root, length) == 0 && (real[length] == '/' || real[length] == 0);
}

enum where path_resolve(const struct intake *intake, const char *path, char real[PATH_BYTES]) {
    if (!realpath(path, real)) {
        real[0] = 0;
        return WHERE_ABSENT;
    }
    uint64_t count = intake_root_count(intake);
    for (uint64_t i = 0; i < count; i++) {
        const struct root *root = intake_root(intake, i);
        if (root && is_below(real, root->real)) {
            return WHERE_INSIDE;
        }
    }
    return WHERE_OUTSIDE;
}

static bool read_whole(int file, size_t length, struct buffer *out) {
    if (!buffer_reserve(out, length)) {
        return false;
    }
    while (length) {
        ssize_t got = read(file, out->bytes + out->length, length);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0; /* it became shorter meanwhile: what there is counts */
        }
        out->length += (size_t)got;
        length -= (size_t)got;
    }
    return true;
}

enum where file_read(const struct intake *intake, const char *path, size_t most,
                     struct buffer *out) {
    char real[PATH_BYTES];
    enum where where = path_resolve(intake, path, real);
    buffer_clear(out);
    if (where != WHERE_INSIDE) {
        return where;
    }
    int file = open(real, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0) {
        return WHERE_OUTSIDE;
    }
    struct stat facts;
    bool read = fstat(file, &facts) == 0 && S_ISREG(facts.st_mode) &&
                (uint64_t)facts.st_size <= most && read_whole(file, (size_t)facts.st_size, out);
    close(file);
    return read ? WHERE_INSIDE : WHERE_OUTSIDE;
}

enum where common_directory(const struct intake *intake, const char *git_directory,
                            char common[PATH_BYTES]) {
    char path[PATH_BYTES];
    struct buffer file = {0};
    if (!path_join(git_directory, "commondir", path)) {
        common[0] = 0;
        return WHERE_ABSENT;
    }
    enum where where = file_read(intake, path, PATH_BYTES, &file);
    struct span text = buffer_span(&file);
    struct span line = {0};
    if (where == WHERE_ABSENT) {
        where = path_resolve(intake, git_directory, common);
    } else if (where == WHERE_OUTSIDE) {
        snprintf(common, PATH_BYTES, "%s", git_directory);
    } else {
        char name[PATH_BYTES];
        line_take(&text, &line);
        snprintf(name, sizeof name, "%.*s", (int)line.length, (const char *)line.bytes);
        where = path_join(git_directory, name, path) ? path_resolve(intake, path, common)
                                                     : WHERE_ABSENT;
    }
    buffer_release(&file);
    return where;
}

static int digit_value(uint8_t digit) {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    digit |= 0x20;
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool id_parse(struct span text, size_t id_bytes, uint8_t id[GIT_ID_MOST]) {
    if (text.length < 2 * id_bytes) {
        return false;
    }
    for (size_t i = 0; i < id_bytes; i++) {
        int high = digit_value(text.bytes[2 * i]);
        int low = digit_value(text.bytes[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        id[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

bool key_parse(struct span text, size_t id_bytes, uint8_t key[GIT_KEY_BYTES]) {
    uint8_t id[GIT_ID_MOST];
    if (!id_parse(text, id_bytes, id)) {
        return false;
    }
    memcpy(key, id, GIT_KEY_BYTES);
    return true;
}

void id_format(const uint8_t *id, size_t id_bytes, char out[2 * GIT_ID_MOST + 1]) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < id_bytes; i++) {
        out[2 * i] = digits[id[i] >> 4];
        out[2 * i + 1] = digits[id[i] & 15];
    }
    out[2 * id_bytes] = 0;
}

bool line_take(struct span *text, struct span *line) {
    if (text->length == 0) {
        return false;
    }
    const uint8_t *end = memchr(text->bytes, '\n', text->length);
    *line = span_part(*text, 0, end ? (size_t)(end - text->bytes) : text->length);
    *text = span_from(*text, line->length + 1);
    if (line->length && line->bytes[line->length - 1] == '\r') {
        line->length--;
    }
    return true;
}

void *array_grow(void *items, size_t *capacity, size_t need, size_t item_bytes) {
    if (need <= *capacity) {
        return items;
    }
    size_t larger = *capacity + *capacity / 2 + 64;
    larger = larger < need ? need : larger;
    void *grown = reallocarray(items, larger, item_bytes);
    if (grown) {
        *capacity = larger;
    }
    return grown;
}
