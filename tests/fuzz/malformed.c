/* Damages the files of the test material in every way that storage and people have, and examines
 * what comes of it as a worker does, in children whose end is noticed:
 *
 *     malformed COUNT SEED PATH...
 *
 * First each file that is short enough is cut at every byte; then, COUNT inputs in all, bits are
 * flipped, bytes replaced, pieces left out, doubled and exchanged between files. A child that dies
 * or hangs is counted, its input written to the current folder, and the row goes on behind it. The
 * promises of examined.h are asked for each input. Ends with 1 where anything was counted. */
#define _GNU_SOURCE
#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "decoders/unlock.h"
#include "examined.h"

enum {
    FILES_MOST = 8192,
    FILE_BYTES_MOST = 1 << 18,
    CUT_BYTES_MOST = 2048, /* of a file that is cut at every byte */
    SECONDS_MOST = 20,     /* for one input, on a busy machine */
    GATED_EACH = 16,
};

struct file {
    const char *name;
    struct span bytes;
};

/* Shared with the child. */
struct progress {
    uint64_t next;
    uint64_t artifacts;
    uint64_t problems;
};

struct row {
    struct file files[FILES_MOST];
    size_t file_count;
    uint64_t cuts; /* inputs of the first part */
    uint64_t count;
    uint64_t seed;
    struct progress *progress;
    uint64_t crashes;
    uint64_t hangs;
};

/* SplitMix64: an input depends on nothing but the seed and its number. */
static uint64_t next_random(uint64_t *state) {
    uint64_t mixed = *state += 0x9E3779B97F4A7C15U;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBU;
    return mixed ^ mixed >> 31;
}

static size_t below(uint64_t *state, size_t bound) {
    return bound ? (size_t)(next_random(state) % bound) : 0;
}

/* --- the material --- */

static void add_file(struct row *row, const char *path, size_t length) {
    FILE *in = fopen(path, "rb");
    uint8_t *bytes = malloc(length ? length : 1);
    if (in && bytes && fread(bytes, 1, length, in) == length && row->file_count < FILES_MOST) {
        const char *slash = strrchr(path, '/');
        row->files[row->file_count++] =
            (struct file){strdup(slash ? slash + 1 : path), span_of(bytes, length)};
        row->cuts += length <= CUT_BYTES_MOST ? length : 0;
    } else {
        free(bytes);
    }
    if (in) {
        fclose(in);
    }
}

static void add_path(struct row *row, const char *path, unsigned depth) {
    struct stat status;
    struct dirent **entries = NULL;
    if (lstat(path, &status) != 0 || depth > 16) {
        return;
    }
    if (S_ISREG(status.st_mode) && status.st_size > 0 && status.st_size <= FILE_BYTES_MOST) {
        add_file(row, path, (size_t)status.st_size);
    }
    int count = S_ISDIR(status.st_mode) ? scandir(path, &entries, NULL, alphasort) : 0;
    for (int i = 0; i < count; i++) {
        struct buffer inside = {0};
        if (entries[i]->d_name[0] != '.') {
            buffer_format(&inside, "%s/%s", path, entries[i]->d_name);
            add_path(row, buffer_text(&inside), depth + 1);
        }
        buffer_release(&inside);
        free(entries[i]);
    }
    free(entries);
}

/* --- damage --- */

static void flip_bits(struct buffer *input, uint64_t *state) {
    for (size_t flips = 1 + below(state, 8); flips; flips--) {
        input->bytes[below(state, input->length)] ^= (uint8_t)(1U << below(state, 8));
    }
}

/* What lengths and counts are made of. */
static void replace_bytes(struct buffer *input, uint64_t *state) {
    static const uint8_t telling[] = {0, 1, 0x7F, 0x80, 0x81, 0x82, 0x84, 0x30, 0xFF, '\n', '-'};
    for (size_t bytes = 1 + below(state, 4); bytes; bytes--) {
        input->bytes[below(state, input->length)] = telling[below(state, sizeof telling)];
    }
}

/* Puts a piece of other, from somewhere, in the place of a piece of input. */
static void splice(struct buffer *input, struct span other, uint64_t *state) {
    struct buffer joined = {0};
    size_t from = below(state, input->length);
    size_t left_out = below(state, input->length - from + 1);
    size_t start = below(state, other.length);
    size_t length = below(state, other.length - start + 1);
    buffer_append(&joined, input->bytes, from);
    buffer_append(&joined, other.bytes + start, length);
    buffer_append(&joined, input->bytes + from + left_out, input->length - from - left_out);
    buffer_release(input);
    *input = joined;
}

/* Input number of the row; returns the name it has. */
static const char *make_input(const struct row *row, uint64_t number, struct buffer *input) {
    uint64_t cut = number;
    for (size_t i = 0; number < row->cuts && i < row->file_count; i++) {
        size_t length = row->files[i].bytes.length;
        if (length <= CUT_BYTES_MOST && cut < length) {
            buffer_append(input, row->files[i].bytes.bytes, (size_t)cut);
            return row->files[i].name;
        }
        cut -= length <= CUT_BYTES_MOST ? length : 0;
    }
    uint64_t state = row->seed ^ number * 0xD1B54A32D192ED03U;
    const struct file *file = &row->files[below(&state, row->file_count)];
    struct span other = row->files[below(&state, row->file_count)].bytes;
    buffer_append(input, file->bytes.bytes, file->bytes.length);
    size_t kind = below(&state, 8);
    if (kind < 3) {
        flip_bits(input, &state);
    } else if (kind < 5) {
        replace_bytes(input, &state);
    } else if (kind == 5) {
        splice(input, file->bytes, &state); /* pieces left out, doubled, moved */
    } else if (kind == 6) {
        splice(input, other, &state);
    } else {
        input->length = below(&state, input->length);
    }
    return file->name;
}

/* --- the child --- */

static void examine_input(struct row *row, const char *name, struct span bytes, bool gated) {
    static const struct span list[] = {{0}, {(const uint8_t *)"changeit", 8}};
    static struct examined examined;
    struct passphrases passphrases = {list, sizeof list / sizeof *list};
    struct limits limits = small_limits();
    struct origin origin = {.path = name};
    struct examine_sink sink = {.context = &examined, .record = examined_record};
    limits.store_entries = 64;
    limits.derivation_rounds = 5000;
    limits.derivation_memory = 1 << 20;
    examined = (struct examined){0};
    examine(&origin, name, bytes, &limits, &passphrases, &sink, &examined.account);
    require_balance(&examined);
    if (gated) {
        require_gated_alike(name, bytes, &limits);
    }
    row->progress->artifacts += examined.artifacts;
    row->progress->problems += examined.problems;
}

static void work_on(struct row *row) {
    for (struct progress *at = row->progress; at->next < row->count; at->next++) {
        struct buffer input = {0};
        const char *name = make_input(row, at->next, &input);
        /* A block of exactly its length lets AddressSanitizer see a read beyond it. */
        uint8_t *exact = malloc(input.length ? input.length : 1);
        if (!exact) {
            abort();
        }
        memcpy(exact, input.length ? input.bytes : (const uint8_t *)"", input.length);
        alarm(SECONDS_MOST);
        examine_input(row, name, span_of(exact, input.length), at->next % GATED_EACH == 0);
        free(exact);
        buffer_release(&input);
    }
    alarm(0);
}

static void keep_input(const struct row *row, int signal) {
    struct buffer input = {0};
    char name[64];
    const char *called = make_input(row, row->progress->next, &input);
    snprintf(name, sizeof name, "malformed-%llu", (unsigned long long)row->progress->next);
    FILE *out = fopen(name, "wb");
    if (out) {
        fwrite(input.bytes, 1, input.length, out);
        fclose(out);
    }
    fprintf(stderr, "%s, made of %s: signal %d (%s)\n", name, called, signal, strsignal(signal));
    buffer_release(&input);
}

static void watch_over(struct row *row) {
    while (row->progress->next < row->count) {
        int status = 0;
        pid_t child = fork();
        if (child == 0) {
            work_on(row);
            unlock_finish(); /* or LeakSanitizer finds what OpenSSL keeps */
            exit(EXIT_SUCCESS);
        }
        if (child < 0 || waitpid(child, &status, 0) != child) {
            perror("child");
            exit(EXIT_FAILURE);
        }
        if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS) {
            return;
        }
        int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        row->hangs += signal == SIGALRM;
        row->crashes += signal != SIGALRM;
        keep_input(row, signal);
        row->progress->next++;
    }
}

int main(int argument_count, char **arguments) {
    static struct row row;
    if (argument_count < 4 || !unlock_prepare()) {
        fprintf(stderr, "malformed COUNT SEED PATH...\n");
        return EXIT_FAILURE;
    }
    row.count = strtoull(arguments[1], NULL, 10);
    row.seed = strtoull(arguments[2], NULL, 10);
    row.progress =
        mmap(NULL, sizeof *row.progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int i = 3; i < argument_count; i++) {
        add_path(&row, arguments[i], 0);
    }
    if (row.progress == MAP_FAILED || row.file_count == 0) {
        fprintf(stderr, "malformed: nothing to damage\n");
        return EXIT_FAILURE;
    }
    row.cuts = row.cuts < row.count ? row.cuts : 0; /* a short row has no room for all */
    watch_over(&row);
    printf("%llu inputs of %zu files (%llu cut at every byte), %llu finds, %llu problem rows, "
           "%llu crashes, %llu hangs\n",
           (unsigned long long)row.count, row.file_count, (unsigned long long)row.cuts,
           (unsigned long long)row.progress->artifacts, (unsigned long long)row.progress->problems,
           (unsigned long long)row.crashes, (unsigned long long)row.hangs);
    unlock_finish();
    return row.crashes + row.hangs ? EXIT_FAILURE : EXIT_SUCCESS;
}
