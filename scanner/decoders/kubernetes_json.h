/* JSON of manifests: one walk over strings and brackets, no value is decoded. */
#ifndef DECODERS_KUBERNETES_JSON_H
#define DECODERS_KUBERNETES_JSON_H

#include "decoders/kubernetes_mapping.h"

/* Walks to the end, or to the first nesting beyond MAPPINGS_MOST. Mappings that do not end are not
 * told of. Linear. */
void kubernetes_json_walk(struct span text, struct mappings *mappings);

#endif
