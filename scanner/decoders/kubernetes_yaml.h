/* YAML of manifests, read line by line: indentation tells mappings, no scalar is decoded. */
#ifndef DECODERS_KUBERNETES_YAML_H
#define DECODERS_KUBERNETES_YAML_H

#include "decoders/kubernetes_mapping.h"

/* Walks through all documents of the text. A document with a line that can be no YAML (prose, code
 * around a manifest) is passed over from there to the next "---". Linear. */
void kubernetes_yaml_walk(struct span text, struct mappings *mappings);

#endif
