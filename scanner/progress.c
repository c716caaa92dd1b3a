#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#include "worker.h"

enum { TERMINAL_EVERY = 200, PLAIN_EVERY = 30000 };

struct progress progress_start(bool quiet) {
    uint64_t now = worker_clock();
    return (struct progress){
        .quiet = quiet, .terminal = isatty(STDERR_FILENO) == 1, .started = now, .last = now};
}

static struct tally total(const struct tally *tallies) {
    struct tally sum = {0};
    for (unsigned i = 0; i < LAYERS; i++) {
        tally_add(&sum, tallies[i].things, tallies[i].bytes);
    }
    return sum;
}

void progress_tick(struct progress *progress, const struct account *account) {
    uint64_t now = worker_clock();
    if (progress->quiet ||
        now - progress->last < (progress->terminal ? TERMINAL_EVERY : PLAIN_EVERY)) {
        return;
    }
    struct tally seen = total(account->seen);
    double seconds = (double)(now - progress->started) / 1000;
    progress->last = now;
    progress->shown = progress->terminal;
    fprintf(stderr, "%scertsweep: %llu things, %.1f MB, %.1f MB/s, %llu finds%s",
            progress->terminal ? "\r\033[K" : "", (unsigned long long)seen.things,
            (double)seen.bytes / 1e6, (double)seen.bytes / 1e6 / seconds,
            (unsigned long long)progress->finds, progress->terminal ? "" : "\n");
}

void progress_end(struct progress *progress) {
    if (progress->shown) {
        fputs("\r\033[K", stderr);
        progress->shown = false;
    }
}
