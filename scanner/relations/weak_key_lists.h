/* Lists of RSA keys that everybody can have: one line a key, the last 20 hexadecimal digits of the
 * SHA-1 that `openssl rsa -noout -modulus | openssl sha1` prints; # begins a comment. The form of
 * Debian's openssl-blacklist, which lists the keys of CVE-2008-0166. */
#ifndef RELATIONS_WEAK_KEY_LISTS_H
#define RELATIONS_WEAK_KEY_LISTS_H

#include "artifact.h"
#include "base/buffer.h"
#include "base/id_set.h"

enum { WEAK_KEY_BYTES = 10 };

struct weak_key_lists {
    struct id_set ends;  /* of modulus_sha1 -> number of its list, from 1 */
    struct buffer names; /* of the lists, each ended by NUL */
};

/* Adds the lines of one list. False where memory ran out or text holds anything else. */
bool weak_key_lists_add(struct weak_key_lists *lists, const char *name, struct span text);

void weak_key_lists_release(struct weak_key_lists *lists);

/* The name of the list that has a key with this digest, or NULL. */
const char *weak_key_lists_find(const struct weak_key_lists *lists,
                                const uint8_t modulus_sha1[SHA1_BYTES]);

#endif
