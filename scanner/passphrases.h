/* The passphrases to be tried on locked things. They lie in pages that are not swapped out and not
 * written to core dumps, as far as the kernel grants it, and are wiped at the end. */
#ifndef PASSPHRASES_H
#define PASSPHRASES_H

#include "base/outcome.h"
#include "base/span.h"

enum {
    PASSPHRASE_BYTES = 1024, /* the longest */
    PASSPHRASES_MOST = 1000, /* from files */
};

struct passphrase_list {
    const struct span *items; /* most likely first; bytes NULL: no passphrase at all */
    size_t count;
    struct passphrase_pages *pages; /* owns items and what they point to; NULL while empty */
};

/* Appends the passphrases of a file, one a line in UTF-8; CR and LF at the end of a line are not
 * part of it, an empty line is the empty passphrase. Doubles are left out. FAILED with a sentence
 * that names file and line, never content: not readable, a symbolic link, a line that is too long
 * or not UTF-8, too many lines. */
enum outcome passphrases_load(struct passphrase_list *list, const char *file, struct error *error);

/* Appends what is tried without being asked: none at all, the empty one, and Java's "changeit". */
enum outcome passphrases_add_usual(struct passphrase_list *list, struct error *error);

/* Wipes and frees; accepts the zero state. */
void passphrases_release(struct passphrase_list *list);

#endif
