#define _GNU_SOURCE
#include "sources/sparse.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096, HOLE_SHOWN = 64 * 1024, WHOLE_MOST = 1 << 30 };

/* A run of pages that are not all hole. */
struct part {
    uint64_t from;
    uint64_t to;
};

/* The next part at or behind from; false where only hole follows. */
static bool next_part(int file, uint64_t from, uint64_t length, struct part *part) {
    off_t data = lseek(file, (off_t)from, SEEK_DATA);
    off_t hole = data < 0 ? -1 : lseek(file, data, SEEK_HOLE);
    if (hole < 0 || (uint64_t)data >= length) {
        return false;
    }
    part->from = (uint64_t)data / PAGE * PAGE;
    part->to = ((uint64_t)hole + PAGE - 1) / PAGE * PAGE;
    part->from = part->from < from ? from : part->from;
    return part->to > part->from;
}

uint64_t sparse_content(int file, const struct stat *status, uint64_t parts_most) {
    uint64_t length = (uint64_t)status->st_size;
    uint64_t content = 0, at = 0, parts = 0;
    struct part part;
    if ((uint64_t)status->st_blocks * 512 >= length || lseek(file, 0, SEEK_HOLE) < 0) {
        return length;
    }
    while (next_part(file, at, length, &part)) {
        if (++parts > parts_most) {
            return length;
        }
        content += part.to - part.from;
        at = part.to;
    }
    return content < length ? content : length;
}

/* Calls place for each part with its offset in a view whose holes have at most hole_most bytes.
 * Returns the length of that view; 0 where placing failed. */
static uint64_t lay_out(int file, uint64_t length, uint64_t hole_most,
                        bool (*place)(void *context, int file, const struct part *part,
                                      uint64_t offset),
                        void *context) {
    uint64_t at = 0, offset = 0;
    struct part part;
    while (next_part(file, at, length, &part)) {
        uint64_t hole = part.from - at;
        offset += hole < hole_most ? hole : hole_most;
        part.to = part.to < length ? part.to : length;
        if (!place(context, file, &part, offset)) {
            return 0;
        }
        offset += part.to - part.from;
        at = part.to;
    }
    uint64_t hole = length - at;
    return offset + (hole < hole_most ? hole : hole_most);
}

static bool measure(void *context, int file, const struct part *part, uint64_t offset) {
    (void)context;
    (void)file;
    (void)part;
    (void)offset;
    return true;
}

struct view {
    uint8_t *bytes;
    uint64_t length;
};

/* The file may have changed since it was measured. */
static bool map_part(void *context, int file, const struct part *part, uint64_t offset) {
    const struct view *view = context;
    uint64_t length = part->to - part->from;
    if (offset > view->length || length > view->length - offset) {
        errno = ESTALE;
        return false;
    }
    return mmap(view->bytes + offset, length, PROT_READ, MAP_PRIVATE | MAP_FIXED, file,
                (off_t)part->from) != MAP_FAILED;
}

struct span sparse_map(int file, const struct stat *status, uint64_t content) {
    uint64_t length = (uint64_t)status->st_size;
    uint64_t hole_most = length <= WHOLE_MOST ? UINT64_MAX : HOLE_SHOWN;
    struct view view = {.length = length};
    struct span nothing = {0};
    if (content == length) {
        view.bytes = mmap(NULL, length, PROT_READ, MAP_PRIVATE, file, 0);
        return view.bytes == MAP_FAILED ? nothing : span_of(view.bytes, length);
    }
    view.length = lay_out(file, length, hole_most, measure, NULL);
    view.bytes =
        mmap(NULL, view.length, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (view.bytes == MAP_FAILED) {
        return nothing;
    }
    if (lay_out(file, length, hole_most, map_part, &view) != view.length) {
        int reason = errno;
        munmap(view.bytes, view.length);
        errno = reason;
        return nothing;
    }
    return span_of(view.bytes, view.length);
}
