#include "relations/known_digests.h"

#include <string.h>

enum { DIGEST_BYTES = 32 };

static int hex_value(char digit) {
    static const char digits[] = "0123456789abcdef";
    const char *found = digit ? strchr(digits, digit) : NULL;
    return found ? (int)(found - digits) : -1;
}

static bool read_digest(const char *line, uint8_t digest[DIGEST_BYTES]) {
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        int high = hex_value(line[2 * i]);
        int low = high < 0 ? -1 : hex_value(line[2 * i + 1]);
        if (low < 0) {
            return false;
        }
        digest[i] = (uint8_t)(high << 4 | low);
    }
    return line[2 * DIGEST_BYTES] == ' ';
}

bool known_digests_read(struct known_digests *known, const char *text) {
    *known = (struct known_digests){.text = text};
    for (const char *line = text; *line;) {
        uint8_t digest[DIGEST_BYTES];
        size_t length = strcspn(line, "\n");
        if (read_digest(line, digest)) {
            uint64_t *at = id_set_add(&known->lines, span_of(digest, sizeof digest), NULL);
            if (!at) {
                return false;
            }
            *at = (uint64_t)(line - text);
        }
        line += length;
        line += *line == '\n';
    }
    return true;
}

void known_digests_release(struct known_digests *known) {
    id_set_release(&known->lines);
    arena_release(&known->arena);
}

const char *known_digests_find(struct known_digests *known, struct span digest) {
    const uint64_t *at = digest.length == DIGEST_BYTES ? id_set_find(&known->lines, digest) : NULL;
    if (!at) {
        return NULL;
    }
    const char *name = known->text + *at + (size_t)2 * DIGEST_BYTES + 1;
    return arena_text(&known->arena, name, strcspn(name, "\n"));
}
