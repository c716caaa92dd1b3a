/* The lists of layers in images as `docker save` writes them (manifest.json, Docker image
 * specification 1.2) and in OCI layouts (index.json and manifests, OCI image specification 1.0). A
 * reader of just as much JSON (RFC 8259) as that takes: no recursion, no escapes. */
#ifndef DECODERS_IMAGE_MANIFEST_H
#define DECODERS_IMAGE_MANIFEST_H

#include "base/arena.h"

enum { IMAGES_MOST = 64, LAYERS_MOST = 512 };

/* One image: its layers from the lowest up, as paths in the archive. */
struct image_stack {
    const char *name; /* "app:1.0", "" where nothing names it */
    const char *layers[LAYERS_MOST];
    size_t count;
};

struct image_stacks {
    struct arena arena; /* texts and stacks */
    struct image_stack *stack[IMAGES_MOST];
    size_t count;
};

void image_stacks_release(struct image_stacks *stacks);

/* Adds the images of a manifest.json. What cannot be read adds nothing. */
void image_manifest_docker(struct span text, struct image_stacks *stacks);

/* The manifests that an index.json, or an index it points to, lists. */
struct span image_index_list(struct span text);

/* The next of them: its path in the archive, and the name it is given, "" without one. False at the
 * end. */
bool image_index_next(struct span *rest, struct arena *arena, const char **path, const char **name);

/* Adds the image of one OCI manifest. */
void image_manifest_oci(struct span text, const char *name, struct image_stacks *stacks);

#endif
