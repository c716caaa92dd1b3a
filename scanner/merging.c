#include "merging.h"

#include <string.h>
#include <sys/stat.h>

#include "base/text.h"

/* The same file as one before it, by device and inode. */
static bool is_repeated(char *const *paths, unsigned which) {
    struct stat one, other;
    if (stat(paths[which], &one) != 0) {
        return false; /* which taking it will tell */
    }
    for (unsigned i = 0; i < which; i++) {
        if (stat(paths[i], &other) == 0 && other.st_dev == one.st_dev &&
            other.st_ino == one.st_ino) {
            return true;
        }
    }
    return false;
}

static void append_label(struct buffer *label, char *const *paths, unsigned count, unsigned which) {
    const char *own = text_base_name(paths[which]), *name = own;
    for (unsigned i = 0; i < count && name == own; i++) {
        bool is_like = i != which && strcmp(text_base_name(paths[i]), own) == 0;
        name = is_like && !is_repeated(paths, i) ? paths[which] : own;
    }
    size_t length = strlen(name);
    length -= length > 3 && text_has_extension(name, ".db") ? 3 : 0;
    text_show_name(label, span_of(name, length));
}

static enum outcome find_overlap(struct inventory *inventory, char *const *paths, unsigned count,
                                 bool *overlap, struct error *error) {
    for (unsigned i = 0; i < count; i++) {
        if (!is_repeated(paths, i) && inventory_note_roots(inventory, paths[i], error) != DONE) {
            return FAILED;
        }
    }
    return inventory_roots_overlap(inventory, overlap, error);
}

enum outcome merging_take(struct inventory *inventory, char *const *paths, unsigned count,
                          struct error *error) {
    bool overlap = false;
    struct buffer label = {0};
    enum outcome outcome = find_overlap(inventory, paths, count, &overlap, error);
    for (unsigned i = 0; i < count && outcome == DONE; i++) {
        buffer_clear(&label);
        if (overlap) {
            append_label(&label, paths, count, i);
        }
        if (!is_repeated(paths, i)) {
            outcome = label.failed
                          ? fail(error, "out of memory")
                          : inventory_take(inventory, paths[i], buffer_text(&label), error);
        }
    }
    buffer_release(&label);
    return outcome;
}
