/* DER that was guessed at in text: nothing but its own form vouches for it. */
#ifndef DECODERS_TEXT_CANDIDATE_H
#define DECODERS_TEXT_CANDIDATE_H

#include "base/span.h"

/* True when one whole element has a shape we know and, where the shape alone says little, also
 * parses. What fails this is passed over in silence. */
bool text_candidate_is_sound(struct span element);

#endif
