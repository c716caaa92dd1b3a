/* Commands that change a file: what is taken out of it, and in which order it stands. */
#include <stdlib.h>

#include "base/text.h"
#include "checks/commands.h"

enum { STEPS_MOST = 64 }; /* a longer command is not for a person to read */

/* Calls append for each trail behind the first `kept`; false where one is no "line N", or there are
 * too many. */
static bool each_line(struct buffer *out, const char *trails, unsigned kept,
                      void (*append)(struct buffer *out, uint64_t line, const char *path),
                      const char *path) {
    unsigned count = 0;
    for (const char *trail = trails; *trail; count++) {
        char *end = NULL;
        uint64_t line = strncmp(trail, "line ", 5) == 0 ? strtoull(trail + 5, &end, 10) : 0;
        if (line == 0 || count == STEPS_MOST || (*end && strncmp(end, "; ", 2) != 0)) {
            return false;
        }
        if (count >= kept) {
            append(out, line, path);
        }
        trail = end + (*end ? 2 : 0);
    }
    return count > kept;
}

static void append_deletion(struct buffer *out, uint64_t line, const char *path) {
    (void)path;
    buffer_format(out, "-e '%llu,/-----END/d' ", (unsigned long long)line);
}

static void append_print(struct buffer *out, uint64_t line, const char *path) {
    buffer_format(out, "sed -n '%llu,/-----END/p' ", (unsigned long long)line);
    command_quote(out, path);
    buffer_append_text(out, "; ");
}

/* keytool takes one alias; an alias may hold what separates trails, then no command is said. */
static bool remove_entry(struct buffer *out, const struct place *file, const char *trails) {
    bool is_java = strcmp(file->encoding, "jks") == 0 || strcmp(file->encoding, "jceks") == 0;
    if (!is_java || *file->container || file->is_git || !*trails || strpbrk(trails, ";!\\")) {
        return false;
    }
    buffer_append_text(out, "keytool -delete -alias ");
    command_quote(out, trails);
    buffer_append_text(out, " -keystore ");
    command_quote(out, file->path);
    return true;
}

bool command_remove(struct buffer *out, const struct place *file, const char *trails,
                    unsigned kept) {
    struct buffer steps = {0};
    bool is_pem = strcmp(file->encoding, "pem") == 0 && command_can_read(file);
    bool done = is_pem && each_line(&steps, trails, kept, append_deletion, file->path);
    if (done) {
        buffer_format(out, "sed -i %s", buffer_text(&steps));
        command_quote(out, file->path);
    }
    buffer_release(&steps);
    return done || (kept == 0 && remove_entry(out, file, trails));
}

bool command_reorder(struct buffer *out, const struct place *file, const char *trails) {
    struct buffer steps = {0}, fresh = {0};
    bool is_pem = strcmp(file->encoding, "pem") == 0 && command_can_read(file);
    bool done = is_pem && each_line(&steps, trails, 0, append_print, file->path);
    if (done) { /* into the old file, which keeps its owner and mode */
        buffer_format(&fresh, "%s.new", file->path);
        buffer_format(out, "(umask 077; { %s} > ", buffer_text(&steps));
        command_quote(out, buffer_text(&fresh));
        buffer_append_text(out, ") && cat ");
        command_quote(out, buffer_text(&fresh));
        buffer_append_text(out, " > ");
        command_quote(out, file->path);
        buffer_append_text(out, " && rm ");
        command_quote(out, buffer_text(&fresh));
    }
    buffer_release(&steps);
    buffer_release(&fresh);
    return done;
}
