/* Blocks of bytes from one thread to another, in order, through a few buffers that are used again.
 */
#ifndef BASE_RELAY_H
#define BASE_RELAY_H

#include "base/span.h"

struct relay;

/* NULL when memory ran out. */
struct relay *relay_new(void);

/* Wipes what went through. Accepts NULL. Neither side may use it any more. */
void relay_free(struct relay *relay);

/* Puts a copy of a block, waiting for a free buffer. False where nobody wants more, or memory ran
 * out, which the taker then meets as the end. */
bool relay_put(struct relay *relay, struct span block);

/* Nothing more will be put; failed is what relay_take tells. */
void relay_finish(struct relay *relay);

/* The next block, borrowed until the next call; waits for one. Empty at the end. */
struct span relay_take(struct relay *relay);

/* The taker wants no more: relay_put refuses from now on. */
void relay_stop(struct relay *relay);

#endif
