/* Blowfish with a salted key schedule, as bcrypt wants it (N. Provos, D. Mazieres, "A
 * Future-Adaptable Password Scheme", 1999, section 4): no library of Debian offers its parts. */
#ifndef DECODERS_BLOWFISH_H
#define DECODERS_BLOWFISH_H

#include "base/span.h"

enum { BLOWFISH_ROUNDS = 16, BLOWFISH_BOXES = 4, BLOWFISH_BOX_WORDS = 256 };

struct blowfish {
    uint32_t rounds[BLOWFISH_ROUNDS + 2];
    uint32_t boxes[BLOWFISH_BOXES][BLOWFISH_BOX_WORDS];
};

/* Before any key. */
extern const struct blowfish blowfish_start;

/* Mixes key, and salt where it is not empty, into the state: ExpandKey. key is not empty; both are
 * whole words long. */
void blowfish_expand(struct blowfish *state, struct span salt, struct span key);

/* Enciphers one block in place. */
void blowfish_encrypt(const struct blowfish *state, uint32_t block[2]);

#endif
