#define _GNU_SOURCE
#include "sources/object_store.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sources/open.h"

enum {
    SHARE_BYTES = 4 << 20,
    LOOSE_BYTES = 4096, /* what a loose object counts for */
    FOLDERS = 256,      /* of loose objects, about as full as each other */
    ENTRIES_MOST = 1 << 16,
};

static bool is_hexadecimal(const char *text, size_t length) {
    return strspn(text, "0123456789abcdef") >= length;
}

static bool is_loose_object(const char *name) {
    size_t length = strlen(name);
    return (length == 41 || length == 65) && name[2] == '/' && is_hexadecimal(name, 2) &&
           is_hexadecimal(name + 3, length - 3);
}

/* git names a pack after a digest. */
static bool is_pack_file(const char *name) {
    static const char head[] = "pack/pack-";
    if (strncmp(name, head, sizeof head - 1) != 0) {
        return false;
    }
    const char *digest = name + sizeof head - 1;
    size_t length = strspn(digest, "0123456789abcdef");
    const char *ending = digest + length;
    return (length == 40 || length == 64) &&
           (strcmp(ending, ".pack") == 0 || strcmp(ending, ".idx") == 0);
}

bool object_store_holds(const char *name) {
    return is_loose_object(name) || is_pack_file(name);
}

/* Bytes of the files in a folder of the objects folder, each rounded up to least. */
static uint64_t weigh_folder(const struct root *root, const char *git_directory, const char *name,
                             uint64_t least) {
    char path[4096];
    int length = snprintf(path, sizeof path, "%s%sobjects/%s", git_directory,
                          git_directory[0] ? "/" : "", name);
    int folder = length > 0 && (size_t)length < sizeof path
                     ? open_beneath(root, path, O_RDONLY | O_DIRECTORY)
                     : -1;
    DIR *entries = folder >= 0 ? fdopendir(folder) : NULL;
    if (!entries) {
        if (folder >= 0) {
            close(folder);
        }
        return 0;
    }
    uint64_t bytes = 0;
    const struct dirent *entry;
    for (int i = 0; i < ENTRIES_MOST && (entry = readdir(entries)); i++) {
        struct stat facts;
        if (entry->d_name[0] != '.' &&
            fstatat(folder, entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(facts.st_mode)) {
            uint64_t size = (uint64_t)facts.st_size;
            bytes += size > least ? size : least;
        }
    }
    closedir(entries);
    return bytes;
}

unsigned object_store_shares(const struct root *root, const char *git_directory) {
    uint64_t bytes = weigh_folder(root, git_directory, "pack", 0) +
                     weigh_folder(root, git_directory, "17", LOOSE_BYTES) * FOLDERS;
    uint64_t shares = bytes / SHARE_BYTES + 1;
    return shares < SHARES_MOST ? (unsigned)shares : SHARES_MOST;
}
