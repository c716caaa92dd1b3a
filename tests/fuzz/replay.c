/* Feeds every file below the folders and files of the command line to a fuzz target once, so that
 * the target runs in ordinary tests, without libFuzzer: link this file with NAME_fuzz.c and the
 * library. Fails where nothing could be read. */
#define _GNU_SOURCE
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "fuzz.h"

enum { FOLDERS_MOST = 32 }; /* in each other */

struct replay {
    size_t files;
    size_t unreadable;
};

static void complain(struct replay *replay, const char *path) {
    perror(path);
    replay->unreadable++;
}

static void replay_file(struct replay *replay, const char *path) {
    struct buffer content = {0};
    uint8_t chunk[65536];
    size_t length = 0;
    FILE *file = fopen(path, "rb");
    if (!file) {
        complain(replay, path);
        return;
    }
    while ((length = fread(chunk, 1, sizeof chunk, file)) > 0) {
        buffer_append(&content, chunk, length);
    }
    fclose(file);
    /* A block of exactly its length lets AddressSanitizer see a read beyond it. */
    uint8_t *exact = malloc(content.length ? content.length : 1);
    if (exact && !content.failed) {
        memcpy(exact, content.length ? content.bytes : chunk, content.length);
        LLVMFuzzerTestOneInput(exact, content.length);
        replay->files++;
    }
    free(exact);
    buffer_release(&content);
}

static void replay_path(struct replay *replay, const char *path, unsigned depth);

static void replay_folder(struct replay *replay, const char *path, unsigned depth) {
    DIR *folder = opendir(path);
    struct dirent *entry = NULL;
    if (!folder) {
        complain(replay, path);
        return;
    }
    while ((entry = readdir(folder))) {
        struct buffer inside = {0};
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            buffer_format(&inside, "%s/%s", path, entry->d_name);
            replay_path(replay, buffer_text(&inside), depth + 1);
        }
        buffer_release(&inside);
    }
    closedir(folder);
}

static void replay_path(struct replay *replay, const char *path, unsigned depth) {
    struct stat status;
    if (lstat(path, &status) != 0) {
        complain(replay, path);
    } else if (S_ISDIR(status.st_mode) && depth < FOLDERS_MOST) {
        replay_folder(replay, path, depth);
    } else if (S_ISREG(status.st_mode)) {
        replay_file(replay, path);
    }
}

int main(int argument_count, char **arguments) {
    struct replay replay = {0};
    for (int i = 1; i < argument_count; i++) {
        replay_path(&replay, arguments[i], 0);
    }
    printf("%zu files replayed, %zu unreadable\n", replay.files, replay.unreadable);
    return replay.files > 0 && replay.unreadable == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
