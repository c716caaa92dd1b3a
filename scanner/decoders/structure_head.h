/* Whether the front of DER may be that of a structure we know, told from its first bytes. */
#ifndef DECODERS_STRUCTURE_HEAD_H
#define DECODERS_STRUCTURE_HEAD_H

#include "base/span.h"

/* False only where structure_of gives STRUCTURE_UNKNOWN for every element that begins with these
 * bytes; true in doubt, and so for fewer than two. A dozen bytes decide almost always. */
bool structure_may_begin(struct span front);

#endif
