#define _GNU_SOURCE
#include "sources/open.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Kernels before 5.6 lack openat2: the last element is then guarded, the elements before it were
 * folders when the walk met them. */
static int open_plain(int folder, const char *path, int flags) {
    return openat(folder, path, flags | O_NOFOLLOW);
}

int open_name(int folder, const char *path, int flags) {
    flags |= O_CLOEXEC;
    if (!(flags & O_PATH)) { /* which takes no other flags */
        flags |= O_NONBLOCK | O_NOCTTY;
    }
    struct open_how how = {
        .flags = (uint64_t)(unsigned)flags,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    long opened = syscall(SYS_openat2, folder, path, &how, sizeof how);
    if (opened < 0 && errno == ENOSYS) {
        return open_plain(folder, path, flags);
    }
    return (int)opened;
}

int open_beneath(const struct root *root, const char *path, int flags) {
    if (root->entry) {
        path = root->entry;
    } else if (path[0] == 0) {
        path = ".";
    }
    return open_name(root->folder, path, flags);
}

static enum outcome set_file_root(struct root *root, struct error *error) {
    char *slash = strrchr(root->real, '/');
    char *folder = strndup(root->real, slash == root->real ? 1 : (size_t)(slash - root->real));
    root->entry = slash + 1;
    root->folder = folder ? open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
    free(folder);
    return root->folder < 0 ? fail(error, "%s: %s", root->shown, strerror(errno)) : DONE;
}

/* "a/b///" is shown as "a/b". */
static char *without_trailing_slashes(const char *path) {
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') {
        length--;
    }
    return strndup(path, length);
}

enum outcome root_init(struct root *root, const char *shown, struct error *error) {
    struct stat status;
    *root = (struct root){.shown = without_trailing_slashes(shown), .folder = -1, .input = -1};
    if (!root->shown) {
        return fail(error, "out of memory");
    }
    if (strcmp(shown, "-") == 0) {
        root->real = strdup("");
        return root->real ? DONE : fail(error, "out of memory");
    }
    root->real = realpath(shown, NULL);
    if (!root->real || stat(root->real, &status) != 0) {
        return fail(error, "%s: %s", shown, strerror(errno));
    }
    if (S_ISREG(status.st_mode)) {
        return set_file_root(root, error);
    }
    if (!S_ISDIR(status.st_mode)) {
        return fail(error, "%s: neither a file nor a folder", shown);
    }
    root->folder = open(root->real, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return root->folder < 0 ? fail(error, "%s: %s", shown, strerror(errno)) : DONE;
}

void root_release(struct root *root) {
    if (root->folder >= 0) {
        close(root->folder);
    }
    if (root->input >= 0) {
        close(root->input);
    }
    free(root->shown);
    free(root->real);
    *root = (struct root){.folder = -1, .input = -1};
}

void root_show(const struct root *root, const char *path, struct buffer *out) {
    buffer_append_text(out, root->shown);
    if (path[0]) {
        bool slash = root->shown[strlen(root->shown) - 1] == '/';
        buffer_append_text(out, slash ? "" : "/");
        buffer_append_text(out, path);
    }
}
