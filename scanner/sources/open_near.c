#define _GNU_SOURCE
#include "sources/open_near.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "sources/open.h"

/* A worker is one process that opens one thing at a time, and gets the files of a folder one after
 * the other. */
static struct {
    const struct root *root;
    char *path; /* of the folder, below the root; NULL: none is kept */
    size_t length;
    int descriptor;
} kept = {.descriptor = -1};

void open_near_finish(void) {
    if (kept.descriptor >= 0) {
        close(kept.descriptor);
    }
    free(kept.path);
    kept.path = NULL;
    kept.root = NULL;
    kept.descriptor = -1;
}

static bool keep_folder(const struct root *root, const char *path, size_t length) {
    if (kept.path && kept.root == root && kept.length == length &&
        memcmp(kept.path, path, length) == 0) {
        return true;
    }
    open_near_finish();
    kept.path = strndup(path, length);
    kept.length = length;
    kept.root = root;
    kept.descriptor = kept.path ? open_beneath(root, kept.path, O_PATH | O_DIRECTORY) : -1;
    if (kept.descriptor < 0) {
        open_near_finish();
    }
    return kept.descriptor >= 0;
}

int open_near(const struct root *root, const char *path, int flags) {
    const char *slash = root->entry ? NULL : strrchr(path, '/');
    if (!slash || !keep_folder(root, path, (size_t)(slash - path))) {
        return open_beneath(root, path, flags);
    }
    return open_name(kept.descriptor, slash + 1, flags);
}

bool stat_near(const struct root *root, const char *path, struct stat *status) {
    int folder = root->folder;
    const char *name = root->entry ? root->entry : path;
    const char *slash = root->entry ? NULL : strrchr(path, '/');
    if (slash) {
        folder = keep_folder(root, path, (size_t)(slash - path)) ? kept.descriptor : -1;
        name = slash + 1;
    }
    return folder >= 0 && fstatat(folder, name, status, AT_SYMLINK_NOFOLLOW) == 0;
}
