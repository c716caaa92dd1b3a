#define _GNU_SOURCE
#include "sources/standard_input.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int file, const uint8_t *bytes, size_t length) {
    while (length) {
        ssize_t written = write(file, bytes, length);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

/* Copies until the end; false on an error or beyond the limit. */
static enum outcome copy(int to, uint64_t limit, struct error *error) {
    uint8_t block[65536];
    uint64_t total = 0;
    for (;;) {
        ssize_t got = read(STDIN_FILENO, block, sizeof block);
        if (got == 0) {
            return DONE;
        }
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return fail(error, "standard input: %s", strerror(errno));
        }
        total += (uint64_t)got;
        if (total > limit) {
            fail(error, "standard input is above the limit standard-input-bytes");
            return SKIPPED;
        }
        if (!write_all(to, block, (size_t)got)) {
            return fail(error, "standard input cannot be held: %s", strerror(errno));
        }
    }
}

enum outcome standard_input_hold(struct root *root, uint64_t limit, struct error *error) {
    int held = memfd_create("standard input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (held < 0) {
        return fail(error, "standard input cannot be held: %s", strerror(errno));
    }
    enum outcome outcome = copy(held, limit, error);
    if (outcome == DONE) {
        root->input = held;
    } else {
        close(held);
    }
    return outcome;
}

static void standard_input_load(const struct job *job, const struct job_item *item,
                                struct intake *intake) {
    (void)item;
    struct origin origin = {.root = job->root, .path = ""};
    int held = intake_root(intake, job->root)->input;
    struct stat status;
    if (fstat(held, &status) != 0 || status.st_size < 0) {
        int reason = errno;
        intake_begin(intake, &origin, LAYER_INPUT, 0);
        intake_skip(intake, &origin, "read", "unreadable", strerror(reason));
        return;
    }
    size_t length = (size_t)status.st_size;
    intake_begin(intake, &origin, LAYER_INPUT, length);
    void *bytes = length ? mmap(NULL, length, PROT_READ, MAP_PRIVATE, held, 0) : NULL;
    if (bytes == MAP_FAILED) {
        intake_skip(intake, &origin, "read", "unreadable", strerror(errno));
        return;
    }
    intake_blob(intake, &origin, "", span_of(bytes, length));
    if (length) {
        munmap(bytes, length);
    }
}

const struct source standard_input_source = {"standard input", JOB_INPUT, standard_input_load};
