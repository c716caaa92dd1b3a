/* Marks with which people leave out the middle of a PEM body in documentation: "...", "[snip]". */
#ifndef DECODERS_PEM_ELIDED_H
#define DECODERS_PEM_ELIDED_H

#include "base/span.h"

/* Is there one in the raw text of a body? Where the body is base64 throughout, only marks that read
 * as white space can be, "<snip>". */
bool pem_is_elided(struct span body, bool is_base64);

#endif
