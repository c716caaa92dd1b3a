#define _GNU_SOURCE
#include "sources/open.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The element's folder below folder, which is closed where it is none of the caller's. */
static int step_into(int folder, int borrowed, const char *element, size_t length) {
    char name[NAME_MAX + 1];
    int next = -1;
    if (length > NAME_MAX) {
        errno = ENAMETOOLONG;
    } else if (length == 0 || (length == 2 && memcmp(element, "..", 2) == 0)) {
        errno = EXDEV;
    } else {
        memcpy(name, element, length);
        name[length] = 0;
        next = openat(folder, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    }
    int reason = errno;
    if (folder != borrowed) {
        close(folder);
    }
    errno = reason;
    return next;
}

/* Kernels before 5.6 lack openat2, and the sandbox of some later ones must do without: element by
 * element, so that a link anywhere on the way ends it. */
static int open_stepwise(int folder, const char *path, int flags) {
    int at = folder;
    const char *slash;
    while (at >= 0 && (slash = strchr(path, '/'))) {
        at = step_into(at, folder, path, (size_t)(slash - path));
        path = slash + 1;
    }
    if (at < 0) {
        return -1;
    }
    int opened = -1;
    if (path[0] == 0 || strcmp(path, "..") == 0) {
        errno = EXDEV;
    } else {
        opened = openat(at, path, flags | O_NOFOLLOW);
    }
    int reason = errno;
    if (at != folder) {
        close(at);
    }
    errno = reason;
    return opened;
}

static int open_resolved(int folder, const char *path, int flags, uint64_t resolve) {
    struct open_how how = {
        .flags = (uint64_t)(unsigned)flags,
        .resolve = resolve | RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}

int open_name(int folder, const char *path, int flags) {
    flags |= O_CLOEXEC;
    if (!(flags & O_PATH)) { /* which takes no other flags */
        flags |= O_NONBLOCK | O_NOCTTY;
    }
    int opened = open_resolved(folder, path, flags, 0);
    return opened < 0 && errno == ENOSYS ? open_stepwise(folder, path, flags) : opened;
}

static const char *path_in(const struct root *root, const char *path) {
    return root->entry ? root->entry : path[0] ? path : ".";
}

int open_beneath(const struct root *root, const char *path, int flags) {
    return open_name(root->folder, path_in(root, path), flags);
}

/* Without openat2 only another device tells, not the same one mounted once more. */
static bool is_on_device_of(const struct root *root, int folder) {
    struct stat here, there;
    return fstat(root->folder, &there) == 0 && fstat(folder, &here) == 0 &&
           here.st_dev == there.st_dev;
}

int open_folder(const struct root *root, const char *path) {
    const int flags = O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC;
    uint64_t resolve = root->cross_mounts ? 0 : RESOLVE_NO_XDEV;
    int opened = open_resolved(root->folder, path_in(root, path), flags, resolve);
    if (opened >= 0 || errno != ENOSYS) {
        return opened;
    }
    opened = open_stepwise(root->folder, path_in(root, path), flags);
    if (opened >= 0 && !root->cross_mounts && !is_on_device_of(root, opened)) {
        close(opened);
        errno = EXDEV;
        return -1;
    }
    return opened;
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
