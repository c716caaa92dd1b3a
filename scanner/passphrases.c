#define _GNU_SOURCE
#include "passphrases.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "base/text.h"

enum {
    USUAL = 3,
    ITEMS = PASSPHRASES_MOST + USUAL,
    CHUNK_BYTES = 4096,
};

struct passphrase_pages {
    struct span items[ITEMS];
    uint8_t texts[ITEMS][PASSPHRASE_BYTES];
    uint8_t chunk[CHUNK_BYTES];         /* of the file being read */
    uint8_t line[PASSPHRASE_BYTES + 1]; /* being put together; one more for a CR */
};

static bool have_pages(struct passphrase_list *list) {
    if (list->pages) {
        return true;
    }
    void *pages =
        mmap(NULL, sizeof *list->pages, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) {
        return false;
    }
    /* Both are a wish: the run goes on where the kernel or a limit says no. */
    (void)mlock(pages, sizeof *list->pages);
    (void)madvise(pages, sizeof *list->pages, MADV_DONTDUMP);
    list->pages = pages;
    list->items = list->pages->items;
    return true;
}

static bool is_known(const struct passphrase_list *list, struct span text) {
    for (size_t i = 0; i < list->count; i++) {
        if ((list->items[i].bytes == NULL) == (text.bytes == NULL) &&
            span_equal(list->items[i], text)) {
            return true;
        }
    }
    return false;
}

/* text is at most PASSPHRASE_BYTES long. */
static bool add(struct passphrase_list *list, struct span text) {
    struct passphrase_pages *pages = list->pages;
    if (is_known(list, text)) {
        return true;
    }
    if (list->count == ITEMS) {
        return false;
    }
    uint8_t *kept = pages->texts[list->count];
    if (text.length) {
        memcpy(kept, text.bytes, text.length);
    }
    pages->items[list->count++] = text.bytes ? span_of(kept, text.length) : (struct span){0};
    return true;
}

static bool is_text(struct span line) {
    uint32_t point = 0;
    while (line.length) {
        size_t length = text_character(line, &point);
        if (length == 0 || point == 0) {
            return false;
        }
        line = span_from(line, length);
    }
    return true;
}

/* The line read so far, and how many came before it. */
struct reading {
    struct passphrase_list *list;
    const char *file;
    struct error *error;
    size_t length;
    unsigned long number;
};

static enum outcome end_line(struct reading *reading) {
    uint8_t *bytes = reading->list->pages->line;
    struct span line = span_of(bytes, reading->length);
    reading->number++;
    reading->length = 0;
    if (reading->number == 1 && span_starts_with(line, "\xEF\xBB\xBF", 3)) {
        line = span_from(line, 3);
    }
    if (line.length && line.bytes[line.length - 1] == '\r') {
        line.length--;
    }
    if (line.length > PASSPHRASE_BYTES) {
        return fail(reading->error, "%s: line %lu is longer than %d bytes", reading->file,
                    reading->number, PASSPHRASE_BYTES);
    }
    if (!is_text(line)) {
        return fail(reading->error, "%s: line %lu is not UTF-8 text", reading->file,
                    reading->number);
    }
    if (reading->number > PASSPHRASES_MOST || !add(reading->list, line)) {
        return fail(reading->error, "%s: more than %d passphrases", reading->file,
                    PASSPHRASES_MOST);
    }
    return DONE;
}

static enum outcome take_bytes(struct reading *reading, size_t length) {
    struct passphrase_pages *pages = reading->list->pages;
    enum outcome outcome = DONE;
    for (size_t i = 0; i < length && outcome == DONE; i++) {
        if (pages->chunk[i] == '\n') {
            outcome = end_line(reading);
        } else if (reading->length == sizeof pages->line) {
            outcome = fail(reading->error, "%s: line %lu is longer than %d bytes", reading->file,
                           reading->number + 1, PASSPHRASE_BYTES);
        } else {
            pages->line[reading->length++] = pages->chunk[i];
        }
    }
    return outcome;
}

static enum outcome read_lines(struct reading *reading, int descriptor) {
    enum outcome outcome = DONE;
    uint8_t *chunk = reading->list->pages->chunk;
    for (;;) {
        ssize_t got = read(descriptor, chunk, CHUNK_BYTES);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return fail(reading->error, "%s: %s", reading->file, strerror(errno));
        }
        if (got == 0) {
            return reading->length ? end_line(reading) : DONE;
        }
        outcome = take_bytes(reading, (size_t)got);
        if (outcome != DONE) {
            return outcome;
        }
    }
}

enum outcome passphrases_load(struct passphrase_list *list, const char *file, struct error *error) {
    struct stat status;
    struct reading reading = {.list = list, .file = file, .error = error};
    enum outcome outcome = FAILED;
    int descriptor = open(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        fail(error, "%s: %s", file,
             errno == ELOOP ? "a symbolic link is not followed" : strerror(errno));
        goto out;
    }
    if (S_ISDIR(status.st_mode)) {
        fail(error, "%s: %s", file, strerror(EISDIR));
        goto out;
    }
    if (!have_pages(list)) {
        fail(error, "out of memory");
        goto out;
    }
    outcome = read_lines(&reading, descriptor);
    OPENSSL_cleanse(list->pages->chunk, sizeof list->pages->chunk);
    OPENSSL_cleanse(list->pages->line, sizeof list->pages->line);
out:
    if (descriptor >= 0) {
        close(descriptor);
    }
    return outcome;
}

enum outcome passphrases_add_usual(struct passphrase_list *list, struct error *error) {
    static const char *const usual[USUAL] = {NULL, "", "changeit"};
    if (!have_pages(list)) {
        return fail(error, "out of memory");
    }
    for (size_t i = 0; i < USUAL; i++) {
        if (!add(list, usual[i] ? span_text(usual[i]) : (struct span){0})) {
            return fail(error, "more than %d passphrases", PASSPHRASES_MOST);
        }
    }
    return DONE;
}

void passphrases_release(struct passphrase_list *list) {
    if (list->pages) {
        OPENSSL_cleanse(list->pages, sizeof *list->pages);
        munmap(list->pages, sizeof *list->pages);
    }
    *list = (struct passphrase_list){0};
}
