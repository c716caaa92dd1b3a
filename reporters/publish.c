#define _GNU_SOURCE
#include "publish.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum outcome write_partial(const struct reporter *reporter, struct inventory *inventory,
                                  const struct report_options *options, const char *partial,
                                  struct error *error) {
    FILE *out = fopen(partial, "we");
    if (!out) {
        return fail(error, "%s: cannot be written: %s", partial, strerror(errno));
    }
    enum outcome outcome = reporter->write(inventory, options, out, error);
    bool flushed = fflush(out) == 0 && !ferror(out) && fsync(fileno(out)) == 0;
    int reason = errno;
    bool closed = fclose(out) == 0;
    if (outcome == DONE && (!flushed || !closed)) {
        outcome = fail(error, "%s: cannot be written: %s", partial, strerror(reason));
    }
    return outcome;
}

static enum outcome publish(const struct reporter *reporter, struct inventory *inventory,
                            const struct report_options *options, const char *folder,
                            struct error *error) {
    char *place = NULL, *final = NULL, *partial = NULL;
    enum outcome outcome = FAILED;
    if (asprintf(&place, "%s%s%s", folder, reporter->directory[0] ? "/" : "", reporter->directory) <
            0 ||
        asprintf(&final, "%s/%s", place, reporter->file) < 0 ||
        asprintf(&partial, "%s.partial", final) < 0) {
        fail(error, "out of memory");
        goto out;
    }
    if (mkdir(place, 0700) != 0 && errno != EEXIST) {
        fail(error, "%s: cannot be created: %s", place, strerror(errno));
        goto out;
    }
    outcome = write_partial(reporter, inventory, options, partial, error);
    if (outcome == DONE && rename(partial, final) != 0) {
        outcome = fail(error, "%s: cannot be written: %s", final, strerror(errno));
    }
    if (outcome != DONE) {
        unlink(partial);
    }
out:
    free(place);
    free(final);
    free(partial);
    return outcome;
}

enum outcome publish_reports(struct inventory *inventory, const struct report_options *options,
                             const char *folder, struct error *error) {
    for (size_t i = 0; reporters[i]; i++) {
        if (publish(reporters[i], inventory, options, folder, error) != DONE) {
            return FAILED;
        }
    }
    return DONE;
}
