/* Bytes that were guessed at in text: nothing but their own form vouches for them. */
#ifndef DECODERS_TEXT_CANDIDATE_H
#define DECODERS_TEXT_CANDIDATE_H

#include "decoders/decoder.h"

/* True when one whole element has a shape we know and, where the shape alone says little, also
 * parses. What fails this is passed over in silence. */
bool text_candidate_is_sound(struct span element);

enum candidate {
    CANDIDATE_NONE,
    CANDIDATE_DER,   /* SEQUENCE of a length that is shown */
    CANDIDATE_OTHER, /* armour, a keystore, an archive: goes on as far as the bytes do */
};

/* What the first bytes, FRONT_BYTES or fewer, promise. */
enum { CANDIDATE_FRONT_BYTES = 11 };
enum candidate text_candidate_of(struct span front);

/* The part of gathered bytes that is worth a decoder's look, empty where they do not keep what
 * their front promises. */
struct span text_candidate_part(struct span bytes);

/* Has what stands at start, on this line, examined. */
void text_candidate_examine(const struct blob *blob, struct examiner *examiner,
                            const char *encoding, size_t start, struct span bytes, uint64_t line);

#endif
