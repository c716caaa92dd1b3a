#define _GNU_SOURCE
/* Loads one file beneath a root: small ones into a buffer that is kept, large ones mapped. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "sources/file_stamp.h"
#include "sources/open_near.h"
#include "sources/sparse.h"

enum { MAPPED_FROM = 1 << 20 };

static void skip(struct intake *intake, const struct origin *origin, uint64_t bytes,
                 const char *stage, const char *code, const char *sentence) {
    intake_begin(intake, origin, LAYER_FILE, bytes);
    intake_skip(intake, origin, stage, code, sentence);
}

static void skip_failed(struct intake *intake, const struct origin *origin, const char *doing,
                        int reason) {
    char sentence[256];
    bool gone = reason == ENOENT || reason == ENOTDIR;
    snprintf(sentence, sizeof sentence, "%s: %s", doing, strerror(reason));
    skip(intake, origin, 0, "open", gone ? "vanished" : "unreadable", sentence);
}

static const char *name_of(struct intake *intake, const struct origin *origin) {
    const char *entry = intake_root(intake, origin->root)->entry;
    return entry ? entry : text_base_name(origin->path);
}

/* True where it was read. */
static bool load_mapped(struct intake *intake, const struct origin *origin, int file,
                        const struct stat *status, uint64_t content) {
    struct span bytes = sparse_map(file, status, content);
    intake_begin(intake, origin, LAYER_FILE,
                 bytes.bytes ? bytes.length : (uint64_t)status->st_size);
    if (!bytes.bytes) {
        intake_skip(intake, origin, "read", "unreadable", strerror(errno));
        return false;
    }
    madvise((void *)(uintptr_t)bytes.bytes, bytes.length, MADV_SEQUENTIAL);
    intake_blob(intake, origin, name_of(intake, origin), bytes);
    munmap((void *)(uintptr_t)bytes.bytes, bytes.length);
    return true;
}

static bool load_small(struct intake *intake, const struct origin *origin, int file,
                       size_t length) {
    intake_begin(intake, origin, LAYER_FILE, length);
    struct buffer *buffer = intake_buffer(intake);
    buffer_clear(buffer);
    uint8_t *bytes = buffer_reserve(buffer, length) ? buffer->bytes : NULL;
    size_t filled = 0;
    ssize_t got = bytes ? 1 : -1;
    while (filled < length && got > 0) {
        do {
            got = read(file, bytes + filled, length - filled);
        } while (got < 0 && errno == EINTR);
        filled += got > 0 ? (size_t)got : 0;
    }
    buffer->length = filled;
    if (filled == length) {
        intake_blob(intake, origin, name_of(intake, origin), span_of(bytes, length));
    } else {
        intake_skip(intake, origin, "read", got < 0 ? "unreadable" : "changed-during-read",
                    got < 0 ? strerror(errno) : "the file became shorter while it was read");
    }
    return filled == length;
}

/* Whether this name of the file waits for the end of the walk, when all of its names are known. */
static bool leave_linked(const struct job *job, struct intake *intake, const struct origin *origin,
                         const struct stat *status) {
    bool leave = status->st_nlink > 1 && job->kind != JOB_LINKED_FILES;
    if (leave) {
        intake_linked(intake, origin, &(struct linked){status->st_dev, status->st_ino});
    }
    return leave;
}

static bool is_same(struct timespec one, struct timespec other) {
    return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
}

/* What was read may be half the old content and half the new. */
static void report_change(struct intake *intake, const struct origin *origin, int file,
                          const struct stat *before) {
    struct stat after;
    if (fstat(file, &after) != 0 || after.st_size != before->st_size ||
        !is_same(after.st_mtim, before->st_mtim) || !is_same(after.st_ctim, before->st_ctim)) {
        intake_problem(intake, origin, "read", "changed-during-read",
                       "the file was changed while it was read; what was found may be of neither "
                       "state");
    }
}

static void read_begun(struct intake *intake, const struct origin *origin, int file,
                       const struct stat *status, uint64_t content) {
    bool is_read = status->st_size >= MAPPED_FROM
                       ? load_mapped(intake, origin, file, status, content)
                       : load_small(intake, origin, file, (size_t)status->st_size);
    if (is_read) {
        report_change(intake, origin, file, status);
    }
}

static void read_stamped(struct intake *intake, const struct origin *origin, int file,
                         const struct stat *status, uint64_t content) {
    struct stamp stamp;
    if (!file_stamp(status, &stamp)) {
        read_begun(intake, origin, file, status, content);
    } else {
        intake_stamp_begin(intake, &stamp);
        read_begun(intake, origin, file, status, content);
        intake_stamp_end(intake, origin);
    }
}

static void load_open_file(const struct job *job, struct intake *intake, struct origin *origin,
                           int file) {
    struct stat status;
    if (fstat(file, &status) != 0 || (file_stamp_wait(&status) && fstat(file, &status) != 0)) {
        skip_failed(intake, origin, "cannot be examined", errno);
        return;
    }
    const struct limits *limits = intake_limits(intake);
    uint64_t length = status.st_size > 0 ? (uint64_t)status.st_size : 0;
    uint64_t content = length;
    if (length >= MAPPED_FROM && S_ISREG(status.st_mode)) {
        content = sparse_content(file, &status, limits->file_parts);
    }
    if (!S_ISREG(status.st_mode)) {
        skip(intake, origin, 0, "open", "not-a-file", "no longer a regular file");
    } else if (leave_linked(job, intake, origin, &status)) {
        return;
    } else if (content > limits->file_bytes) {
        skip(intake, origin, length, "open", "limit", "the file is above the limit file-bytes");
    } else {
        origin->mode = status.st_mode;
        origin->owner = status.st_uid;
        origin->group = status.st_gid;
        read_stamped(intake, origin, file, &status, content);
    }
}

/* Spares opening a file that an earlier run knows, or that waits for its other names. */
static bool is_settled_by_a_look(const struct job *job, struct intake *intake,
                                 const struct origin *origin) {
    struct stat status;
    struct stamp stamp;
    return intake_has_previous(intake) &&
           stat_near(intake_root(intake, job->root), origin->path, &status) &&
           S_ISREG(status.st_mode) &&
           (leave_linked(job, intake, origin, &status) ||
            (file_stamp(&status, &stamp) &&
             intake_known(intake, origin, &stamp, (uint64_t)status.st_size)));
}

static void file_load(const struct job *job, const struct job_item *item, struct intake *intake) {
    struct origin origin = {.root = job->root, .path = (const char *)item->payload.bytes};
    const struct root *root = intake_root(intake, job->root);
    if (is_settled_by_a_look(job, intake, &origin)) {
        return;
    }
    int file = open_near(root, origin.path, O_RDONLY | O_NOATIME);
    if (file < 0 && errno == EPERM) { /* O_NOATIME is the owner's privilege */
        file = open_near(root, origin.path, O_RDONLY);
    }
    if (file < 0) {
        skip_failed(intake, &origin, "cannot be opened", errno);
        return;
    }
    load_open_file(job, intake, &origin, file);
    close(file);
}

const struct source file_source = {"file", JOB_FILES, file_load};
const struct source linked_file_source = {"linked file", JOB_LINKED_FILES, file_load};
