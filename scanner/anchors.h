/* The one search over a blob's bytes that tells which decoders it calls for: anchors of all of them
 * at once, built from what each declares (decoder.h). */
#ifndef ANCHORS_H
#define ANCHORS_H

#include "base/pattern_set.h"
#include "blob.h"

enum { ANCHOR_REACH = 1024 }; /* bytes before and behind the begin of an anchor that may matter */

struct anchors;

/* How the anchors are looked for. Computed while certsweep is built (anchor_plan.c). */
extern const struct pattern_plan anchor_plan;

/* The patterns of all decoders, in the order of decoders.h. 0 where there are too many. */
size_t anchors_patterns(const char *patterns[PATTERNS_MOST]);

/* NULL when memory ran out. Freed with anchors_free. */
struct anchors *anchors_new(void);
void anchors_free(struct anchors *anchors);

/* One bit for each decoder of decoders.h, in its order: set for those whose anchors begin, and are
 * confirmed, somewhere in bytes. */
uint64_t anchors_met(const struct anchors *anchors, struct span bytes);

/* Is there any in [from, to)? Looks ANCHOR_REACH bytes beyond. */
bool anchors_any(const struct anchors *anchors, struct span bytes, size_t from, size_t to);

/* Does the blob call for the decoder of this number, when met is what anchors_met gave for it? */
bool anchors_call(size_t number, const struct blob *blob, uint64_t met);

/* Does the blob, which has no label, call for any decoder by its front, length or name, whatever
 * anchors it has? */
bool anchors_front(const struct anchors *anchors, const struct blob *blob);

#endif
