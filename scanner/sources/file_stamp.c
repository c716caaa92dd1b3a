#define _GNU_SOURCE
#include "sources/file_stamp.h"

#include <time.h>

/* File systems take the time from a clock that ticks every 1 to 10 ms: a second change within the
 * same tick leaves the change time as it was. */
enum { TICK_NANOSECONDS = 20000000, SECOND_NANOSECONDS = 1000000000 };

static int64_t nanoseconds(struct timespec time) {
    return (int64_t)time.tv_sec * SECOND_NANOSECONDS + time.tv_nsec;
}

static int64_t age(const struct stat *status) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return nanoseconds(now) - nanoseconds(status->st_ctim);
}

/* One round of multiplying and folding; enough where only chance is to be kept out. */
static uint64_t mix(uint64_t sum, uint64_t value) {
    sum = (sum ^ value) * 0x9E3779B97F4A7C15ULL;
    return sum ^ sum >> 29;
}

bool file_stamp(const struct stat *status, struct stamp *stamp) {
    uint64_t parts[3] = {
        (uint64_t)nanoseconds(status->st_ctim),
        status->st_ino,
        mix(mix(mix(0, status->st_dev), (uint64_t)status->st_size),
            (uint64_t)nanoseconds(status->st_mtim)),
    };
    _Static_assert(sizeof parts == STAMP_BYTES, "three numbers make a stamp");
    memcpy(stamp->bytes, parts, sizeof parts);
    return age(status) >= TICK_NANOSECONDS;
}

bool file_stamp_wait(const struct stat *status) {
    int64_t fresh = age(status);
    if (fresh < 0 || fresh >= TICK_NANOSECONDS) {
        return false;
    }
    struct timespec rest = {.tv_nsec = TICK_NANOSECONDS - fresh};
    nanosleep(&rest, NULL);
    return true;
}
