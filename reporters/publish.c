#define _GNU_SOURCE
#include "publish.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One file: written to partial, then renamed to final. A stream is a device or standard output,
 * which cannot be renamed over: its content waits in an unnamed file. */
struct output {
    char *final;
    char *partial; /* NULL for a stream */
    FILE *file;
};

struct publication {
    struct output *outputs;
    size_t count;
};

static enum outcome cannot_write(const char *name, int reason, struct error *error) {
    return fail(error, "%s: cannot be written: %s", name, strerror(reason));
}

/* A pipe, a terminal, /dev/null: there, and neither a file nor a folder. */
static bool is_stream(const char *path) {
    struct stat status;
    return strcmp(path, "-") == 0 ||
           (stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode));
}

/* Never through a link somebody else has put there. */
static FILE *create_partial(const char *partial) {
    unlink(partial); /* an earlier run that was killed may have left it behind */
    int file = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    FILE *out = file >= 0 ? fdopen(file, "w") : NULL;
    if (file >= 0 && !out) {
        close(file);
    }
    return out;
}

static enum outcome open_output(struct output *output, struct error *error) {
    if (is_stream(output->final)) {
        output->file = tmpfile();
        return output->file ? DONE : cannot_write("temporary file", errno, error);
    }
    if (asprintf(&output->partial, "%s.partial", output->final) < 0) {
        output->partial = NULL;
        return fail(error, "out of memory");
    }
    output->file = create_partial(output->partial);
    return output->file ? DONE : cannot_write(output->partial, errno, error);
}

static enum outcome write_output(struct output *output, const struct reporter *reporter,
                                 struct inventory *inventory, const struct report_options *options,
                                 struct error *error) {
    if (open_output(output, error) != DONE ||
        reporter->write(inventory, options, output->file, error) != DONE) {
        return FAILED;
    }
    errno = 0;
    bool written = fflush(output->file) == 0 && !ferror(output->file);
    return written ? DONE : cannot_write(output->final, errno ? errno : EIO, error);
}

static enum outcome add_output(struct publication *publication, const char *path, const char *file,
                               struct error *error) {
    struct output *grown =
        realloc(publication->outputs, (publication->count + 1) * sizeof *publication->outputs);
    if (!grown) {
        fail(error, "out of memory");
        return FAILED;
    }
    publication->outputs = grown;
    struct output *output = &grown[publication->count];
    *output = (struct output){0};
    if (asprintf(&output->final, "%s%s%s", path, file ? "/" : "", file ? file : "") < 0) {
        output->final = NULL;
        fail(error, "out of memory");
        return FAILED;
    }
    publication->count++;
    return DONE;
}

static enum outcome write_request(struct publication *publication,
                                  const struct report_request *request, struct inventory *inventory,
                                  const struct report_options *options, struct error *error) {
    for (size_t i = 0; reporters[i]; i++) {
        const struct reporter *reporter = reporters[i];
        if (strcmp(reporter->format, request->format) != 0) {
            continue;
        }
        if (reporter->file && mkdir(request->path, 0700) != 0 && errno != EEXIST) {
            return fail(error, "%s: cannot be created: %s", request->path, strerror(errno));
        }
        if (add_output(publication, request->path, reporter->file, error) != DONE ||
            write_output(&publication->outputs[publication->count - 1], reporter, inventory,
                         options, error) != DONE) {
            return FAILED;
        }
    }
    return DONE;
}

/* Once all are written: a file system commits them together, at the price of one. */
static enum outcome flush_outputs(struct publication *publication, struct error *error) {
    for (size_t i = 0; i < publication->count; i++) {
        struct output *output = &publication->outputs[i];
        if (output->partial && fsync(fileno(output->file)) != 0) {
            return cannot_write(output->final, errno, error);
        }
    }
    return DONE;
}

struct publication *publication_new(struct inventory *inventory,
                                    const struct report_options *options,
                                    const struct report_request *requests, unsigned count,
                                    struct error *error) {
    struct publication *publication = calloc(1, sizeof *publication);
    enum outcome outcome = DONE;
    if (!publication) {
        fail(error, "out of memory");
        return NULL;
    }
    for (unsigned i = 0; i < count && outcome == DONE; i++) {
        outcome = write_request(publication, &requests[i], inventory, options, error);
    }
    if (outcome != DONE || flush_outputs(publication, error) != DONE) {
        publication_free(publication);
        return NULL;
    }
    return publication;
}

/* A name is only safe once the folder that holds it is on disk. */
static enum outcome flush_folder(const char *path, struct error *error) {
    char *copy = strdup(path);
    int folder = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    bool flushed = folder >= 0 && (fsync(folder) == 0 || errno == EINVAL);
    int reason = errno;
    if (folder >= 0) {
        close(folder);
    }
    free(copy);
    return flushed ? DONE : cannot_write(path, reason, error);
}

static bool in_same_folder(const char *one, const char *other) {
    const char *end = strrchr(one, '/'), *other_end = strrchr(other, '/');
    size_t length = end ? (size_t)(end - one) : 0;
    return !end == !other_end &&
           (!end || (length == (size_t)(other_end - other) && memcmp(one, other, length) == 0));
}

/* Each folder once, as far as outputs of one folder follow each other. */
static enum outcome flush_folders(const struct publication *publication, struct error *error) {
    const char *last = NULL;
    for (size_t i = 0; i < publication->count; i++) {
        const char *path = publication->outputs[i].final;
        if (is_stream(path) || (last && in_same_folder(last, path))) {
            continue;
        }
        if (flush_folder(path, error) != DONE) {
            return FAILED;
        }
        last = path;
    }
    return DONE;
}

static enum outcome copy_to_stream(struct output *output, struct error *error) {
    bool standard = strcmp(output->final, "-") == 0;
    FILE *out = standard ? stdout : fopen(output->final, "we");
    if (!out) {
        return cannot_write(output->final, errno, error);
    }
    char chunk[65536];
    size_t length = 0;
    rewind(output->file);
    errno = 0;
    while ((length = fread(chunk, 1, sizeof chunk, output->file)) > 0) {
        fwrite(chunk, 1, length, out);
    }
    bool written = fflush(out) == 0 && !ferror(out) && !ferror(output->file);
    int reason = errno ? errno : EIO;
    if (!standard && fclose(out) != 0 && written) {
        written = false;
        reason = errno;
    }
    return written ? DONE
                   : cannot_write(standard ? "standard output" : output->final, reason, error);
}

enum outcome publication_name(struct publication *publication, struct error *error) {
    for (size_t i = 0; i < publication->count; i++) {
        struct output *output = &publication->outputs[i];
        if (!output->partial) {
            if (copy_to_stream(output, error) != DONE) {
                return FAILED;
            }
            continue;
        }
        if (rename(output->partial, output->final) != 0) {
            return cannot_write(output->final, errno, error);
        }
        free(output->partial);
        output->partial = NULL;
    }
    return flush_folders(publication, error);
}

void publication_free(struct publication *publication) {
    if (!publication) {
        return;
    }
    for (size_t i = 0; i < publication->count; i++) {
        struct output *output = &publication->outputs[i];
        if (output->file) {
            fclose(output->file);
        }
        if (output->partial) {
            unlink(output->partial);
        }
        free(output->final);
        free(output->partial);
    }
    free(publication->outputs);
    free(publication);
}
